// Answers health checks: /healthz while the process lives, /readyz while it can serve visitors.
import { type ResponseParts, toResponse } from '../../http/response.ts'
import { withTimeLimit } from '../../http/time-limit.ts'
import { matchRoute } from '../../routing/table.ts'
import type { RouteTree } from '../route/route-tree.ts'
import type { StaticFiles } from './manifest.ts'
import type { RunningSite } from './running-site.ts'
import type { App, ServerDefinition } from './server-definition.ts'

export type HealthCheck = 'alive' | 'ready'

export interface Health {
  /** Finds the health check at a path; `undefined` for other paths, and for the names of routes. */
  find(pathname: string): HealthCheck | undefined
  /** Tells whether the site can serve visitors: `ready` of `_server.ts` says so in time, and it is not stopping. */
  isReady(): Promise<boolean>
  /** From now on the site is not ready. */
  announceStop(): void
}

interface HealthOptions {
  readonly definition: Pick<ServerDefinition, 'ready'>
  readonly app: App
  readonly routes: RouteTree
  /** The base path, starting and ending with a slash. */
  readonly base: string
  readonly staticFiles: StaticFiles | undefined
}

const names: Readonly<Record<string, HealthCheck>> = { healthz: 'alive', readyz: 'ready' }

/** How long `ready` may take (ms). */
const maxCheck = 1000

/**
 * Creates the health checks of a site.
 *
 * They are at the root of the server, which probes know, and below the base, which proxies pass on. A route
 * or file of the name wins; a route with a parameter that fits the name does not.
 */
export function createHealth({ definition, app, routes, base, staticFiles }: HealthOptions): Health {
  const checks = new Map<string, HealthCheck>()
  for (const [name, check] of Object.entries(names)) {
    const isTaken =
      matchRoute(routes.routes, [name])?.entry.pattern.id === `/${name}` ||
      staticFiles?.respond({ method: 'HEAD', headers: new Headers() }, base + name) !== undefined
    for (const path of [`/${name}`, base + name]) {
      if (!isTaken || path !== base + name) checks.set(path, check)
    }
  }
  let isStopping = false
  let wasReady = true
  let checking: Promise<boolean> | undefined

  return {
    // Nearly all paths end with another letter.
    find: (pathname) => (pathname.endsWith('z') ? checks.get(pathname) : undefined),
    async isReady() {
      if (isStopping || !definition.ready) return !isStopping
      // Several probes may ask at the same time.
      checking ??= ask().finally(() => {
        checking = undefined
      })
      return (await checking) && !isStopping
    },
    announceStop() {
      isStopping = true
    },
  }

  async function ask(): Promise<boolean> {
    let err: unknown
    try {
      const answer = await withTimeLimit(Promise.resolve(definition.ready!(app)), maxCheck, () => {
        throw new Error(`ready took longer than ${maxCheck} ms.`)
      })
      if (answer) {
        wasReady = true
        return true
      }
    } catch (error) {
      err = error
    }
    // Probes ask every few seconds: one entry for each time that the site stops being ready.
    if (wasReady) {
      app.log.warn(err === undefined ? {} : { err }, 'routes/_server: the site is not ready (/readyz).')
    }
    wasReady = false
    return false
  }
}

/** Answers a health check, without middleware and without looking at the host: probes use addresses as hosts. */
export function answerHealthCheck(
  { health }: RunningSite,
  request: Request,
  check: HealthCheck,
): Response | Promise<Response> {
  const { method } = request
  if (method !== 'GET' && method !== 'HEAD') {
    return toResponse(createParts(405, '405 Method Not Allowed\n', [['allow', 'GET, HEAD']]))
  }
  const answer = (isFine: boolean): Response => {
    const parts = isFine ? createParts(200, 'ok') : createParts(503, 'not ready')
    return toResponse(method === 'HEAD' ? { ...parts, body: null } : parts)
  }
  return check === 'alive' ? answer(true) : health.isReady().then(answer)
}

function createParts(status: number, body: string, more: ResponseParts['headers'] = []): ResponseParts {
  return {
    kind: 'data',
    status,
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ['cache-control', 'no-store'],
      ['x-content-type-options', 'nosniff'],
      ['content-length', String(body.length)],
      ...more,
    ],
    body,
  }
}

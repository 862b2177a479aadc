// createTestClient(): sends requests to the site in a folder, or to any handler, in tests.
import type { ViteDevServer } from 'vite'
import { type ClientSite, type TestClient, createSiteClient } from '../node/site-client.ts'
import type { DevHost as HandlerHost } from '../node/dev/dev-site.ts'
import type { ServerDefinition } from '../request/pipeline/server-definition.ts'
import { openStaticFiles } from '../node/files/static-files.ts'
import { type TestSessionOptions, createTestSession, startTestStore } from '../node/sessions/test-session.ts'
import type { DevHost } from './dev/dev-host.ts'
import type { BuildSite } from './site.ts'
import { type SourceSite, openSourceSite } from './source-site.ts'
import { sharePromise } from '../http/share-promise.ts'

/** The options of `createTestClient()`. */
export interface TestClientOptions {
  /** The folder of the project (default: the current one). */
  root?: string
  /** Sends requests to this handler instead, such as the built `dist/server/handler.js`; `close()` calls its `stop`. */
  handler?: {
    fetch(request: Request): Response | Promise<Response>
    stop?(): unknown
  }
  /** Scheme and host of the requests (default: `http://localhost`). */
  origin?: string
  /** With `handler`: the secret of its sessions (default: `SESSION_SECRET`). */
  secret?: string
  /** With `handler`: the name of its session cookie (default: `__Host-session`). */
  cookieName?: string
  /** With `handler`: the same kind of store as its own, such as `redisStore()`, for `withSession` (default: cookies). */
  store?: NonNullable<TestSessionOptions['settings']>['store']
}

/**
 * Creates a client that sends requests to a site without a port.
 *
 * The site runs from its sources, as in development, but shows the error pages that visitors see. Use one client for a
 * whole test file and close it at the end.
 *
 * ```ts
 * const client = await createTestClient()
 * const response = await client.post('/notes/new', { form: { title: 'x' } })
 * const page = await client.withSession({ userId: 1 }).get('/admin')
 * await client.close()
 * ```
 *
 * @throws Error when the site cannot start
 */
export async function createTestClient(options: TestClientOptions = {}): Promise<TestClient> {
  const origin = new URL(options.origin ?? 'http://localhost').origin
  const site = options.handler ? openHandler(options, options.handler) : await openSite(options)
  return createSiteClient({ origin, ...site })
}

type OpenedSite = Omit<ClientSite, 'origin'>

function openHandler(
  { secret = process.env.SESSION_SECRET ?? '', cookieName, store }: TestClientOptions,
  handler: NonNullable<TestClientOptions['handler']>,
): OpenedSite {
  const settings = { store, ...(cookieName === undefined ? {} : { cookie: { name: cookieName } }) }
  const startOnce = sharePromise(() => startTestStore(store))
  return {
    fetch: (request) => handler.fetch(request),
    async sealSession(values) {
      await startOnce()
      return createTestSession(values, { secret, settings, secure: true, base: '/' })
    },
    async close() {
      await handler.stop?.()
    },
  }
}

async function openSite({ root = process.cwd() }: TestClientOptions): Promise<OpenedSite> {
  const source = await openSourceSite(root, 'test', toTestHost)
  try {
    await source.handler.open()
  } catch (error) {
    await source.close()
    throw error
  }
  return toClientSite(source)
}

/** Creates a client for a site that runs from its sources. */
export function openSiteClient(source: SourceSite): TestClient {
  return createSiteClient({ origin: 'http://localhost', ...toClientSite(source) })
}

function toClientSite(source: SourceSite): OpenedSite {
  const { handler, site, host, load } = source
  return {
    fetch: (request) => handler.fetch(request),
    async sealSession(values) {
      const settings = await readSessionSettings(site, load)
      const { base } = site.options
      return createTestSession(values, { secret: host.secret, settings, secure: false, base })
    },
    close: () => source.close(),
  }
}

/** Makes the site respond as to visitors: without error reports and without Vite's client script. */
export function toTestHost(
  { describeError: _, describeMissing: ___, csp: __, styleTags, ...host }: DevHost,
  { options: { base } }: BuildSite,
  server: ViteDevServer,
): HandlerHost {
  return {
    ...host,
    log: {
      ...host.log,
      error(fields, message) {
        mapStacks((fields as { err?: unknown }).err, server)
        host.log.error(fields, message)
      },
    },
    headTags: styleTags,
    openStaticFiles: () => openStaticFiles(server.config.publicDir, { base }),
  }
}

/** Makes stacks name lines of the sources. Vite does that itself, except in Vitest, which formats stacks in its own way. */
function mapStacks(error: unknown, server: ViteDevServer): void {
  if (process.env.VITEST === undefined) return
  const seen = new Set<unknown>()
  for (let one = error; one instanceof Error && !seen.has(one); one = one.cause) {
    seen.add(one)
    server.ssrFixStacktrace(one)
  }
}

interface ServerModule {
  readonly default?: ServerDefinition
}

async function readSessionSettings(
  site: BuildSite,
  load: (id: string) => Promise<ServerModule>,
): Promise<TestSessionOptions['settings']> {
  const file = (await site.files()).find(({ kind }) => kind === 'server')
  if (!file) return undefined
  const module = await load(site.toFile(file.path))
  return module.default?.session
}

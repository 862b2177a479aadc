// vite preview: serves the built site on Vite's own server.
import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import { pathToFileURL } from 'node:url'
import { dirname, relative, resolve } from 'node:path'
import { type Connect, type PreviewServer, normalizePath } from 'vite'
import type { BuiltSite } from '../../node/built-site.ts'
import { sharePromise } from '../../http/share-promise.ts'
import { withTimeLimit } from '../../http/time-limit.ts'
import { delayContinue } from '../../node/bodies/expect-continue.ts'
import { reportLostErrors } from '../../node/log/lost-errors.ts'
import { describeMisspeltSettings } from '../../node/misspelt-settings.ts'
import { createUnsentReport } from '../../node/listener/report-unsent.ts'
import { createRequestListener } from '../../node/listener/request-listener.ts'
import { watchRequests } from '../../node/log/request-record.ts'
import { toServerLimits } from '../../node/listener/server-limits.ts'
import { createUserError } from '../../node/user-error.ts'
import { adaptHttp2 } from './adapt-http2.ts'
import { passAsteriskTargets } from './asterisk-targets.ts'
import { attachSockets, isProxied } from './attach-sockets.ts'
import { readDevEnvironment } from '../dev-environment.ts'
import { readDevSecret } from './dev-secret.ts'
import type { HostCheck } from './host-check.ts'
import { explainListenErrors } from './listen-errors.ts'
import type { BuildSite } from '../site.ts'

/** `dist/server/handler.js` */
interface BuiltModule {
  openSite(): BuiltSite
}

/** How long the work of `ctx.after()` may take when the server is closed, and then the stop functions (ms). */
const maxWork = 2000
const maxEnd = 1000

/**
 * Answers every request as production does, before Vite's own file server sees it.
 *
 * @returns What Vite calls after it has added its own middleware
 * @throws if the site has not been built
 */
export async function serveOnPreviewServer(
  site: BuildSite,
  hosts: HostCheck,
  server: PreviewServer,
): Promise<() => void> {
  const { config } = site
  const entry = resolve(config.root, config.environments.ssr!.build.outDir, 'handler.js')
  if (!existsSync(entry)) {
    const folder = normalizePath(relative(config.root, dirname(entry)))
    throw createUserError(`${folder}: the site has not been built. Run vite build first.`)
  }
  explainListenErrors(server.httpServer as Server, config.preview, 'vite preview')
  const environment = readDevEnvironment(config)
  for (const message of describeMisspeltSettings(environment)) config.logger.warn(message)
  const { SESSION_SECRET } = environment
  process.env.SESSION_SECRET = SESSION_SECRET || (await readDevSecret(config.root))
  // As in production: errors point to the original source.
  process.setSourceMapsEnabled(true)
  const built = (await import(pathToFileURL(entry).href)) as BuiltModule
  const { handler, log, openRequestLog } = built.openSite()
  const running = await handler.open()
  const { settings } = running
  // A tool of the author keeps running after an error that no code handles. A production server stops.
  const forget = reportLostErrors({
    site: () => running,
    debug: log.debug,
    reportRefusal: log.error,
    report: log.error,
  })
  const close = server.close.bind(server)
  server.close = sharePromise(async () => {
    await close()
    forget()
    // A stop function that never ends must not keep the process alive.
    const stopped = withTimeLimit(handler.stop(maxWork), maxWork + maxEnd, () => {
      throw new Error(`The end of the site took longer than ${maxWork + maxEnd} ms.`)
    })
    await stopped.catch((error) => log.error({ err: error }, 'The site did not stop.'))
  })
  delayContinue(server.httpServer as Server)
  Object.assign(server.httpServer, toServerLimits(settings.limits))
  const sockets = attachSockets(server.httpServer, server.middlewares, config.preview.proxy)
  passAsteriskTargets(server.middlewares)
  server.middlewares.use(adaptHttp2)
  const logRequest = site.options.requestLog ? await openRequestLog() : undefined
  const answer = createRequestListener((request) => handler.fetch(request), {
    onError: createUnsentReport(handler, log),
    settings: () => settings,
    watch: logRequest && watchRequests(logRequest),
    upgrade: (req, res, request) => sockets.accept(req, res, request, handler.upgrade),
  })
  const serve: Connect.NextHandleFunction = (req, res) => {
    req.url = req.originalUrl ?? req.url ?? '/'
    answer(req, res)
  }
  hosts.connect({ allowedHosts: async () => settings.allowedHosts, answer: serve })
  server.middlewares.use((req, res, next) =>
    isProxied(req.url ?? '/', config.preview.proxy) ? next() : serve(req, res, next),
  )
  // What the proxy has let pass.
  return () => server.middlewares.use(serve)
}

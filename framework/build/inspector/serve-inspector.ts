// Serves the inspector at /__vial in vite dev, to pages of this site only.
import type { Connect, ViteDevServer } from 'vite'
import type { Log } from '../../http/log.ts'
import { createInspector } from '../../inspector/create-inspector.ts'
import { addressOf, receivedTarget, whenSent } from '../../node/listener/node-request.ts'
import { createRequestListener } from '../../node/listener/request-listener.ts'
import { createInspectorFiles } from '../browser/dev-browser-files.ts'
import type { BuildSite } from '../site.ts'
import { createInspectorAnswers } from './inspector-answers.ts'
import type { RequestHistory } from './request-history.ts'

/**
 * Creates the middleware that answers everything below `/__vial`.
 *
 * @param log For errors of the inspector itself
 */
export function serveInspector(
  site: BuildSite,
  server: ViteDevServer,
  history: RequestHistory,
  log: Log,
): Connect.NextHandleFunction {
  const { base, trailingSlash } = site.options
  const { requests, lines, subscribe } = history
  const inspector = createInspector(
    { requests, lines, subscribe, ...createInspectorAnswers(site, server) },
    {
      base,
      trailingSlash,
      log,
      browserFiles: createInspectorFiles(base),
      receivedTarget,
      clientAddress: addressOf,
      whenSent,
    },
  )
  const listener = createRequestListener((request) => inspector.fetch(request), {
    onError: (error) => log.error({ err: error }, 'The inspector could not send a page.'),
  })
  return (req, res) => {
    req.url = req.originalUrl ?? req.url ?? '/'
    listener(req, res)
  }
}

// Creates the inspector: a small site of its own, with pages, an island and an event stream, below /__vial.
import type { ComponentType } from 'preact'
import { createSealer } from '../node/sessions/iron-seal.ts'
import { createIsland } from '../render/island.ts'
import type { BrowserFiles } from '../render/page-islands.ts'
import { type Handler, createHandler } from '../request/pipeline/handler.ts'
import type { Manifest, ManifestFile } from '../request/pipeline/manifest.ts'
import { parseSecrets } from '../session/secret.ts'
import { createAppDocument } from './app-document.ts'
import { errorPage } from './error-page.ts'
import type { InspectorSource } from './inspector-source.ts'
import { createLogPage } from './log-page.ts'
import RequestList, { type RequestListProps } from './request-list.ts'
import { createRequestPage } from './request-page.ts'
import { createRequestEvents, createRequestsPage } from './requests-page.ts'
import { createRoutesPage } from './routes-page.ts'
import {
  createEnvironmentPage,
  createFindingsPage,
  createIslandsPage,
  createSearchPage,
} from './site-pages.ts'
import { style } from './style.ts'

export interface InspectorOptions
  extends Pick<Manifest, 'log' | 'receivedTarget' | 'clientAddress' | 'whenSent'> {
  /** Both as the site has them, because `href()` knows only one site. */
  readonly base: string
  readonly trailingSlash: NonNullable<Manifest['trailingSlash']>
  /** What browsers load for the island. */
  readonly browserFiles: BrowserFiles
}

/**
 * Creates the handler of the inspector.
 *
 * It is not part of the site, so that it works while the site does not.
 */
export function createInspector(source: InspectorSource, options: InspectorOptions): Handler {
  const place = { base: options.base }
  const origin = { file: 'inspector/request-list.ts', name: 'default' }
  const List = createIsland(RequestList, origin) as ComponentType<unknown> as ComponentType<RequestListProps>
  const routes: Readonly<Record<string, object>> = {
    'index.ts': createRoutesPage(source, place),
    'requests.ts': createRequestsPage(source, place, List),
    'requests/[id].ts': createRequestPage(source, place),
    'events.ts': createRequestEvents(source),
    'log.ts': createLogPage(source, place),
    'islands.ts': createIslandsPage(source, place),
    'environment.ts': createEnvironmentPage(source),
    'findings.ts': createFindingsPage(source),
    'search.ts': createSearchPage(source, place, List),
    'style.css.ts': {
      GET: () => new Response(style, { headers: { 'content-type': 'text/css; charset=utf-8' } }),
    },
  }
  const files = Object.entries(routes).map(([name, module]): ManifestFile => {
    const path = `__vial/${name}`
    return { path, kind: 'route', folder: path.slice(0, path.lastIndexOf('/')), load: async () => module }
  })
  const app = { default: createAppDocument(place) }
  // vial check and vial doctor take their time on a busy machine.
  const server = { default: { renderTimeout: 120 } }
  return createHandler({
    ...options,
    // No page uses a session.
    sealer: createSealer(parseSecrets(crypto.randomUUID() + crypto.randomUUID())),
    secure: false,
    files: [
      { path: '_app.ts', kind: 'app', folder: '', load: async () => app },
      { path: '_server.ts', kind: 'server', folder: '', load: async () => server },
      { path: '_error.ts', kind: 'error', folder: '', load: async () => errorPage },
      ...files,
    ],
  })
}

// Loads the site's copy of the framework through Vite, and provides what only development has.
import { randomUUID } from 'node:crypto'
import type { ViteDevServer } from 'vite'
import type { BuiltManifest } from '../../node/built-site.ts'
import type { DevHost as HandlerHost, createDevHandler } from '../../node/dev/dev-site.ts'
import { createSharedChannel } from '../../node/open-channel.ts'
import { describeMisspeltSettings } from '../../node/misspelt-settings.ts'
import { readRequestSettings } from '../../node/settings.ts'
import { createDevBrowserFiles } from '../browser/dev-browser-files.ts'
import { readDevEnvironment } from '../dev-environment.ts'
import { findRunner, importServerModule } from '../import-server-module.ts'
import { createDevLog } from './dev-log.ts'
import { readDevSecret } from './dev-secret.ts'
import { createVitePolicy } from './dev-policy.ts'
import { createReviewHost } from './dev-review.ts'
import { countChanges, formatClientTags } from './dev-pages.ts'
import { collectStyleTags } from './dev-styles.ts'
import type { RequestHistory } from '../inspector/request-history.ts'
import type { BuildSite } from '../site.ts'
import { devId } from '../virtual-modules.ts'

/** What Vite loads: again after every change below it. */
export interface DevModule {
  readonly manifest: BuiltManifest
  readonly createDevHandler: typeof createDevHandler
}

/** What the handler receives, and what the dev server itself needs. */
export interface DevHost extends HandlerHost {
  /** Formats only the links to stylesheets. */
  styleTags(paths: readonly string[]): string
  /** Releases what lives as long as the dev server. */
  close(): void
}

/**
 * Creates what all handlers of a dev server share.
 *
 * @param history Records requests and the log (default: nothing does)
 * @throws Error when another plugin has moved the server side of the site out of this process
 */
export async function createDevHost(
  site: BuildSite,
  server: ViteDevServer,
  history?: RequestHistory,
): Promise<DevHost> {
  findRunner(server)
  const { root, logger } = server.config
  const environment = readDevEnvironment(server.config)
  const terminalLog = createDevLog(logger, environment.LOG_LEVEL)
  const log = history ? history.watchLog(terminalLog) : terminalLog
  for (const message of describeMisspeltSettings(environment)) logger.warn(message, { timestamp: true })
  const channel = createSharedChannel(environment.REDIS_URL, log)
  const started = randomUUID()
  return {
    root,
    secret: environment.SESSION_SECRET || (await readDevSecret(root)),
    environment,
    settings: readRequestSettings(environment),
    log,
    openChannel: channel.open,
    close: channel.close,
    hotData: new Map(),
    codeVersion: () => `${started} ${countChanges(site)} `,
    browserFiles: createDevBrowserFiles(site.options.base),
    // Once the server listens: the port may be another one than the configured one.
    get csp() {
      return createVitePolicy(server.config)
    },
    styleTags: (paths) => collectStyleTags(paths, site, server),
    headTags: (paths, nonce) => collectStyleTags(paths, site, server) + formatClientTags(site, nonce()),
    reviewHost: createReviewHost(site, server),
    ...(history && { inspectionHost: history }),
    // Loaded when they are needed, which makes the first page faster.
    async describeMissing(request) {
      const { describeMissingRoute } = await import('./dev-missing-page.ts')
      return describeMissingRoute(request, site, (file) => importServerModule(server, file))
    },
    async describeError(report, nonce) {
      site.dev.hasFailed = true
      site.dev.isErrorShown = true
      const { describeError } = await import('./dev-error.ts')
      return describeError(report, site, nonce)
    },
  }
}

/** Imports the manifest and the function that creates a handler from it. */
export function importDevModule(server: ViteDevServer): Promise<DevModule> {
  return importServerModule<DevModule>(server, devId)
}

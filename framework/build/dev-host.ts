// Loads the site's own copy of the framework through Vite, and gives it what only development has.
import { randomUUID } from 'node:crypto'
import { type RunnableDevEnvironment, type ViteDevServer, isRunnableDevEnvironment, loadEnv } from 'vite'
import type { BuiltManifest } from '../node/built-site.ts'
import type { DevHost as HandlerHost, createDevHandler } from '../node/dev-site.ts'
import { createSharedChannel } from '../node/open-channel.ts'
import { describeError } from './dev-error.ts'
import { createDevBrowserFiles } from './dev-browser-files.ts'
import { createDevLog } from './dev-log.ts'
import { readDevSecret } from './dev-secret.ts'
import { formatClientTags } from './dev-pages.ts'
import { collectStyleTags } from './dev-styles.ts'
import type { BuildSite } from './site.ts'
import { devId } from './virtual-modules.ts'

/** What Vite loads: the manifest stays the same object for as long as the same route files are there. */
export interface DevModule {
  readonly manifest: BuiltManifest
  readonly createDevHandler: typeof createDevHandler
}

/** What the handler gets from here, and what the dev server needs itself. */
export interface DevHost extends HandlerHost {
  /** The stylesheets alone. */
  styleTags(paths: readonly string[]): string
  /** Lets go of what lives as long as the dev server. */
  close(): void
}

// Vite's client listens on a socket, whose port is its own affair, waits for a lost server in a worker made of text, and
// writes styles and its overlay with the nonce that it finds in the page.
const vitePolicy: NonNullable<HandlerHost['csp']> = {
  additions: { 'connect-src': ['ws:', 'wss:'], 'worker-src': ['blob:'] },
  alwaysNonce: true,
}

/**
 * Makes what the handlers of a dev server share.
 *
 * @throws Error when another plugin has moved the server side of the site out of this process
 */
export async function createDevHost(site: BuildSite, server: ViteDevServer): Promise<DevHost> {
  findRunner(server)
  const { root, envDir, mode, logger } = server.config
  const environment = { ...(envDir ? loadEnv(mode, envDir, '') : {}), ...process.env }
  const log = createDevLog(logger)
  const channel = createSharedChannel(environment.REDIS_URL, log)
  const started = randomUUID()
  return {
    secret: await readDevSecret(root),
    environment,
    log,
    openChannel: channel.open,
    close: channel.close,
    hotData: new Map(),
    codeVersion: () => `${started} ${site.changes} `,
    browserFiles: createDevBrowserFiles(site.options.base),
    csp: vitePolicy,
    styleTags: (paths) => collectStyleTags(paths, site, server),
    headTags: (paths, nonce) => collectStyleTags(paths, site, server) + formatClientTags(site, nonce()),
    describeError: (report, nonce) => {
      site.hasFailed = true
      site.isErrorShown = true
      return describeError(report, site, nonce)
    },
  }
}

/** Imports a module as the server side of the site does. */
export function importServerModule<Module>(server: ViteDevServer, id: string): Promise<Module> {
  return findRunner(server).import<Module>(id)
}

/** Imports the manifest and what makes a handler of it. */
export function importDevModule(server: ViteDevServer): Promise<DevModule> {
  return importServerModule<DevModule>(server, devId)
}

function findRunner(server: ViteDevServer): RunnableDevEnvironment['runner'] {
  const { ssr } = server.environments
  if (ssr && isRunnableDevEnvironment(ssr)) return ssr.runner
  throw new Error('vial(): the ssr environment must run in this process. Remove what replaces it.')
}

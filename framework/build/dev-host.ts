// Loads the site's own copy of the framework through Vite, and gives it what only development has.
import { randomUUID } from 'node:crypto'
import { type RunnableDevEnvironment, type ViteDevServer, isRunnableDevEnvironment, loadEnv } from 'vite'
import type { runSiteCommand } from '../node/run-command.ts'
import { type SharedChannel, createSharedChannel } from '../node/open-channel.ts'
import type { AskForSocket } from '../node/socket-server.ts'
import { type DevErrorReport, describeError } from './dev-error.ts'
import { createDevBrowserFiles } from './dev-browser-files.ts'
import { createDevLog } from './dev-log.ts'
import { readDevSecret } from './dev-secret.ts'
import { formatClientTags } from './dev-pages.ts'
import { collectStyleTags } from './dev-styles.ts'
import type { BuildSite } from './site.ts'
import { devId } from './virtual-modules.ts'

/** The handler of a site that runs inside Vite. */
export interface DevHandler {
  fetch(request: Request): Response | Promise<Response>
  readonly upgrade: AskForSocket
  start(): Promise<void>
  /** Starts it like a request, for those who need more than answers. */
  open(): Promise<RunningDevSite>
  /** Starts what runs by the clock. */
  startTasks(): Promise<void>
  stop(): Promise<void>
}

type RunningDevSite = Awaited<ReturnType<Parameters<typeof runSiteCommand>[0]['handler']['open']>>

/** What Vite loads: the manifest stays the same object for as long as the same route files are there. */
export interface DevModule {
  readonly manifest: Parameters<typeof runSiteCommand>[0]['manifest']
  createDevHandler(manifest: object, host: object): DevHandler
}

/** What the handler gets from here: plain data and functions, because it is another copy of the framework. */
export interface DevHost {
  readonly secret: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: ReturnType<typeof createDevLog>
  /** What the site's own code keeps from one reload to the next. */
  readonly kept: Map<string, unknown>
  /** Another text whenever a file has changed, and in every dev server. */
  codeVersion(): string
  readonly csp?: DevPolicy
  /** The style sheets alone. */
  styleTags(paths: readonly string[]): string
  headTags(paths: readonly string[], nonce: () => string): string
  readonly browserFiles: ReturnType<typeof createDevBrowserFiles>
  describeError?(report: DevErrorReport, nonce: string): Promise<string>
  readonly openChannel: SharedChannel['open']
  /** Lets go of what lives as long as the dev server. */
  close(): void
}

/** What the Content-Security-Policy of pages allows besides. */
interface DevPolicy {
  readonly additions: Readonly<Record<string, readonly string[]>>
  readonly alwaysNonce: boolean
}

// Vite's client listens on a socket, whose port is its own affair, waits for a lost server in a worker made of text, and
// writes styles and its overlay with the nonce that it finds in the page.
const vitePolicy: DevPolicy = {
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
    kept: new Map(),
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

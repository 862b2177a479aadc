// The handler of the dev server: the same one, with the parts that only development has.
import { type Handler, createHandler } from '../request/pipeline/handler.ts'
import type { ErrorReport, Manifest } from '../request/pipeline/manifest.ts'
import { parseSecrets } from '../session/secret.ts'
import { findFile } from './find-file.ts'
import { createSealer } from './iron-seal.ts'
import { shareCache } from './shared-cache.ts'
import { addressOf, whenSent } from './node-request.ts'
import type { TaskRunner } from './run-tasks.ts'
import { startTasks } from './start-tasks.ts'
import { readUploads } from './read-uploads.ts'

/** What the dev server adds: plain data and functions, because it is another copy of this code. */
export interface DevHost {
  readonly secret: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Manifest['log']
  readonly hotData?: NonNullable<Manifest['hotData']>
  /** Another text whenever a file has changed. */
  codeVersion(): string
  readonly browserFiles: NonNullable<Manifest['browserFiles']>
  /** What Vite's client needs of the pages' policy. */
  readonly csp?: NonNullable<Manifest['csp']>
  headTags(paths: readonly string[], nonce: () => string): string
  describeError(report: ErrorReport, nonce: string): Promise<string>
  /** The same one for every state, so that who listens since before a change hears what is sent after it. */
  openChannel(): ReturnType<NonNullable<Manifest['openChannel']>>
}

/** A handler whose tasks run when somebody says so: not for a test, nor for a command. */
export interface DevHandler extends Handler {
  startTasks(): Promise<void>
}

/** Makes the handler for one state of the route files. */
export function createDevHandler(
  manifest: Pick<Manifest, 'files' | 'commands' | 'base' | 'trailingSlash' | 'navigation'>,
  { secret, ...host }: DevHost,
): DevHandler {
  const handler = createHandler({
    ...manifest,
    ...host,
    keepModules: false,
    // localhost is http, where browsers refuse the __Host- prefix.
    secure: false,
    sealer: createSealer(parseSecrets(secret)),
    readUploads,
    findFile,
    clientAddress: addressOf,
    whenSent,
    showsCacheStatus: true,
    ...shareCache(host.environment, host.log, host.codeVersion),
  })
  let tasks: TaskRunner | undefined
  return {
    ...handler,
    async startTasks() {
      const running = await handler.open()
      try {
        tasks = await startTasks(running)
      } catch (error) {
        // The next request starts the site anew.
        await handler.stop()
        throw error
      }
    },
    async stop() {
      await tasks?.stop()
      await handler.stop()
    },
  }
}

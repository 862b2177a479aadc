// The handler of the dev server: the same one, with the parts that only development has.
import { type Handler, createHandler } from '../request/handler.ts'
import type { ErrorReport, Manifest } from '../request/manifest.ts'
import { parseSecrets } from '../session/secret.ts'
import { findFile } from './find-file.ts'
import { createSealer } from './iron-seal.ts'
import { addressOf, whenSent } from './node-request.ts'
import { readUploads } from './read-uploads.ts'

/** What the dev server adds: plain data and functions, because it is another copy of this code. */
export interface DevHost {
  readonly secret: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Manifest['log']
  readonly browserFiles: NonNullable<Manifest['browserFiles']>
  /** What Vite's client needs of the pages' policy. */
  readonly csp?: NonNullable<Manifest['csp']>
  headTags(paths: readonly string[], nonce: () => string): string
  describeError(report: ErrorReport, nonce: string): Promise<string>
}

/** Makes the handler for one state of the route files. */
export function createDevHandler(
  manifest: Pick<Manifest, 'files' | 'base' | 'trailingSlash' | 'navigation'>,
  { secret, ...host }: DevHost,
): Handler {
  return createHandler({
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
  })
}

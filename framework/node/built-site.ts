// A built site in Node: the generated manifest, completed by the environment and the files on disk.
import { readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { type Handler, createHandler } from '../request/handler.ts'
import type { InlinedStyle, Manifest } from '../request/manifest.ts'
import { isAdvice } from './advice.ts'
import { type BrowserFileList, createBrowserFiles } from './browser-files.ts'
import { findFile } from './find-file.ts'
import { createSealer } from './iron-seal.ts'
import { createLog } from './log.ts'
import { addressOf, whenSent } from './node-request.ts'
import { readUploads } from './read-uploads.ts'
import { serve } from './serve.ts'
import { type Settings, readSettings } from './settings.ts'
import { openStaticFiles } from './static-files.ts'

/** Where hashed files are: a folder that no file of `public/` is likely to be in, because browsers keep them for a year. */
export const assetsFolder = '_vial'

/** What the build writes to `styles.json`. */
export interface SheetList {
  /** URLs of the style sheets of each file in `routes/`, in order. */
  files: Record<string, string[]>
  /** The sheets that pages contain instead of links to them, by URL. */
  inlined: Record<string, InlinedStyle>
}

/** What the build writes into the server's bundle. */
export type BuiltManifest = Pick<Manifest, 'files' | 'base' | 'trailingSlash' | 'navigation'>

export interface BuiltSite {
  readonly handler: Handler
  readonly settings: Settings
  readonly log: ReturnType<typeof createLog>
}

/**
 * Makes the handler of a built site; listens nowhere.
 *
 * @param manifest What the build generated
 * @param entry The URL of a file in `dist/server`
 * @throws Error for settings that cannot be used, such as a missing secret
 */
export function createBuiltSite(manifest: BuiltManifest, entry: string): BuiltSite {
  const settings = readSettings(process.env)
  const log = createLog(settings.logLevel)
  const base = manifest.base ?? '/'
  const styles = JSON.parse(readFileSync(new URL('./styles.json', entry), 'utf8')) as SheetList
  const handler = createHandler({
    ...manifest,
    browserFiles: readBrowserFiles(new URL('./browser.json', entry)),
    files: manifest.files.map((file) => ({ ...file, styles: styles.files[file.path] ?? [] })),
    inlinedStyles: styles.inlined,
    sealer: createSealer(settings.secrets),
    origin: settings.origin,
    allowedHosts: settings.allowedHosts,
    trustProxy: settings.trustProxy,
    bodyLimit: settings.bodyLimit,
    environment: process.env,
    openStaticFiles: (headers) =>
      openStaticFiles(fileURLToPath(new URL('../client/', entry)), {
        base,
        immutable: `${base}${assetsFolder}/`,
        headers,
      }),
    readUploads,
    findFile,
    clientAddress: addressOf,
    whenSent,
    log,
  })
  return { handler, settings, log }
}

/**
 * Starts the server when its file is what Node was asked to run.
 *
 * @param openSite Makes the site, which checks the settings
 * @param entry The URL of `dist/server/index.js`
 */
export async function runBuiltSite(openSite: () => BuiltSite, entry: string): Promise<void> {
  if (!isMain(entry)) return
  // Route files are loaded after this, so their errors name the lines that somebody wrote.
  process.setSourceMapsEnabled(true)
  try {
    await serve(openSite())
  } catch (error) {
    process.stderr.write(`${isAdvice(error) ? error.message : inspect(error)}\n`)
    process.exit(1)
  }
}

/** Tells whether Node was asked to run this file, by its name or, as Node allows, without `.js` or by its folder. */
function isMain(entry: string): boolean {
  const script = process.argv[1]
  if (script === undefined) return false
  try {
    return realpathSync(createRequire(entry).resolve(resolve(script))) === realpathSync(fileURLToPath(entry))
  } catch {
    // Something that is no module on the disk was started, so it was not this one.
    return false
  }
}

function readBrowserFiles(list: URL): Manifest['browserFiles'] {
  const files = JSON.parse(readFileSync(list, 'utf8')) as BrowserFileList | null
  return files ? createBrowserFiles(files) : undefined
}

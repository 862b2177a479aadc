// Creates a built site in Node from the generated manifest, the environment, and the files on disk.
import { existsSync, realpathSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { type Handler, createHandler } from '../request/pipeline/handler.ts'
import type { InlinedStyle, Manifest } from '../request/pipeline/manifest.ts'
import { withoutSlash } from '../request/caching/prerendered-paths.ts'
import { readBuildFile } from './read-build-file.ts'
import { isUserError } from './user-error.ts'
import { type BrowserFileList, createBrowserFiles } from './files/browser-files.ts'
import { findFile } from './files/find-file.ts'
import { compressBody } from './bodies/compress-body.ts'
import { checkClientFolder, checkModules } from './check-output.ts'
import { checkPackages, explainMissingPackage } from './missing-package.ts'
import { createSealer } from './sessions/iron-seal.ts'
import { createLocator } from './dev/locate-read.ts'
import { type ProcessLog, createLog } from './log/log.ts'
import { openLogOutput } from './log/log-output.ts'
import { openChannel } from './open-channel.ts'
import { listPersonalPages } from './files/personal-pages.ts'
import { addressOf, receivedTarget, whenSent } from './listener/node-request.ts'
import { createRequestLog } from './log/request-log.ts'
import { type RequestRecord, recordOf } from './log/request-record.ts'
import { type PrerenderResult, prerenderSite } from './prerender/prerender.ts'
import type { PrerenderedFiles } from './files/prerendered-files.ts'
import type { CommandOutput } from './tasks/run-command.ts'
import { readUploads } from './bodies/read-uploads.ts'
import { serve } from './serve.ts'
import { warnAboutSettings } from './misspelt-settings.ts'
import { type Settings, readSettings } from './settings.ts'
import { createBuildVersion, shareCache } from './shared-cache.ts'
import { openStaticFiles } from './files/static-files.ts'
import { type Supervisor, findSupervisor } from './workers/supervisor-link.ts'
import { openTracer } from './operations/tracing.ts'

/** The content of `styles.json`, which the build writes. */
export interface StylesheetList {
  /** The folder of hashed files in `dist/client`, which browsers cache for a year. */
  folder: string
  /** URLs of the stylesheets of each file in `routes/`, in order. */
  files: Record<string, string[]>
  /** The stylesheets that pages inline instead of linking, by URL. */
  inlined: Record<string, InlinedStyle>
}

/** The part of the manifest that the build writes into the server's bundle. */
export type BuiltManifest = Pick<Manifest, 'files' | 'commands' | 'base' | 'trailingSlash' | 'navigation'>

/** A built site that is running, with what its process needs around it. */
export interface BuiltSite {
  readonly manifest: BuiltManifest
  readonly handler: Handler
  readonly settings: Settings
  readonly log: ProcessLog
  /** Starts the site and creates the function that logs its requests; `undefined` if nothing is logged. */
  openRequestLog(): Promise<((record: RequestRecord) => void) | undefined>
  /** Set if this process is one of several workers. */
  readonly supervisor: Supervisor | undefined
  /** Renders pages to files, for the build. */
  prerender(routes: readonly string[], folder: string): Promise<PrerenderResult>
}

/**
 * Creates a built site, without starting a server.
 *
 * @param manifest The generated manifest
 * @param entry The URL of a file in `dist/server`
 * @throws Error for invalid settings, such as a missing secret
 */
export function createBuiltSite(manifest: BuiltManifest, entry: string): BuiltSite {
  const settings = readSettings(process.env)
  const output = openLogOutput()
  const format = settings.logFormat ?? (process.stdout.isTTY ? 'pretty' : 'json')
  const log = createLog(settings.logLevel, { format, output })
  const supervisor = findSupervisor()
  const base = manifest.base ?? '/'
  const styles = readBuildFile<StylesheetList>('styles.json', entry)
  const client = fileURLToPath(new URL('../client/', entry))
  const pages = readPrerendered(entry)
  // Prerendering uses this part alone: it writes the files that a server sends, and the build compresses them.
  const renderingManifest: Manifest = {
    ...manifest,
    browserFiles: readBrowserFiles(entry),
    files: manifest.files.map((file) => ({ ...file, styles: styles.files[file.path] ?? [] })),
    inlinedStyles: styles.inlined,
    sealer: createSealer(settings.secrets),
    origin: settings.origin,
    allowedHosts: settings.allowedHosts,
    trustProxy: settings.trustProxy,
    bodyLimit: settings.bodyLimit,
    environment: process.env,
    openChannel: () => openChannel(process.env.REDIS_URL, log, supervisor?.transport),
    readUploads,
    findFile,
    locate: createLocator(fileURLToPath(new URL('../../', entry))),
    receivedTarget,
    clientAddress: addressOf,
    whenSent,
    log,
    recordOf,
    openTracer: () => openTracer(log),
  }
  const handler = createHandler({
    ...renderingManifest,
    openStaticFiles: (headers) =>
      openStaticFiles(client, {
        base,
        immutable: `${base}${styles.folder}/`,
        headers,
        pages,
        shareFiles: supervisor?.shareFiles,
      }),
    findPrerendered: listPersonalPages(pages, client),
    prerendered: new Set(Object.values(pages).flatMap(({ pathnames }) => pathnames.map(withoutSlash))),
    compressBody,
    ...shareCache(process.env, log, createBuildVersion(entry), supervisor),
  })
  return {
    manifest,
    handler,
    settings,
    log,
    async openRequestLog() {
      const { requestLog } = (await handler.open()).settings
      if (requestLog === false || settings.logLevel === 'silent') return undefined
      const hasInfo = settings.logLevel === 'debug' || settings.logLevel === 'info'
      return createRequestLog({ format, output, hasInfo, log }, requestLog)
    },
    supervisor,
    prerender: (routes, folder) => prerenderSite(renderingManifest, routes, folder),
  }
}

/**
 * Starts the server if Node runs its file directly; `run <command>` runs one of the site's commands instead.
 *
 * @param openSite Creates the site, which checks the settings
 * @param entry The URL of `dist/server/index.js`
 */
export async function runBuiltSite(openSite: () => BuiltSite, entry: string): Promise<void> {
  if (!isMain(entry)) return
  // Route files load after this, so their errors point to the original source.
  process.setSourceMapsEnabled(true)
  try {
    const [, , word, ...words] = process.argv
    if (word === 'run') {
      const { runSiteCommand } = await import('./tasks/run-command.ts')
      process.exit(await runSiteCommand(openSite(), words, consoleOutput))
    }
    const site = openSite()
    checkModules(entry, readBuildFile<string[]>('modules.json', entry))
    checkPackages(readBuildFile<string[]>('packages.json', entry))
    checkFilesForVisitors(entry)
    // Workers would repeat it.
    if (!site.supervisor) warnAboutSettings(process.env, site.log)
    const { workers = 1 } = site.settings
    if (workers === 1 || site.supervisor) {
      await serve(site)
      return
    }
    const { supervise } = await import('./workers/supervisor.ts')
    await supervise({ ...site, count: workers })
  } catch (failure) {
    const error = explainMissingPackage(failure) ?? failure
    process.stderr.write(`${isUserError(error) ? error.message : inspect(error)}\n`)
    process.exit(1)
  }
}

function checkFilesForVisitors(entry: string): void {
  const { folder, files, inlined } = readBuildFile<StylesheetList>('styles.json', entry)
  const hasStylesheets = Object.values(files).some((urls) => urls.some((url) => !inlined[url]))
  const hasScripts = readBuildFile<BrowserFileList | null>('browser.json', entry) !== null
  checkClientFolder(entry, { folder, hasFiles: hasStylesheets || hasScripts })
}

const consoleOutput: CommandOutput = {
  print: (line) => writeSync(1, `${line}\n`),
  warn: (line) => writeSync(2, `${line}\n`),
}

/** Tells whether Node was started with this file: by its full name, without `.js`, or by its folder. */
function isMain(entry: string): boolean {
  const script = process.argv[1]
  if (script === undefined) return false
  try {
    return realpathSync(createRequire(entry).resolve(resolve(script))) === realpathSync(fileURLToPath(entry))
  } catch {
    // Node was started with something that is not a module on disk, so it cannot be this file.
    return false
  }
}

function readPrerendered(entry: string): PrerenderedFiles {
  return existsSync(new URL('./prerendered.json', entry)) ? readBuildFile('prerendered.json', entry) : {}
}

function readBrowserFiles(entry: string): Manifest['browserFiles'] {
  const files = readBuildFile<BrowserFileList | null>('browser.json', entry)
  return files ? createBrowserFiles(files) : undefined
}

// vite build --watch: builds the site again after every change, and replaces dist/ only with a complete build.
import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Plugin,
  type ResolvedConfig,
  type WatchOptions,
  createBuilder,
  createServer,
  isCSSRequest,
  normalizePath,
} from 'vite'
import { configureName } from './configure.ts'
import type { BuildSite } from './site.ts'

/**
 * Builds the site, and again whenever one of its files changes; resolves when the first build has ended.
 *
 * Each build resolves the configuration again and runs beside the output folder: a site that is started in the meantime, or
 * after a build that failed, is the last complete one.
 */
export async function watchSite(site: BuildSite): Promise<void> {
  const { config } = site
  const { logger } = config
  const folder = resolve(config.root, config.build.outDir)
  let files: ReadonlySet<string> | undefined
  let isStale = false
  let building: Promise<void> | undefined

  const { watcher } = await createServer({
    root: config.root,
    configFile: false,
    logLevel: 'silent',
    cacheDir: config.cacheDir,
    appType: 'custom',
    // Vite's server would restart after a change of an .env file, and close this watcher.
    envDir: false,
    server: {
      middlewareMode: true,
      ws: false,
      watch: { ...readWatchOptions(config), ignored: [`${folder}/**`, `${folder}${nextEnding}/**`] },
    },
    optimizeDeps: { noDiscovery: true },
  })
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return
    const file = normalizePath(path)
    if (!isUsed(file, files, site) && !(event === 'add' && isLikeUsed(file, files, site))) return
    isStale = true
    building ??= buildUntilFresh()
  })
  isStale = true
  building = buildUntilFresh()
  await building

  async function buildUntilFresh(): Promise<void> {
    while (isStale) {
      // Editors write several files, or one in several steps.
      await sleep(50)
      isStale = false
      files = await buildOnce()
      for (const file of files ?? []) if (!file.startsWith(`${config.root}/`)) watcher.add(file)
      logger.info('Watching for file changes.')
    }
    building = undefined
  }

  /** Gives the files of the build; `undefined` if it has failed, so that any change may fix it. */
  async function buildOnce(): Promise<ReadonlySet<string> | undefined> {
    const found = new Set<string>()
    const next = `${folder}${nextEnding}`
    try {
      await rm(next, { recursive: true, force: true })
      const { inlineConfig } = config
      const plugins = [...(inlineConfig.plugins ?? []), collectFiles(found), buildBeside(next)]
      await (await createBuilder({ ...inlineConfig, plugins })).buildApp()
      await replaceFolders(next, folder, config)
      return found
    } catch (error) {
      logger.error((error as Error).message, { error: error as Error })
      return undefined
    } finally {
      await rm(next, { recursive: true, force: true })
    }
  }
}

// Beside the output folder, not in it: source maps contain paths relative to their own folder.
const nextEnding = '.next'

/** Tells whether a changed file may change the build. */
function isUsed(
  file: string,
  files: ReadonlySet<string> | undefined,
  { config, options }: BuildSite,
): boolean {
  const { root, publicDir, envDir, configFile, configFileDependencies } = config
  if (envDir && file.startsWith(`${normalizePath(envDir)}/.env`)) return true
  if (isPrivate(file, root)) return false
  if (files === undefined || files.has(file) || isCSSRequest(file)) return true
  if ([options.routesFolder, publicDir].some((folder) => folder && file.startsWith(`${folder}/`))) return true
  return [configFile, ...configFileDependencies, `${root}/package.json`].some(
    (path) => path !== undefined && normalizePath(path) === file,
  )
}

/**
 * Tells whether a new file may belong to `import.meta.glob()`: it has the extension of a used file, and is in the same
 * folder of the project.
 */
function isLikeUsed(
  file: string,
  files: ReadonlySet<string> = new Set(),
  { config: { root } }: BuildSite,
): boolean {
  const toKind = (path: string): string => `${path.slice(root.length).split('/', 2)[1]} ${extname(path)}`
  const kind = toKind(file)
  if (isPrivate(file, root)) return false
  return [...files].some(
    (used) => used.startsWith(`${root}/`) && !isPrivate(used, root) && toKind(used) === kind,
  )
}

/** Tells whether a file is in a cache, a package or the like: generated types, and the compiled configuration. */
function isPrivate(file: string, root: string): boolean {
  return /\/\.(?!well-known\/)|\/node_modules\/|\.timestamp-/.test(file.slice(root.length))
}

/** Reads the options of the watcher, such as `usePolling`, which Vite documents but does not declare. */
function readWatchOptions({ build }: ResolvedConfig): WatchOptions {
  return (build.watch as { chokidar?: WatchOptions } | null)?.chokidar ?? {}
}

function collectFiles(found: Set<string>): Plugin {
  let site: BuildSite | undefined
  return {
    name: 'vial:watched-files',
    sharedDuringBuild: true,
    configResolved(config) {
      // Vite resolves the configuration once more for each environment, but keeps the plugins of the first time.
      const plugin = config.plugins.find(({ name }) => name === configureName)
      site ??= (plugin?.api as { site: BuildSite } | undefined)?.site
    },
    buildEnd() {
      for (const id of this.getModuleIds()) found.add(id.replace(/\?.*$/, ''))
      for (const file of site?.namedFiles ?? []) found.add(file)
    },
  }
}

const besideName = 'vial:build-beside'

/** Names the folder in which a build will stay: not the one into which `vite build --watch` writes it first. */
export function findLastingFolder({ build, plugins, root }: ResolvedConfig): string {
  const folder = resolve(root, build.outDir)
  return plugins.some(({ name }) => name === besideName) ? folder.slice(0, -nextEnding.length) : folder
}

/** Makes this one build, into another folder. */
function buildBeside(folder: string): Plugin {
  return {
    name: besideName,
    enforce: 'pre',
    config: {
      // Before vial() reads the folder.
      order: 'pre',
      handler(user) {
        // Vite joins what a hook returns with the author's values, and `null` would not replace them.
        user.build = { ...user.build, watch: null, outDir: folder }
      },
    },
  }
}

async function replaceFolders(from: string, to: string, { environments }: ResolvedConfig): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const name of ['client', 'server']) {
    const [next, current] = [join(from, name), join(to, name)]
    if (environments.ssr!.build.emptyOutDir === false) {
      await cp(next, current, { recursive: true })
      continue
    }
    if (existsSync(current)) await rename(current, join(from, `old-${name}`))
    await rename(next, current)
  }
}

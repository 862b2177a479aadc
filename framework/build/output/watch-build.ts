// vite build --watch: builds the site again after every change, and replaces dist/ only with a complete build.
import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
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
import { configureName } from '../configure.ts'
import { repeatListings } from '../dev/repeat-listings.ts'
import { findPatternFolders } from './pattern-folders.ts'
import type { BuildSite } from '../site.ts'
import type { SyntaxNode } from '../syntax-tree.ts'

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
  let found: FoundFiles | undefined
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
  repeatListings(watcher)
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return
    const file = normalizePath(path)
    if (!isUsed(file, found, site) && !(event === 'add' && isExpected(file, found, site))) return
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
      found = await buildOnce()
      for (const path of [...(found?.files ?? []), ...(found?.folders ?? [])])
        if (!path.startsWith(`${config.root}/`)) watcher.add(path)
      logger.info('Watching for file changes.')
    }
    building = undefined
  }

  /** Gives the files of the build; `undefined` if it has failed, so that any change may fix it. */
  async function buildOnce(): Promise<FoundFiles | undefined> {
    const files: FoundFiles = { files: new Set(), folders: new Set() }
    const next = `${folder}${nextEnding}`
    try {
      await rm(next, { recursive: true, force: true })
      const { inlineConfig } = config
      const plugins = [...(inlineConfig.plugins ?? []), collectFiles(files), buildBeside(next)]
      await (await createBuilder({ ...inlineConfig, plugins })).buildApp()
      await replaceFolders(next, folder, config)
      return files
    } catch (error) {
      logger.error((error as Error).message, { error: error as Error })
      return undefined
    } finally {
      // What stays is removed by the next build, or reported by it.
      await rm(next, { recursive: true, force: true }).catch(() => {})
    }
  }
}

// Beside the output folder, not in it: source maps contain paths relative to their own folder.
const nextEnding = '.next'

/** What a build has read. */
interface FoundFiles {
  readonly files: Set<string>
  /** The folders in which its code looks for files by a pattern, with a slash at the end. */
  readonly folders: Set<string>
}

/** Tells whether a changed file may change the build. */
function isUsed(file: string, found: FoundFiles | undefined, { config, options }: BuildSite): boolean {
  const { root, publicDir, envDir, configFile, configFileDependencies } = config
  if (envDir && file.startsWith(`${normalizePath(envDir)}/.env`)) return true
  if (isPrivate(file, root)) return false
  if (found === undefined || found.files.has(file) || isCSSRequest(file)) return true
  if ([options.routesFolder, publicDir].some((folder) => folder && file.startsWith(`${folder}/`))) return true
  return [configFile, ...configFileDependencies, `${root}/package.json`].some(
    (path) => path !== undefined && normalizePath(path) === file,
  )
}

/** Tells whether a new file may belong to a pattern, or is what an import finds instead of a used file. */
function isExpected(
  file: string,
  { files, folders }: FoundFiles = { files: new Set(), folders: new Set() },
  { config: { root } }: BuildSite,
): boolean {
  if (isPrivate(file, root)) return false
  const stem = toStem(file)
  return (
    [...folders].some((folder) => file.startsWith(folder)) || [...files].some((used) => toStem(used) === stem)
  )
}

/** Removes what an import may leave out. */
function toStem(file: string): string {
  return file.replace(/(\/index)?\.\w+$/, '')
}

/** Tells whether a file is in a cache, a package or the like: generated types, and the compiled configuration. */
function isPrivate(file: string, root: string): boolean {
  return /\/\.(?!well-known\/)|\/node_modules\/|\.timestamp-/.test(file.slice(root.length))
}

/** Reads the options of the watcher, such as `usePolling`, which Vite documents but does not declare. */
function readWatchOptions({ build }: ResolvedConfig): WatchOptions {
  return (build.watch as { chokidar?: WatchOptions } | null)?.chokidar ?? {}
}

/** Collects what a build reads, also for the workers of islands, which Vite bundles on their own. */
function collectFiles(found: FoundFiles): Plugin {
  let site: BuildSite | undefined
  let root = ''
  return {
    name: 'vial:watched-files',
    sharedDuringBuild: true,
    config: () => ({ worker: { plugins: () => [collectFiles(found)] } }),
    configResolved(config) {
      // Vite resolves the configuration once more for each environment, but keeps the plugins of the first time.
      const plugin = config.plugins.find(({ name }) => name === configureName)
      site ??= (plugin?.api as { site: BuildSite } | undefined)?.site
      root = config.root
    },
    transform: {
      filter: {
        id: { include: /\.[cm]?[jt]sx?(\?|$)/, exclude: [/\/node_modules\//, /^\0/] },
        code: /\bimport\s*\(|\bimport\.meta\.(glob|url)\b/,
      },
      handler(code, id) {
        const tree = this.parse(code) as unknown as SyntaxNode
        for (const folder of findPatternFolders(tree, id.replace(/\?.*$/, ''), root))
          found.folders.add(folder)
        return undefined
      },
    },
    buildEnd() {
      for (const id of this.getModuleIds()) found.files.add(id.replace(/\?.*$/, ''))
      for (const file of site?.compiled.namedFiles ?? []) found.files.add(file)
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

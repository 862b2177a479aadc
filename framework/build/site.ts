// The state that the plugins share: the site's options and the files of the last scan.
import { type ResolvedConfig, normalizePath } from 'vite'
import { createUserError } from '../node/user-error.ts'
import type { RouteFile } from '../routing/route-file.ts'
import type { RouteTable } from '../routing/table.ts'
import { checkRoutes, createFileTable } from './routes/check-routes.ts'
import { findForeignHooks } from './routes/foreign-hooks.ts'
import { type DevState, createDevState } from './dev-state.ts'
import { type CompiledFiles, createCompiledFiles } from './compiled-files.ts'
import { explainMissingRoutes } from './routes/missing-routes.ts'
import { type SiteOptions, type VialOptions, resolveOptions } from './options.ts'
import { type ExtensionRoutes, readExtensionRoutes } from './output/read-extension-routes.ts'
import { type RouteLink, findLinkedPaths, toRealFile } from './routes/scan-routes.ts'
import { type ScannedSite, scanSite } from './routes/scan-site.ts'
import { writeTypes } from './routes/typegen.ts'

export interface BuildSite {
  /** Receives Vite's resolved configuration. */
  configure(config: ResolvedConfig): void
  readonly options: SiteOptions
  readonly config: ResolvedConfig
  /** The folder of hashed files in `dist/client`, relative to it: Vite's `build.assetsDir` (default: _vial). */
  assetsFolder: string
  /** Whether the author wants Vite's manifest of the client build. */
  keepsManifest: boolean
  /** The files of the last scan that take part in requests. */
  files(): Promise<readonly RouteFile[]>
  /** The files in `routes/`, without those of extensions, which only `_server` knows. */
  ownFiles(): Promise<readonly RouteFile[]>
  /** The table that finds the file for a path; created once per scan. */
  table(): Promise<RouteTable<RouteFile>>
  /** The files of `routes/_commands/`: absolute paths by the name of the command. */
  commands(): Promise<ReadonlyMap<string, string>>
  /** The folders of extension routes. */
  extensionRoutes(): Promise<readonly ExtensionRoutes[]>
  /** Scans the routes again, checks them and writes the types. */
  rescan(): Promise<void>
  /** Makes the next call of `files()` scan the routes again. */
  forgetFiles(): void
  /** Scans the routes as they are now, without checking them or remembering the result. */
  scan(): Promise<ScannedSite>
  /** Lists the files that have come and gone since the last scan, by absolute path; none before the first one. */
  findChanges(): Promise<{ readonly added: string[]; readonly removed: string[] }>
  /** Imports `_server` in the running dev server; `undefined` elsewhere. */
  importServer: ((file: string) => Promise<object>) | undefined
  /** What has been noticed while the modules of the server were compiled. */
  readonly compiled: CompiledFiles
  /** What development remembers between two changes. */
  readonly dev: DevState
  /** Tells whether a file is compiled for React, by its absolute path. */
  isReactFile: (path: string) => boolean
  /** Converts an absolute path to a path below `routes/`; `undefined` outside `routes/` and extension routes. */
  toRoutePath(file: string): string | undefined
  /** Lists all paths below `routes/` at which a file is: links may show it at several. */
  toRoutePaths(file: string): readonly string[]
  /** Converts a path below `routes/` to the absolute path of the file, as Vite names it. */
  toFile(path: string): string
  /** The links to files and folders that the last scan has followed. */
  readonly links: readonly RouteLink[]
}

/** Tells whether browsers load the framework's script; known once the server has been built. */
export function needsScript({ compiled, options }: Pick<BuildSite, 'compiled' | 'options'>): boolean {
  const { client, pendingForms } = options.navigation
  return compiled.islands.size > 0 || client === true || pendingForms === true
}

/** Creates the state that the plugins share. */
export function createSite(given: VialOptions): BuildSite {
  let options: SiteOptions | undefined
  let config: ResolvedConfig | undefined
  let scanned: Promise<ScannedSite> | undefined
  let extensionRoutes: readonly ExtensionRoutes[] = []
  let extensionFiles: ReadonlyMap<string, string> = new Map()
  let extensionPaths: ReadonlyMap<string, string> = new Map()
  let links: readonly RouteLink[] = []
  let table: Promise<RouteTable<RouteFile>> | undefined
  let ownFiles: Promise<readonly RouteFile[]> | undefined
  const warned = new Set<string>()

  const site: BuildSite = {
    assetsFolder: '_vial',
    keepsManifest: false,
    compiled: createCompiledFiles(),
    dev: createDevState(),
    isReactFile: () => false,
    configure(resolved) {
      config = resolved
      options = resolveOptions(given, { root: normalizePath(resolved.root), base: resolved.base })
    },
    get options() {
      return known(options)
    },
    get config() {
      return known(config)
    },
    files: async () => (await read()).files,
    commands: async () => (await read()).commands,
    extensionRoutes: async () => (await read()).extensionRoutes,
    importServer: undefined,
    scan,
    findChanges,
    ownFiles() {
      const { routesFolder, extensions } = known(options)
      ownFiles ??= scanSite(routesFolder, extensions, async () => []).then(({ files }) => files)
      return ownFiles
    },
    table() {
      table ??= site.files().then(createFileTable)
      return table
    },
    async rescan() {
      site.forgetFiles()
      await read()
    },
    forgetFiles() {
      table = undefined
      ownFiles = undefined
      scanned = undefined
    },
    get links() {
      return links
    },
    toRoutePath: (file) => site.toRoutePaths(file)[0],
    toRoutePaths(file) {
      const { routesFolder } = known(options)
      const linked = findLinkedPaths(file, links)
      if (file.startsWith(`${routesFolder}/`)) return [file.slice(routesFolder.length + 1), ...linked]
      const path = extensionPaths.get(file)
      if (path !== undefined || linked.length > 0) return path === undefined ? linked : [path, ...linked]
      const routes = extensionRoutes.find(({ folder }) => file.startsWith(`${folder}/`))
      return routes ? [routes.below + file.slice(routes.folder.length + 1)] : []
    },
    toFile: (path) => extensionFiles.get(path) ?? toRealFile(known(options).routesFolder, path, links),
  }
  return site

  async function scan(): Promise<ScannedSite> {
    const { routesFolder, extensions } = known(options)
    const found = await scanSite(routesFolder, extensions, (file) =>
      readExtensionRoutes(file, known(config), given, site.importServer),
    )
    return { ...found, warnings: [...found.warnings, ...findForeignHooks(known(options))] }
  }

  async function findChanges(): Promise<{ added: string[]; removed: string[] }> {
    if (!scanned) return { added: [], removed: [] }
    const toPaths = ({ files }: ScannedSite): Set<string> =>
      new Set(files.map(({ path }) => site.toFile(path)))
    // Any change may fix routes that could not be read.
    const before = await scanned.then(toPaths, () => new Set<string>())
    const after = toPaths(await scan())
    return {
      added: [...after].filter((file) => !before.has(file)),
      removed: [...before].filter((file) => !after.has(file)),
    }
  }

  function read(): Promise<ScannedSite> {
    scanned ??= scanAndCheck()
    return scanned
  }

  async function scanAndCheck(): Promise<ScannedSite> {
    const found = await scan()
    const missing = explainMissingRoutes(known(options), found.files)
    // In development they may be created later.
    if (missing?.isFolderMissing && known(config).command === 'build') throw createUserError(missing.message)
    if (missing) warnOnce(missing.message)
    extensionRoutes = found.extensionRoutes
    links = known(config).resolve.preserveSymlinks ? [] : found.links
    extensionFiles = new Map(
      found.files.flatMap(({ path, from }) => (from ? [[path, from.file] as const] : [])),
    )
    extensionPaths = new Map([...extensionFiles].map(([path, file]) => [file, path]))
    for (const warning of found.warnings) warnOnce(warning)
    await writeTypes(found.files, known(options))
    checkRoutes(found.files)
    return found
  }

  function warnOnce(warning: string): void {
    if (!warned.has(warning)) known(config).logger.warn(warning)
    warned.add(warning)
  }
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined)
    throw new Error('vial(): the plugin was used before Vite resolved its configuration.')
  return value
}

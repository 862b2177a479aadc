// The state that the plugins share: the site's options and the files of the last scan.
import { type ResolvedConfig, normalizePath } from 'vite'
import { createUserError } from '../node/user-error.ts'
import type { RouteFile } from '../routing/route-file.ts'
import type { RouteTable } from '../routing/table.ts'
import { checkRoutes, createFileTable } from './routes/check-routes.ts'
import { findForeignHooks } from './routes/foreign-hooks.ts'
import type { Island } from './browser/read-island.ts'
import { explainMissingRoutes } from './routes/missing-routes.ts'
import { type SiteOptions, type VialOptions, resolveOptions } from './options.ts'
import { type ExtensionRoutes, readExtensionRoutes } from './output/read-extension-routes.ts'
import type { FoundMistake } from './mistakes/check-source.ts'
import type { ModuleExports } from './routes/route-exports.ts'
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
  /** Imports `_server` in the running dev server; `undefined` elsewhere. */
  importServer: ((file: string) => Promise<object>) | undefined
  /** The islands that the server imports, by name. */
  readonly islands: Map<string, Island>
  /** The islands as browsers know them: as they were when the dev server last told of a change. */
  readonly shownIslands: Map<string, Island>
  /** The browser entries that the server imports: absolute paths, by path relative to the project. */
  readonly entries: Map<string, string>
  /** Tells whether a file is compiled for React, by its absolute path. */
  isReactFile: (path: string) => boolean
  /** What files in `routes/` export that are being compiled, by absolute path. */
  readonly sourceExports: Map<string, ModuleExports>
  /** What the source checks say about the files that the server has loaded, by absolute path. */
  readonly sourceMistakes: Map<string, readonly FoundMistake[]>
  /** The export errors of route files, by absolute path: the build reports them with all other errors. */
  readonly exportErrors: Map<string, readonly string[]>
  /** The files besides modules that the server's code reads by their URLs: absolute paths. */
  readonly namedFiles: Set<string>
  /** The route files with `config.prerender`, as paths below `routes/`. */
  readonly prerendered: Set<string>
  /** How many times the dev server has noticed a change of the site's code or styles. */
  changes: number
  /** How many of these changes require a restart of the running site. */
  restarts: number
  /** What decides whether a page is up to date. */
  readonly pages: {
    /** How often browsers were told of an update. */
    updates: number
    /** How often a source file was created. */
    creations: number
    /** Whether browsers may show an error page of Vite's own. */
    isErrorOfVite: boolean
  }
  /** Whether a request has failed because of a bug since this was last set to false. */
  hasFailed: boolean
  /** Whether browsers may show an error page: one has been sent since the last reload. */
  isErrorShown: boolean
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
export function needsScript({ islands, options }: Pick<BuildSite, 'islands' | 'options'>): boolean {
  const { client, pendingForms } = options.navigation
  return islands.size > 0 || client === true || pendingForms === true
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
    islands: new Map(),
    shownIslands: new Map(),
    entries: new Map(),
    isReactFile: () => false,
    sourceExports: new Map(),
    sourceMistakes: new Map(),
    exportErrors: new Map(),
    namedFiles: new Set(),
    prerendered: new Set(),
    changes: 0,
    restarts: 0,
    pages: { updates: 0, creations: 0, isErrorOfVite: false },
    hasFailed: false,
    isErrorShown: false,
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
    ownFiles() {
      const { routesFolder, extensions } = known(options)
      ownFiles ??= scanSite(routesFolder, extensions, async () => []).then(({ files }) => files)
      return ownFiles
    },
    table() {
      table ??= this.files().then(createFileTable)
      return table
    },
    async rescan() {
      this.forgetFiles()
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

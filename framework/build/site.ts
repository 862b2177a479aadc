// What the plugins know together: the site's options and the files that were last seen.
import { type ResolvedConfig, normalizePath } from 'vite'
import type { RouteFile } from '../routing/route-file.ts'
import type { RouteTable } from '../routing/table.ts'
import { checkRoutes, createFileTable } from './check-routes.ts'
import type { Island } from './read-island.ts'
import { type SiteOptions, type VialOptions, resolveOptions } from './options.ts'
import { type Mount, readMounts } from './read-mounts.ts'
import { type ScannedSite, scanSite } from './scan-site.ts'
import { writeTypes } from './typegen.ts'

export interface BuildSite {
  /** Takes over Vite's resolved configuration. */
  configure(config: ResolvedConfig): void
  readonly options: SiteOptions
  readonly config: ResolvedConfig
  /** The files of the last scan that take part in requests. */
  files(): Promise<readonly RouteFile[]>
  /** Finds which file answers a path; made once a scan. */
  table(): Promise<RouteTable<RouteFile>>
  /** The files of `routes/_commands/`: absolute paths by the name of the command. */
  commands(): Promise<ReadonlyMap<string, string>>
  /** The folders of routes that extensions bring. */
  mounts(): Promise<readonly Mount[]>
  /** Reads the folder again, checks it and writes the types. */
  rescan(): Promise<void>
  /** Makes whoever asks next read the folder again. */
  forgetFiles(): void
  /** Reads the folder as it is now, with all that is wrong; remembers nothing. */
  scan(): Promise<ScannedSite>
  /** Imports `_server`, where something can: the dev server does. */
  importServer: ((file: string) => Promise<object>) | undefined
  /** The islands that the server has met, by name. */
  readonly islands: Map<string, Island>
  /** The islands as browsers know them: as they were when the dev server last told of a change. */
  readonly shownIslands: Map<string, Island>
  /** The browser entries that the server has met: absolute paths by their files, relative to the project. */
  readonly entries: Map<string, string>
  /** The route files with `config.prerender` that the server has met, below `routes/`. */
  readonly prerendered: Set<string>
  /** How often a file of the project has changed since the dev server started. */
  changes: number
  /** What decides whether a page is up to date. */
  readonly pages: {
    /** How often browsers were told of an update. */
    updates: number
    /** How often a source file was created. */
    creations: number
    /** Whether browsers may show an error page of Vite's own. */
    isErrorOfVite: boolean
  }
  /** Whether a request has met a bug since this was last set to false. */
  hasFailed: boolean
  /** Whether browsers may show an error page: one has been sent since they were last told to reload. */
  isErrorShown: boolean
  /** Gives the path below `routes/` of an absolute path, if it is in there or in a folder of an extension. */
  toRoutePath(file: string): string | undefined
  /** Gives the absolute path of a path below `routes/`. */
  toFile(path: string): string
}

/** Tells whether browsers load anything of the framework; known when the server has been built. */
export function needsScript({ islands, options }: Pick<BuildSite, 'islands' | 'options'>): boolean {
  return islands.size > 0 || options.navigation.client === true
}

/** Makes the common ground of the plugins. */
export function createSite(given: VialOptions): BuildSite {
  let options: SiteOptions | undefined
  let config: ResolvedConfig | undefined
  let scanned: Promise<ScannedSite> | undefined
  let mounts: readonly Mount[] = []
  let mounted: ReadonlyMap<string, string> = new Map()
  let table: Promise<RouteTable<RouteFile>> | undefined
  const warned = new Set<string>()

  const site: BuildSite = {
    islands: new Map(),
    shownIslands: new Map(),
    entries: new Map(),
    prerendered: new Set(),
    changes: 0,
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
    mounts: async () => (await read()).mounts,
    importServer: undefined,
    scan,
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
      scanned = undefined
    },
    toRoutePath(file) {
      const prefix = `${known(options).routesFolder}/`
      if (file.startsWith(prefix)) return file.slice(prefix.length)
      const mount = mounts.find(({ folder }) => file.startsWith(`${folder}/`))
      return mount && mount.below + file.slice(mount.folder.length + 1)
    },
    toFile: (path) => mounted.get(path) ?? `${known(options).routesFolder}/${path}`,
  }
  return site

  function scan(): Promise<ScannedSite> {
    const { routesFolder, extensions } = known(options)
    return scanSite(routesFolder, extensions, (file) =>
      readMounts(file, known(config), given, site.importServer),
    )
  }

  function read(): Promise<ScannedSite> {
    scanned ??= scanAndCheck()
    return scanned
  }

  async function scanAndCheck(): Promise<ScannedSite> {
    const found = await scan()
    mounts = found.mounts
    mounted = new Map(found.files.flatMap(({ path, from }) => (from ? [[path, from.file] as const] : [])))
    for (const warning of found.warnings) {
      if (!warned.has(warning)) known(config).logger.warn(warning)
      warned.add(warning)
    }
    await writeTypes(found.files, known(options))
    checkRoutes(found.files)
    return found
  }
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined)
    throw new Error('vial(): the plugin was used before Vite resolved its configuration.')
  return value
}

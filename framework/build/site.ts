// What the plugins know together: the site's options and the files that were last seen.
import { type ResolvedConfig, normalizePath } from 'vite'
import type { RouteFile } from '../routing/route-file.ts'
import type { RouteTable } from '../routing/table.ts'
import { checkRoutes, createFileTable } from './check-routes.ts'
import type { Island } from './read-island.ts'
import { type SiteOptions, type VialOptions, resolveOptions } from './options.ts'
import { isServed, scanRoutes } from './scan-routes.ts'
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
  /** Reads the folder again, checks it and writes the types. */
  rescan(): Promise<void>
  /** The islands that the server has met, by name. */
  readonly islands: Map<string, Island>
  /** The browser entries that the server has met: absolute paths by their files, relative to the project. */
  readonly entries: Map<string, string>
  /** The route files with `config.prerender` that the server has met, below `routes/`. */
  readonly prerendered: Set<string>
  /** How often a file of the project has changed since the dev server started. */
  changes: number
  /** Whether a request has met a bug since this was last set to false. */
  hasFailed: boolean
  /** Whether browsers may show an error page: one has been sent since they were last told to reload. */
  isErrorShown: boolean
  /** Gives the path below `routes/` of an absolute path, if it is in there. */
  toRoutePath(file: string): string | undefined
}

/** Tells whether browsers load anything of the framework; known when the server has been built. */
export function needsScript({ islands, options }: Pick<BuildSite, 'islands' | 'options'>): boolean {
  return islands.size > 0 || options.navigation.client === true
}

/** Makes the common ground of the plugins. */
export function createSite(given: VialOptions): BuildSite {
  let options: SiteOptions | undefined
  let config: ResolvedConfig | undefined
  let scanned: Promise<readonly RouteFile[]> | undefined
  let table: Promise<RouteTable<RouteFile>> | undefined
  const warned = new Set<string>()

  return {
    islands: new Map(),
    entries: new Map(),
    prerendered: new Set(),
    changes: 0,
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
    files() {
      scanned ??= scan()
      return scanned
    },
    table() {
      table ??= this.files().then(createFileTable)
      return table
    },
    async rescan() {
      table = undefined
      scanned = scan()
      await scanned
    },
    toRoutePath(file) {
      const prefix = `${known(options).routesFolder}/`
      return file.startsWith(prefix) ? file.slice(prefix.length) : undefined
    },
  }

  async function scan(): Promise<readonly RouteFile[]> {
    const site = known(options)
    const { files, warnings } = await scanRoutes(site.routesFolder, site.extensions)
    for (const warning of warnings) {
      if (!warned.has(warning)) known(config).logger.warn(warning)
      warned.add(warning)
    }
    const served = files.filter(isServed)
    await writeTypes(served, site)
    return checkRoutes(served)
  }
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined)
    throw new Error('vial(): the plugin was used before Vite resolved its configuration.')
  return value
}

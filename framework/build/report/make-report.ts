// Makes the report of a build: what each route and each island costs visitors and the server.
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Manifest as ViteManifest } from 'vite'
import { gzip } from 'node:zlib'
import type { BrowserEntryList } from '../../node/files/browser-entry.ts'
import type { BrowserFileList } from '../../node/files/browser-files.ts'
import type { StylesheetList } from '../../node/built-site.ts'
import { needsUpgrade } from '../../routing/allowed-methods.ts'
import type { DescribedRoute } from '../project/describe-route.ts'
import { listRoutes } from '../project/list-routes.ts'
import { readProject } from '../project/project.ts'
import { indexRoutes } from '../project/route-islands.ts'
import { toIslandFile } from '../browser/read-island.ts'
import type { BuildSite } from '../site.ts'
import type { BuildReport, ReportedIsland, ReportedKind, ReportedRoute } from './build-report.ts'
import { findCosts } from './find-costs.ts'
import type { ServerModule } from './server-modules.ts'

export interface BuiltFiles {
  /** The absolute path of `dist/client`. */
  readonly client: string
  /** The absolute path of `dist/server`. */
  readonly server: string
  readonly modules: ReadonlyMap<string, ServerModule>
  readonly browserFiles: BrowserFileList | undefined
  readonly entries: BrowserEntryList
  /** Vite's manifest of the client build. */
  readonly manifest: ViteManifest
}

/** Measures what was built. */
export async function makeBuildReport(site: BuildSite, built: BuiltFiles): Promise<BuildReport> {
  const project = await readProject(site)
  const { base } = site.options
  const sizes = await measure(built.client, site.assetsFolder)
  const stylesheets = JSON.parse(await readFile(join(built.server, 'styles.json'), 'utf8')) as StylesheetList
  const index = indexRoutes(project)
  const routes = await Promise.all((await listRoutes(project)).map(reportRoute))
  const islands = Object.keys(built.browserFiles?.islands ?? {})
    .sort()
    .map(reportIsland)
  return {
    version: 1,
    routes,
    islands,
    warnings: findCosts(routes, islands),
    totals: { client: sumOf(sizes.values()), server: await sizeOfFolder(built.server) },
  }

  async function reportRoute(route: DescribedRoute): Promise<ReportedRoute> {
    const { pattern, file, kind, layouts } = route.description
    const own = index.find(file)
    const rendered = kind === 'page' ? index.listRendered(own, layouts.length > 0) : [own]
    const modules = rendered.flatMap(({ path }) => built.modules.get(site.toFile(path)) ?? [])
    const islands = [...new Set(modules.flatMap((module) => module.islands))].map((path) =>
      toIslandFile(path, site.options.root),
    )
    const loaded = kind === 'page' ? listLoaded(islands, modules) : { scripts: [], styles: [] }
    const styles = kind === 'page' ? rendered.flatMap(({ path }) => stylesheets.files[path] ?? []) : []
    return {
      pattern,
      file,
      kind: kindOf(site, route, own.path),
      hasPersonalParts: modules.some(({ hasPersonalParts }) => hasPersonalParts),
      scripts: sizeOf(loaded.scripts),
      styles: sizeOf([...styles, ...loaded.styles]),
      chunk: await describeChunk(built.modules.get(site.toFile(own.path))?.chunk, built.server),
      islands,
    }
  }

  /** Lists the URLs that a page loads for its islands and browser entries, and for client navigation. */
  function listLoaded(
    islands: readonly string[],
    modules: readonly ServerModule[],
  ): { scripts: string[]; styles: string[] } {
    const { browserFiles } = built
    const found = islands.flatMap((file) => browserFiles?.islands[file] ?? [])
    const entries = modules.flatMap((module) => module.entries.flatMap((file) => built.entries[file] ?? []))
    const start =
      browserFiles && (found.length > 0 || site.options.navigation.client === true)
        ? withImports(browserFiles.start)
        : []
    return {
      scripts: [
        ...start,
        ...found.flatMap(({ urls }) => urls),
        ...entries.flatMap(({ src, imports }) => [src, ...imports]),
      ],
      styles: [...found, ...entries].flatMap(({ styles = [] }) => styles),
    }
  }

  function withImports(url: string): string[] {
    const chunk = Object.values(built.manifest).find(({ file }) => base + file === url)
    return [url, ...(chunk?.imports ?? []).flatMap((key) => withImports(base + built.manifest[key]!.file))]
  }

  function reportIsland(file: string): ReportedIsland {
    const { name, urls, styles = [] } = built.browserFiles!.islands[file]!
    return {
      file,
      own: sizeOf(urls.filter((url) => url.endsWith(`/${name}`))),
      total: sizeOf([...urls, ...styles]),
      routes: routes.filter(({ islands }) => islands.includes(file)).map(({ pattern }) => pattern),
    }
  }

  function sizeOf(urls: readonly string[]): number {
    return sumOf([...new Set(urls)].map((url) => sizes.get(url.slice(base.length)) ?? 0))
  }
}

function kindOf(site: BuildSite, { description, exports }: DescribedRoute, path: string): ReportedKind {
  const { kind, socket } = description
  if (site.compiled.prerendered.has(path)) return 'prerendered'
  if (kind === 'endpoint') {
    return socket && 'names' in exports && needsUpgrade(exports.names, 'GET') ? 'socket' : 'endpoint'
  }
  const config = 'config' in exports ? exports.config : undefined
  if (config?.cache) return 'cached'
  return config?.stream ? 'streamed' : 'dynamic'
}

const compress = promisify(gzip)

/** Measures the hashed files of the client, compressed with gzip, by their path below the folder of the client. */
async function measure(client: string, assetsFolder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  const names = await readdir(join(client, assetsFolder), { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((one) => !/\.(br|gz|map)$/.test(one))) {
    const path = join(client, assetsFolder, name)
    if (!(await stat(path)).isFile()) continue
    const data = await readFile(path)
    const isText = /\.(js|css|json|svg|txt|html)$/.test(name)
    sizes.set(
      `${assetsFolder}/${name.replaceAll('\\', '/')}`,
      isText ? (await compress(data)).length : data.length,
    )
  }
  return sizes
}

async function describeChunk(file: string | undefined, server: string): Promise<ReportedRoute['chunk']> {
  return file === undefined ? null : { file, size: (await stat(join(server, file))).size }
}

async function sizeOfFolder(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true, encoding: 'utf8' })
  const scripts = names.filter((name) => name.endsWith('.js'))
  return sumOf(await Promise.all(scripts.map(async (name) => (await stat(join(folder, name))).size)))
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0
  for (const number of numbers) sum += number
  return sum
}

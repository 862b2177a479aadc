// Collects the stylesheets of a built site and which route files need them: dist/client and dist/server/styles.json.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Plugin, type Rollup, isCSSRequest } from 'vite'
import type { StylesheetList } from '../../node/built-site.ts'
import { groupStylesheets } from './join-stylesheets.ts'
import { type ModuleImports, createImportReader, findLeading } from '../module-imports.ts'
import type { BuildSite } from '../site.ts'
import { isStyleValue, orderStylesheets } from './style-order.ts'

/**
 * Makes Vite write one stylesheet per style module, and joins those that always follow each other.
 *
 * Vite's own stylesheets hold what its chunks hold, in the order of the chunks: a component that two pages share would come
 * before what either of them imports, and after it when only one of them has it.
 */
export function collectStyles(site: BuildSite): Plugin {
  let found: FoundStylesheets = { lists: new Map(), stylesheets: new Set() }
  return {
    name: 'vial:styles',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.name === 'ssr',
    config: () => ({
      environments: {
        ssr: {
          build: {
            cssCodeSplit: true,
            rolldownOptions: {
              output: {
                codeSplitting: { groups: [{ name: toChunkName, debugName: 'styles', test: isStylesheet }] },
              },
            },
          },
        },
      },
    }),
    // Vite's own plugin runs after this one and removes the chunks that contain only styles from the bundle.
    async generateBundle(_, bundle) {
      const ids = (await site.files()).map(({ path }) => site.toFile(path))
      found = findStylesheets(
        ids,
        bundle,
        createImportReader((id) => this.getModuleInfo(id)),
      )
    },
    async writeBundle({ dir }) {
      const { base, inlineStylesBelow } = site.options
      const names = await writeStylesheets(dir!, site.assetsFolder, found)
      const list: StylesheetList = { folder: site.assetsFolder, files: {}, inlined: {} }
      for (const [id, stylesheets] of found.lists) {
        const files = new Set(stylesheets.map((stylesheet) => names.get(stylesheet)!))
        const urls = [...files].map((file) => base + file)
        if (files.size > 0) for (const path of site.toRoutePaths(id)) list.files[path] = urls
      }
      for (const file of new Set(names.values())) {
        const text = (await readFile(join(dir!, file), 'utf8')).trim()
        if (canBeInlined(text, inlineStylesBelow)) list.inlined[base + file] = { text, hash: hashOf(text) }
      }
      await writeFile(join(dir!, 'styles.json'), JSON.stringify(list))
    },
  }
}

interface FoundStylesheets {
  /** The stylesheets of each route file, in order, by Vite's names. */
  readonly lists: ReadonlyMap<string, readonly string[]>
  /** All stylesheets that Vite has written, except those imported with `?url`. */
  readonly stylesheets: ReadonlySet<string>
}

function isStylesheet(id: string): boolean {
  return isCSSRequest(id) && !isStyleValue(id)
}

/** Gives each module a unique name: modules with the same name would share a chunk. */
function toChunkName(id: string): string {
  return `${stylesheetName(id)}~${createHash('sha256').update(id).digest('hex').slice(0, 8)}`
}

/** Names a stylesheet after its first module, without the extension. */
function stylesheetName(path: string): string {
  return basename(path.replace(/\?.*$/, '')).replace(/[~.].*$/, '') || 'style'
}

function findStylesheets(
  ids: readonly string[],
  bundle: Rollup.OutputBundle,
  readImports: (id: string) => ModuleImports,
): FoundStylesheets {
  const stylesheetOf = new Map<string, string>()
  const chunkOf = new Map<string, Rollup.OutputChunk>()
  const assets = new Set<string>()
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== 'chunk') continue
    const [stylesheet] = chunk.viteMetadata?.importedCss ?? []
    for (const id of Object.keys(chunk.modules)) {
      chunkOf.set(id, chunk)
      if (stylesheet !== undefined && isStylesheet(id)) stylesheetOf.set(id, stylesheet)
    }
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) assets.add(asset)
  }
  const routes = new Set(ids)
  const importsOf = (id: string): string[] => {
    const { fixed, dynamic } = readImports(id)
    // A file that lists other pages, for instance with import.meta.glob(), does not need their styles.
    return [...fixed, ...dynamic.filter((imported) => !routes.has(imported))]
  }
  const leading = findLeading(ids, importsOf, isStylesheet)
  const graph = {
    isStylesheet,
    importsOf: (id: string) => importsOf(id).filter((imported) => leading.has(imported)),
  }
  const lists = ids.map((id): [string, string[]] => {
    const imported = orderStylesheets([id], graph)
    if (imported.length === 0) return [id, []]
    const loaded = findLoaded(chunkOf.get(id), bundle, routes)
    const stylesheets = imported.filter((stylesheet) => loaded.has(chunkOf.get(stylesheet)))
    return [id, [...new Set(stylesheets.flatMap((stylesheet) => stylesheetOf.get(stylesheet) ?? []))]]
  })
  return {
    lists: new Map(lists),
    stylesheets: new Set([...stylesheetOf.values()].filter((stylesheet) => !assets.has(stylesheet))),
  }
}

/** Finds the chunks that load with a chunk, without imports that the build has removed as unused. */
function findLoaded(
  start: Rollup.OutputChunk | undefined,
  bundle: Rollup.OutputBundle,
  routes: ReadonlySet<string>,
): ReadonlySet<Rollup.OutputChunk | undefined> {
  const loaded = new Set<Rollup.OutputChunk>(start && [start])
  for (const { imports, dynamicImports } of loaded) {
    for (const name of [...imports, ...dynamicImports]) {
      const chunk = bundle[name]
      if (chunk?.type !== 'chunk' || chunk === start) continue
      if (dynamicImports.includes(name) && routes.has(chunk.facadeModuleId ?? '')) continue
      loaded.add(chunk)
    }
  }
  return loaded
}

/** Replaces Vite's stylesheets with joined ones; returns the new name of each. */
async function writeStylesheets(
  folder: string,
  assetsFolder: string,
  { lists, stylesheets }: FoundStylesheets,
): Promise<Map<string, string>> {
  const listed = new Set([...lists.values()].flat())
  const texts = new Map(
    // Synchronous: each route may have one, and the limit of open files may be low.
    [...listed].map((stylesheet) => [stylesheet, readFileSync(join(folder, stylesheet), 'utf8')] as const),
  )
  const groups = groupStylesheets(lists.values(), (stylesheet) =>
    /@(import|namespace)\b/.test(texts.get(stylesheet)!),
  )
  await Promise.all([...stylesheets].map((stylesheet) => rm(join(folder, stylesheet))))
  const names = new Map<string, string>()
  for (const group of groups) {
    const text = group.map((stylesheet) => texts.get(stylesheet)!.replace(/^@charset [^;]+;/, '')).join('')
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8)
    const name = `${assetsFolder}/${stylesheetName(group[0]!)}-${hash}.css`
    await writeFile(join(folder, name), text)
    for (const stylesheet of group) names.set(stylesheet, name)
  }
  return names
}

/** Tells whether a text is short enough, cannot end its `<style>` element, and has no URLs relative to its own file. */
function canBeInlined(text: string, limit: number): boolean {
  return (
    Buffer.byteLength(text) < limit &&
    !/<\/style|<!--/i.test(text) &&
    !/url\(\s*["']?(?!["'/#]|data:|https?:)/i.test(text)
  )
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

// Finds imports of islands and personal parts that cannot work: they would silently be plain components.
import { readFile } from 'node:fs/promises'
import { type Plugin, normalizePath } from 'vite'
import type { Position } from '../../node/log/stack-frame.ts'
import { toName } from './guard-browser.ts'
import { type Node, parseTree, toLanguage } from '../parse-tree.ts'
import { isPersonalPart } from './personal-parts.ts'
import { isIsland, withoutVersion } from './read-island.ts'
import type { BuildSite } from '../site.ts'
import { formatPlace, toPosition } from '../source-position.ts'

/**
 * Checks how the server imports islands and personal parts.
 *
 * Fails when an import names one but ends elsewhere, and warns about an `import()` that Vite leaves as it is, in a file that
 * mentions an island: of a computed path, or with `@vite-ignore`.
 */
export function checkIslandImports(site: BuildSite): Plugin {
  return {
    name: 'vial:check-islands',
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    resolveId: {
      filter: { id: /\.(?:island|personal)(\.m?[jt]sx?)?$/ },
      async handler(id, importer) {
        const resolved = await this.resolve(id, importer, { skipSelf: true })
        if (!resolved || !importer) return resolved
        const [isExpected, what, ending] = isPersonalPart(id)
          ? ([isPersonalPart, 'a personal part', '.personal.tsx'] as const)
          : ([isIsland, 'an island', '.island.tsx'] as const)
        // A name without an extension may just be a package, or a module, that is called so.
        if (isExpected(withoutVersion(resolved.id)) || resolved.external || !isExpected(id)) return resolved
        return this.error(
          `${await locateImport(importer, id, site)}: ${id} is ${toName(normalizePath(resolved.id), site)}, whose name does not end with ${ending}. Rename that file, or import ${what} that uses it.`,
        )
      },
    },
    transform: {
      filter: { id: /\.m?[jt]sx?$/, code: /\.island\b/ },
      handler(code, id) {
        for (const { position, isIgnored } of findUnbuiltImports(code, id)) {
          const where = formatPlace(toName(id, site), position)
          this.warn(
            isIgnored
              ? `${where}: import() with @vite-ignore is not part of the build, so it cannot load an island. Remove the comment.`
              : `${where}: import() of a computed path is not part of the build, so it cannot load an island. Write the path in the import(), or list the islands with import.meta.glob().`,
          )
        }
        return undefined
      },
    },
  }
}

/** Names the file and the place of an import. */
export async function locateImport(importer: string, id: string, site: BuildSite): Promise<string> {
  const file = importer.replace(/\?.*$/, '')
  const text = await readFile(file, 'utf8').catch(() => '')
  const index = text.indexOf(id)
  return formatPlace(toName(file, site), index < 0 ? undefined : toPosition(text, index))
}

interface UnbuiltImport {
  readonly position: Position
  /** Whether a comment says so, although the path is known. */
  readonly isIgnored: boolean
}

/** Lists the `import()` calls whose files Vite cannot find, or must not. */
function findUnbuiltImports(code: string, id: string): UnbuiltImport[] {
  if (!/\bimport\s*\(/.test(code)) return []
  const tree = parseTree(code, toLanguage(id)!)
  if (!tree) return []
  return tree.nodesOf('ImportExpression').flatMap((node) => {
    const source = node.source as Node
    const isIgnored = code.slice(node.start, source.start).includes('@vite-ignore') && isOfIsland(source)
    return isIgnored || isUnknown(source) ? [{ position: tree.positionOf(node), isIgnored }] : []
  })

  /** In packages, Vite does not look for the files of templates, and the site's author cannot change other computed paths. */
  function isUnknown(source: Node): boolean {
    if (!id.includes('/node_modules/')) return isComputed(source)
    return source.type !== 'Literal' && /\.island\b/.test(code.slice(source.start, source.end))
  }
}

function isOfIsland({ value }: Node): boolean {
  return typeof value === 'string' && /\.island(\.m?[jt]sx?)?$/.test(value)
}

/** Vite finds the files of a template that begins with text: `./${name}.island.tsx`. */
function isComputed({ type, quasis }: Node): boolean {
  if (type === 'Literal') return false
  const [start] = (quasis ?? []) as { value: { raw: string } }[]
  return !start || start.value.raw === ''
}

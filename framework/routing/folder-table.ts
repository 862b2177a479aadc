// Finds the folder of routes/ that a URL without a route belongs to.
import { type Matchers, describeMissingMatchers } from './matcher.ts'
import { type Pattern, parseFolderPattern } from './pattern.ts'
import { formatShape } from './pattern-shape.ts'
import { type PatternTree, createPatternTree } from './pattern-tree.ts'
import { searchTree, toParams } from './search-tree.ts'

/** All folders of a site, for `matchFolder`. */
export interface FolderTable {
  readonly tree: PatternTree<string>
}

/** The folder a URL belongs to. */
export interface FolderMatch {
  /** Relative to `routes/`; `''` is `routes/` itself. */
  folder: string
  params: Record<string, unknown>
}

/**
 * Creates the table of the folders in `routes/`. Where several have the same pattern, the one with the fewest groups
 * counts, then the first in alphabetical order.
 *
 * @param folders Relative to `routes/`; `''` may be left out
 * @param matchers The site's own matchers, which win over built-in ones (default: none)
 * @throws Error for a folder whose name is not a pattern, or with a line for each unknown matcher
 */
export function createFolderTable(folders: readonly string[], matchers: Matchers = {}): FolderTable {
  const items = new Map<string, { pattern: Pattern; value: string }>()
  const own = new Set(Object.keys(matchers))
  const problems: string[] = []
  for (const folder of ['', ...folders].toSorted(compareFolders)) {
    const pattern = parseFolderPattern(folder)
    const shape = formatShape(pattern)
    problems.push(...describeMissingMatchers(`routes/${folder}`, pattern, own))
    if (!items.has(shape)) items.set(shape, { pattern, value: folder })
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return { tree: createPatternTree([...items.values()], matchers) }
}

/**
 * Matches a URL against all folders. The one that covers the most segments from the left wins; of several such folders
 * the one whose routes are tried first, and of a folder and one inside it (`blog/[[page]]`) the inner one. `routes/`
 * itself fits every URL.
 *
 * @param segments The parts of the path, decoded once. What follows an empty one (a repeated slash) does not count
 */
export function matchFolder(table: FolderTable, segments: readonly string[]): FolderMatch {
  const empty = segments.indexOf('')
  const known = empty === -1 ? segments : segments.slice(0, empty)
  let deepest: FolderMatch = { folder: '', params: {} }
  let most = -1
  searchTree(table.tree, {
    segments: known,
    acceptsPrefixes: true,
    accept(leaf, values, depth) {
      if (depth > most) {
        deepest = { folder: leaf.value, params: toParams(leaf.names, values) }
        most = depth
      }
      return depth === known.length
    },
  })
  return deepest
}

/** Lists a folder and its parents, outermost first: `''`, `a`, `a/(g)`, `a/(g)/b`. */
export function ancestorFolders(folder: string): string[] {
  if (folder === '') return ['']
  const parts = folder.split('/')
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))]
}

function compareFolders(left: string, right: string): number {
  return countGroups(left) - countGroups(right) || (left < right ? -1 : left > right ? 1 : 0)
}

function countGroups(folder: string): number {
  return folder.split('/').filter((part) => part.startsWith('(') && part.endsWith(')')).length
}

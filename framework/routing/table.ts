// The table of routes: which route answers a URL, and with which parameters.
import { type Matchers, describeMissingMatchers } from './matcher.ts'
import type { Pattern } from './pattern.ts'
import { formatShape } from './pattern-shape.ts'
import { type PatternTree, createPatternTree } from './pattern-tree.ts'
import { searchTree, toParams } from './search-tree.ts'

/** A route, and the value to find by its URL. */
export interface TableEntry<Value> {
  pattern: Pattern
  /** Relative to `routes/`, for error messages. */
  file: string
  value: Value
}

/** The route that answers a URL. */
export interface RouteMatch<Value> {
  entry: TableEntry<Value>
  /** By name: decoded text, the value from a matcher, or a `string[]`; absent optional parameters are left out. */
  params: Record<string, unknown>
}

/** All routes of a site, for `matchRoute` and `matchAll`. */
export interface RouteTable<Value> {
  readonly tree: PatternTree<TableEntry<Value>>
}

/**
 * Creates the table of a site's routes.
 *
 * @param matchers The site's own matchers, which win over built-in ones (default: none)
 * @throws Error with a line for each clash and each unknown matcher
 */
export function createRouteTable<Value>(
  entries: readonly TableEntry<Value>[],
  matchers: Matchers = {},
): RouteTable<Value> {
  const own = new Set(Object.keys(matchers))
  const problems = [
    ...findClashes(entries).map(
      ({ files }) => `routes/${files[0]} and routes/${files[1]} answer the same URL. Rename or remove one.`,
    ),
    ...entries.flatMap(({ file, pattern }) => describeMissingMatchers(`routes/${file}`, pattern, own)),
  ]
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const items = entries.map((entry) => ({ pattern: entry.pattern, value: entry }))
  return { tree: createPatternTree(items, matchers) }
}

/** Two files whose patterns differ only in the names of parameters. */
export interface RouteClash {
  /** In alphabetical order. */
  files: readonly [string, string]
}

/** Finds the files that answer the same URL; of three, the second and the third each clash with the first. */
export function findClashes(
  entries: readonly Pick<TableEntry<unknown>, 'pattern' | 'file'>[],
): readonly RouteClash[] {
  const owners = new Map<string, string>()
  const clashes: RouteClash[] = []
  for (const { pattern, file } of entries.toSorted((left, right) => (left.file < right.file ? -1 : 1))) {
    const shape = formatShape(pattern)
    const owner = owners.get(shape)
    if (owner === undefined) owners.set(shape, file)
    else clashes.push({ files: [owner, file] })
  }
  return clashes
}

/**
 * Matches a URL against all routes, segment by segment from the left: static before mixed, `[x=m]`, `[x]`, `[[x]]`,
 * `[...x]` and `[[...x]]`, as `compareSegments` says in full. If a route turns out not to match, the next one is tried.
 *
 * @param segments The parts of the path, decoded once; none is `/`. An empty one (a repeated slash) matches nothing
 */
export function matchRoute<Value>(
  table: RouteTable<Value>,
  segments: readonly string[],
): RouteMatch<Value> | undefined {
  if (segments.includes('')) return undefined
  let found: RouteMatch<Value> | undefined
  searchTree(table.tree, {
    segments,
    acceptsPrefixes: false,
    accept(leaf, values) {
      found = { entry: leaf.value, params: toParams(leaf.names, values) }
      return true
    },
  })
  return found
}

/** Lists every route that matches, in the order in which they are tried. */
export function matchAll<Value>(table: RouteTable<Value>, segments: readonly string[]): RouteMatch<Value>[] {
  if (segments.includes('')) return []
  const matches = new Map<TableEntry<Value>, RouteMatch<Value>>()
  searchTree(table.tree, {
    segments,
    acceptsPrefixes: false,
    accept({ value: entry, names }, values) {
      if (!matches.has(entry)) matches.set(entry, { entry, params: toParams(names, values) })
      return false
    },
  })
  return [...matches.values()]
}

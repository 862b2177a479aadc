// Searches the tree of patterns for the segments of a URL, best matches first.
import type { Leaf, PatternTree } from './pattern-tree.ts'

/** A search in a tree of patterns. */
export interface TreeSearch<Value> {
  /** The decoded segments of the URL, none of them empty. */
  readonly segments: readonly string[]
  /** Whether a pattern may cover only the first segments. It is then offered after the longer ones that begin with it. */
  readonly acceptsPrefixes: boolean
  /**
   * Receives a pattern that matches, and tells whether the search is over. The same pattern may come again with other
   * values, when optional parameters can be read in several ways.
   *
   * @param values The values of the parameters, valid during the call
   * @param depth The number of segments that the pattern covers
   */
  readonly accept: (leaf: Leaf<Value>, values: readonly unknown[], depth: number) => boolean
}

/**
 * Searches a tree segment by segment from the left, and backtracks from dead ends.
 * An optional parameter first takes its segment and then leaves it out.
 */
export function searchTree<Value>(tree: PatternTree<Value>, search: TreeSearch<Value>): void {
  walk({ search, values: [], visited: undefined }, tree, 0)
}

/** Creates the parameters of a match; an optional parameter without a value is left out. */
export function toParams(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (let index = 0; index < names.length; index++) {
    if (values[index] !== absent) params[names[index]!] = values[index]
  }
  return params
}

// A matcher may convert to any value, including undefined.
const absent = Symbol('absent')

interface Walk<Value> {
  readonly search: TreeSearch<Value>
  readonly values: unknown[]
  visited: Map<PatternTree<Value>, Set<number>> | undefined
}

function walk<Value>(state: Walk<Value>, tree: PatternTree<Value>, index: number): boolean {
  if (tree.isCrossing && wasVisited(state, tree, index)) return false
  const { search, values } = state
  const { segments, acceptsPrefixes } = search
  const mark = values.length
  const text = segments[index]
  if (text === undefined) {
    if (!acceptsPrefixes && tree.end !== undefined && search.accept(tree.end, values, index)) return true
  } else {
    const next = tree.texts.get(text)
    if (next !== undefined && walk(state, next, index + 1)) return true
  }
  for (const branch of tree.branches) {
    if (text !== undefined && branch.capture(text, values) && walk(state, branch.tree, index + 1)) return true
    values.length = mark
    if (branch.segment.kind !== 'optional') continue
    values.push(absent)
    if (walk(state, branch.tree, index)) return true
    values.length = mark
  }
  if (tree.rest !== undefined && text !== undefined && takeRest(state, tree.rest, index)) return true
  if (tree.optionalRest !== undefined && takeRest(state, tree.optionalRest, index)) return true
  return acceptsPrefixes && tree.end !== undefined && search.accept(tree.end, values, index)
}

// Ten optional parameters in a row can be skipped in a thousand ways that lead to only eleven nodes.
function wasVisited<Value>(state: Walk<Value>, tree: PatternTree<Value>, index: number): boolean {
  state.visited ??= new Map()
  const indexes = state.visited.get(tree)
  if (indexes === undefined) state.visited.set(tree, new Set([index]))
  else if (indexes.has(index)) return true
  else indexes.add(index)
  return false
}

function takeRest<Value>(state: Walk<Value>, leaf: Leaf<Value>, index: number): boolean {
  const { search, values } = state
  values.push(search.segments.slice(index))
  if (search.accept(leaf, values, search.segments.length)) return true
  values.pop()
  return false
}

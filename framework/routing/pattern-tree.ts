// Keeps patterns in a tree with a level for each segment, so that search time does not grow with their number.
import { type Capture, createCapture } from './capture.ts'
import type { Matchers } from './matcher.ts'
import { type Pattern, type Segment, listParams } from './pattern.ts'
import { compareSegments } from './pattern-shape.ts'

/** The patterns with a common beginning, by their next segment. */
export interface PatternTree<Value> {
  readonly texts: Map<string, PatternTree<Value>>
  /** Segments with parameters, in the order in which they are tried. */
  readonly branches: Branch<Value>[]
  end: Leaf<Value> | undefined
  rest: Leaf<Value> | undefined
  optionalRest: Leaf<Value> | undefined
  /** Whether skipping either of two optional parameters leads here. */
  readonly isCrossing: boolean
}

/** A segment with parameters, and the tree that follows it. */
export interface Branch<Value> {
  readonly segment: Segment
  readonly capture: Capture
  readonly tree: PatternTree<Value>
}

/** Where a pattern ends. */
export interface Leaf<Value> {
  readonly value: Value
  /** Of the parameters, from left to right. */
  readonly names: readonly string[]
}

/** A pattern and its value. */
export interface TreeItem<Value> {
  pattern: Pattern
  value: Value
}

/** Creates a tree; the last of two patterns with the same shape wins. */
export function createPatternTree<Value>(
  items: readonly TreeItem<Value>[],
  matchers: Matchers,
): PatternTree<Value> {
  const root = createTree<Value>(false)
  for (const item of items) addItem(root, item, matchers)
  return root
}

function createTree<Value>(isCrossing: boolean): PatternTree<Value> {
  return {
    texts: new Map(),
    branches: [],
    end: undefined,
    rest: undefined,
    optionalRest: undefined,
    isCrossing,
  }
}

function addItem<Value>(root: PatternTree<Value>, item: TreeItem<Value>, matchers: Matchers): void {
  const leaf = { value: item.value, names: listParams(item.pattern).map(({ name }) => name) }
  let tree = root
  let optionals = 0
  for (const segment of item.pattern.segments) {
    if (segment.kind === 'optional') optionals++
    if (segment.kind === 'static') {
      tree = growText(tree, segment.text)
    } else if (segment.kind === 'rest') {
      tree.rest = leaf
      return
    } else if (segment.kind === 'optional-rest') {
      tree.optionalRest = leaf
      return
    } else {
      tree = growBranch(tree, segment, segment.kind === 'optional' && optionals > 1, matchers)
    }
  }
  tree.end = leaf
}

function growText<Value>(tree: PatternTree<Value>, text: string): PatternTree<Value> {
  const known = tree.texts.get(text)
  if (known !== undefined) return known
  const grown = createTree<Value>(false)
  tree.texts.set(text, grown)
  return grown
}

function growBranch<Value>(
  tree: PatternTree<Value>,
  segment: Segment,
  isCrossing: boolean,
  matchers: Matchers,
): PatternTree<Value> {
  const found = tree.branches.findIndex((branch) => compareSegments(segment, branch.segment) <= 0)
  const index = found === -1 ? tree.branches.length : found
  const known = tree.branches[index]
  if (known !== undefined && compareSegments(segment, known.segment) === 0) return known.tree
  const grown = createTree<Value>(isCrossing)
  tree.branches.splice(index, 0, { segment, capture: createCapture(segment, matchers), tree: grown })
  return grown
}

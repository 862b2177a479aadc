// Compares patterns by shape, which leaves out the names of their parameters.
import { builtInMatchers } from './built-in-matchers.ts'
import type { Pattern, PatternParam, Segment } from './pattern.ts'

/** Formats the shape of a pattern, which is the same for `/blog/[id]` and `/blog/[slug]` (`/blog/[]`). */
export function formatShape(pattern: Pattern): string {
  return `/${pattern.segments.map(formatSegmentShape).join('/')}`
}

/**
 * Compares two segments at the same position of different patterns.
 *
 * Mixed ones come first, then `[x=m]`, `[x]`, `[[x=m]]`, `[[x]]`, `[...x]` and `[[...x]]`. (A static segment precedes
 * them all; the tree of patterns looks it up instead of comparing.) Among mixed ones the longer static text comes
 * first, then fewer parameters, then matchers from left to right. Among matchers the built-in ones come first, in the
 * order of their table, then the site's own by name. Segments that are still equal are ordered by shape, so that the order is the same everywhere.
 *
 * @returns Below zero when the left one is tried first, zero when both have the same shape
 */
export function compareSegments(left: Segment, right: Segment): number {
  return (
    rankKind(left) - rankKind(right) ||
    countStaticText(right) - countStaticText(left) ||
    listMatchers(left).length - listMatchers(right).length ||
    compareMatchers(listMatchers(left), listMatchers(right)) ||
    compareTexts(formatSegmentShape(left), formatSegmentShape(right))
  )
}

function formatSegmentShape(segment: Segment): string {
  switch (segment.kind) {
    case 'static':
      return segment.text
    case 'mixed':
      return segment.parts.map((part) => (typeof part === 'string' ? part : formatParamShape(part))).join('')
    case 'param':
      return formatParamShape(segment)
    case 'optional':
      return `[${formatParamShape(segment)}]`
    case 'rest':
      return '[...]'
    case 'optional-rest':
      return '[[...]]'
  }
}

function formatParamShape({ matcher }: Pick<PatternParam, 'matcher'>): string {
  return matcher === undefined ? '[]' : `[=${matcher}]`
}

const kinds: readonly Segment['kind'][] = ['static', 'mixed', 'param', 'optional', 'rest', 'optional-rest']

function rankKind(segment: Segment): number {
  return kinds.indexOf(segment.kind)
}

function countStaticText(segment: Segment): number {
  if (segment.kind !== 'mixed') return 0
  return segment.parts.reduce((length, part) => length + (typeof part === 'string' ? part.length : 0), 0)
}

// One item for each parameter; '' for a parameter without a matcher.
function listMatchers(segment: Segment): string[] {
  if (segment.kind === 'static') return []
  if (segment.kind !== 'mixed') return [segment.matcher ?? '']
  return segment.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.matcher ?? '']))
}

function compareMatchers(left: readonly string[], right: readonly string[]): number {
  for (const [index, matcher] of left.entries()) {
    const order = rankMatcher(matcher) - rankMatcher(right[index]!) || compareTexts(matcher, right[index]!)
    if (order !== 0) return order
  }
  return 0
}

function rankMatcher(matcher: string): number {
  if (matcher === '') return builtInMatchers.length + 1
  const index = builtInMatchers.findIndex(({ name }) => name === matcher)
  return index === -1 ? builtInMatchers.length : index
}

// By code unit: the result of localeCompare() depends on the machine.
function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

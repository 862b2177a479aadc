// Explains why one of two routes that match a URL is tried first.
import type { Pattern, Segment } from '../../routing/pattern.ts'
import { compareSegments } from '../../routing/pattern-shape.ts'

/**
 * Explains the order of two patterns that match the same URL.
 *
 * @param winner The pattern that answers
 * @param loser A pattern that would answer without it
 * @returns A clause to append to the name of the loser
 */
export function explainOrder(winner: Pattern, loser: Pattern): string {
  const index = winner.segments.findIndex((segment, place) => !isSame(segment, loser.segments[place]))
  const at = index === -1 ? winner.segments.length : index
  const [first, second] = [winner.segments[at], loser.segments[at]]
  const [firstText, secondText] = [winner, loser].map(({ id }) => id.split('/')[at + 1] ?? '')
  if (first === undefined && second !== undefined) {
    return `${secondText} may be left out, and a shorter path comes first`
  }
  if (first === undefined || second === undefined || compareSegments(first, second) > 0) {
    return 'an optional segment matches before it is left out'
  }
  if (first.kind !== second.kind) {
    return `${firstText} is ${describeKind(first)}, which comes before ${describeKind(second)} (${secondText})`
  }
  return explainSameKind(first, second, firstText!, secondText!)
}

function isSame(left: Segment, right: Segment | undefined): boolean {
  return right !== undefined && compareSegments(left, right) === 0
}

function explainSameKind(first: Segment, second: Segment, firstText: string, secondText: string): string {
  if (first.kind === 'mixed' && countText(first) !== countText(second)) {
    return `${firstText} has more fixed text than ${secondText}`
  }
  if (first.kind === 'mixed' && countParams(first) !== countParams(second)) {
    return `${firstText} has fewer parameters than ${secondText}`
  }
  const [ours, theirs] = [listMatchers(first), listMatchers(second)]
  const differing = ours.findIndex((matcher, place) => matcher !== theirs[place])
  const [our, their] = [ours[differing], theirs[differing]]
  if (our === undefined) return `${firstText} comes before ${secondText}`
  return their === undefined || their === ''
    ? `${firstText} has a matcher, and ${secondText} does not`
    : `the matcher ${our} is tried before ${their}`
}

function describeKind({ kind }: Segment): string {
  switch (kind) {
    case 'static':
      return 'fixed text'
    case 'mixed':
      return 'text with a parameter in it'
    case 'param':
      return 'a parameter'
    case 'optional':
      return 'an optional parameter'
    case 'rest':
      return 'a parameter for the rest'
    case 'optional-rest':
      return 'an optional parameter for the rest'
  }
}

function countText(segment: Segment): number {
  if (segment.kind !== 'mixed') return 0
  return segment.parts.filter((part) => typeof part === 'string').join('').length
}

function countParams(segment: Segment): number {
  return listMatchers(segment).length
}

function listMatchers(segment: Segment): string[] {
  if (segment.kind === 'static') return []
  if (segment.kind !== 'mixed') return [segment.matcher ?? '']
  return segment.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.matcher ?? '']))
}

// Reads the values of parameters from one segment of a URL.
import type { Matcher } from './built-in-matchers.ts'
import { type Matchers, findMatcher } from './matcher.ts'
import type { PatternParam, Segment } from './pattern.ts'

/**
 * Reads one decoded segment of a URL. Tells whether it matches, and appends a value for each parameter; when it does not
 * match, the caller removes what was appended.
 */
export type Capture = (text: string, values: unknown[]) => boolean

/**
 * Creates the function that reads a mixed segment, a parameter or an optional parameter.
 *
 * In a mixed segment each parameter takes at least one character, and earlier parameters take as few as possible. If a
 * matcher refuses that, longer values are tried: `[title]-[id=int]` reads `top-10-7` as `top-10` and 7.
 */
export function createCapture(segment: Segment, matchers: Matchers): Capture {
  if (segment.kind === 'mixed') return createMixedCapture(segment.parts, matchers)
  const matcher = 'matcher' in segment ? toOwnMatcher(segment.matcher, matchers) : undefined
  return (text, values) => captureText(matcher, text, values)
}

function toOwnMatcher(name: string | undefined, matchers: Matchers): Matcher | undefined {
  // createRouteTable() refuses unknown matchers; here one matches nothing, but never everything.
  return name === undefined ? undefined : (findMatcher(name, matchers) ?? (() => undefined))
}

function captureText(matcher: Matcher | undefined, text: string, values: unknown[]): boolean {
  if (matcher === undefined) {
    values.push(text)
    return true
  }
  const match = matcher(text)
  if (match === undefined) return false
  values.push(match.value)
  return true
}

interface Gap {
  matcher: Matcher | undefined
  /** The text between this parameter and the next; '' after the last one. */
  separator: string
}

// Enough for real URLs, and too few for an attack: each try can take as many steps as the segment has characters.
const maxTries = 200

function createMixedCapture(parts: readonly (string | PatternParam)[], matchers: Matchers): Capture {
  const prefix = toText(parts[0])
  const suffix = toText(parts.at(-1))
  const gaps = parts.flatMap((part, index): Gap[] => {
    if (typeof part === 'string') return []
    const separator = index < parts.length - 2 ? toText(parts[index + 1]) : ''
    return [{ matcher: toOwnMatcher(part.matcher, matchers), separator }]
  })
  return (text, values) => {
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false
    const filling = { text, end: text.length - suffix.length, gaps, values, triesLeft: maxTries }
    return fillGaps(filling, 0, prefix.length)
  }
}

function toText(part: string | PatternParam | undefined): string {
  return typeof part === 'string' ? part : ''
}

interface Filling {
  readonly text: string
  readonly end: number
  readonly gaps: readonly Gap[]
  readonly values: unknown[]
  triesLeft: number
}

function fillGaps(filling: Filling, index: number, start: number): boolean {
  const { text, end, gaps, values } = filling
  const { matcher, separator } = gaps[index]!
  if (start >= end) return false
  if (index === gaps.length - 1) return captureText(matcher, text.slice(start, end), values)
  const mark = values.length
  let stop = text.indexOf(separator, start + 1)
  while (stop !== -1) {
    const isFilled = captureText(matcher, text.slice(start, stop), values)
    if (isFilled && fillGaps(filling, index + 1, stop + separator.length)) return true
    values.length = mark
    if (--filling.triesLeft < 0) return false
    stop = text.indexOf(separator, stop + 1)
  }
  return false
}

// The matchers that every site has.

/** Says whether a text fits, and which value it becomes; `undefined` when it does not fit. */
export type Matcher = (text: string) => { value: unknown } | undefined

/** A matcher and the type of its values. */
export interface BuiltInMatcher {
  readonly name: string
  /** In generated types. */
  readonly type: 'number' | 'string'
  readonly match: Matcher
}

/**
 * Lists the built-in matchers in the order in which routes that differ only in them are tried.
 *
 * - `int`: a whole number in its shortest form (`7`, `-7`; not `07`, `-0` or `7.0`) that fits a `number` exactly
 * - `uuid`: 8-4-4-4-12 hexadecimal digits (RFC 9562, section 4), converted to lower case
 * - `slug`: lower-case letters and digits in words joined by single hyphens
 */
export const builtInMatchers: readonly BuiltInMatcher[] = Object.freeze([
  Object.freeze({ name: 'int', type: 'number', match: matchInt } as const),
  Object.freeze({ name: 'uuid', type: 'string', match: matchUuid } as const),
  Object.freeze({ name: 'slug', type: 'string', match: matchSlug } as const),
])

const byName: ReadonlyMap<string, BuiltInMatcher> = new Map(
  builtInMatchers.map((matcher) => [matcher.name, matcher]),
)

/** Finds a built-in matcher by its name. */
export function findBuiltInMatcher(name: string): BuiltInMatcher | undefined {
  return byName.get(name)
}

function matchInt(text: string): { value: number } | undefined {
  if (!/^(?:0|-?[1-9]\d*)$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? { value } : undefined
}

function matchUuid(text: string): { value: string } | undefined {
  const isUuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text)
  return isUuid ? { value: text.toLowerCase() } : undefined
}

function matchSlug(text: string): { value: string } | undefined {
  // Checks for what a slug may not contain: an expression for what it is would backtrack.
  const isSlug = text !== '' && !/[^a-z\d-]|^-|--|-$/.test(text)
  return isSlug ? { value: text } : undefined
}

// Matchers: what the text of a parameter such as [id=int] has to look like, and the value it stands for.

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { listParams } from './pattern.ts'
import type { Pattern } from './pattern.ts'

/** Says whether a text fits, and which value it becomes; `undefined` when it does not fit. */
export type Matcher = (text: string) => { value: unknown } | undefined

/** Holds matchers by name. */
export type Matchers = Readonly<Record<string, Matcher>>

/**
 * Holds the matchers that every site has.
 *
 * - `int`: a whole number in its shortest form (`7`, `-7`; not `07`, `-0` or `7.0`) that fits a `number` exactly
 * - `uuid`: 8-4-4-4-12 hexadecimal digits (RFC 9562, section 4), which become lower case
 * - `slug`: lower-case letters and digits in words joined by single hyphens
 */
export const builtInMatchers: Matchers = Object.freeze(
  // Without a prototype, so that no parameter finds a matcher called "constructor".
  Object.assign(Object.create(null), { int: matchInt, uuid: matchUuid, slug: matchSlug }) as Matchers,
)

/**
 * Converts a schema to a matcher.
 *
 * @param name The export of `routes/_params.ts` that it comes from, for error messages
 * @param schema Any Standard Schema; it gets the decoded text and its output becomes the parameter
 * @returns A matcher, which throws an Error when the schema turns out to be asynchronous
 * @throws Error when it is no Standard Schema
 */
export function toMatcher(name: string, schema: StandardSchemaV1): Matcher {
  const standard: StandardSchemaV1.Props | undefined = schema?.['~standard']
  if (typeof standard?.validate !== 'function') {
    throw new Error(
      `routes/_params.ts: ${name} is no Standard Schema. Export a schema, such as one of valibot, zod or arktype.`,
    )
  }
  return (text) => {
    const result = standard.validate(text)
    if ('then' in result) {
      // The outcome is of no interest any more, and a rejection that nobody sees ends the process.
      result.then(undefined, () => undefined)
      throw new Error(
        `routes/_params.ts: ${name} is asynchronous, but a URL is matched at once. ` +
          'Check the form of the text here, and look it up in a loader.',
      )
    }
    return result.issues === undefined ? { value: result.value } : undefined
  }
}

/** Finds a matcher by name: one of the site's own, else a built-in one. */
export function findMatcher(name: string, matchers: Matchers): Matcher | undefined {
  return Object.hasOwn(matchers, name) ? matchers[name] : builtInMatchers[name]
}

/**
 * Describes the matchers that a pattern names and nobody made.
 *
 * @param file The file or folder of the pattern, relative to `routes/`
 * @returns A sentence for each
 */
export function describeMissingMatchers(file: string, pattern: Pattern, matchers: Matchers): string[] {
  return listParams(pattern).flatMap(({ matcher }) => {
    if (matcher === undefined || findMatcher(matcher, matchers) !== undefined) return []
    return [
      `routes/${file}: there is no matcher ${matcher}. ` +
        'Export one from routes/_params.ts, or use int, uuid or slug.',
    ]
  })
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
  // Nothing to backtrack over, unlike in the expression for what a slug is.
  const isSlug = text !== '' && !/[^a-z\d-]|^-|--|-$/.test(text)
  return isSlug ? { value: text } : undefined
}

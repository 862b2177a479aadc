// Matchers check the text of a parameter such as [id=int] and convert it to a value.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Matcher, builtInMatchers, findBuiltInMatcher } from './built-in-matchers.ts'
import { type Pattern, listParams } from './pattern.ts'

/** Holds a site's own matchers by name. */
export type Matchers = Readonly<Record<string, Matcher>>

/**
 * Converts a schema to a matcher.
 *
 * @param name The export of `routes/_params.ts` that it comes from, for error messages
 * @param schema Any Standard Schema; it gets the decoded text and its output becomes the parameter
 * @returns A matcher, which throws an Error when the schema turns out to be asynchronous
 * @throws Error when it is not a Standard Schema
 */
export function toMatcher(name: string, schema: StandardSchemaV1): Matcher {
  const standard: StandardSchemaV1.Props | undefined = schema?.['~standard']
  if (typeof standard?.validate !== 'function') {
    throw new Error(
      `routes/_params.ts: ${name} is not a Standard Schema. Export a schema from valibot, zod or arktype, for example.`,
    )
  }
  return (text) => {
    const result = standard.validate(text)
    if ('then' in result) {
      // The result is no longer needed, and an unhandled rejection would end the process.
      result.then(undefined, () => undefined)
      throw new Error(
        `routes/_params.ts: ${name} is asynchronous, but URLs are matched synchronously. ` +
          'Check the form of the text here, and look it up in a loader.',
      )
    }
    return result.issues === undefined ? { value: result.value } : undefined
  }
}

/** Finds a matcher by name: the site's matchers come before the built-in ones. */
export function findMatcher(name: string, matchers: Matchers): Matcher | undefined {
  return Object.hasOwn(matchers, name) ? matchers[name] : findBuiltInMatcher(name)?.match
}

/**
 * Describes the matchers that a pattern names and that do not exist.
 *
 * @param where What the messages begin with, such as `routes/[day=date].tsx`
 * @param own The names of the matchers that the site defines
 * @param paramsFile Where the site's matchers are, for the messages (default: `routes/_params.ts`)
 * @returns A message for each missing matcher
 */
export function describeMissingMatchers(
  where: string,
  pattern: Pattern,
  own: ReadonlySet<string>,
  paramsFile = 'routes/_params.ts',
): string[] {
  return listParams(pattern).flatMap(({ matcher }) => {
    if (matcher === undefined || own.has(matcher) || findBuiltInMatcher(matcher)) return []
    return [
      `${where}: there is no matcher ${matcher}. Export one from ${paramsFile}, or use ${listBuiltInNames()}.`,
    ]
  })
}

/** Lists the names for a sentence: `int, uuid or slug`. */
function listBuiltInNames(): string {
  const names = builtInMatchers.map(({ name }) => name)
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

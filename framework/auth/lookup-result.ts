// What a site's lookup of a user may return: databases differ in how they say that there is none.

/** No match: `undefined` and `null` come from databases, `false` from a comparison. */
type NoMatch = undefined | null | false

/** A match or none, immediately or as a promise. */
export type LookupResult<Match> = Match | NoMatch | Promise<Match | NoMatch>

/**
 * Waits for a lookup.
 *
 * @returns The match, or `undefined` if there is none
 */
export async function awaitLookup<Match>(result: LookupResult<Match>): Promise<Match | undefined> {
  const match = await result
  return match === null || match === false ? undefined : match
}

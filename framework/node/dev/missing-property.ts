// Describes a property that ctx does not have, with the one that was probably meant.
import { describeForeignProperty } from '../../routing/foreign-properties.ts'
import { findNearMiss } from '../../routing/near-miss.ts'

/**
 * Describes a property that code has read from a context.
 *
 * @param known The properties that a context has
 */
export function describeMissingProperty(name: string, known: readonly string[]): string {
  const foreign = describeForeignProperty(name)
  if (foreign !== undefined) return foreign
  const near = findNearMiss(name, known)
  return near === undefined
    ? `ctx has no ${name}. Keep values of your own in ctx.locals.`
    : `ctx has no ${name}. Did you mean ctx.${near}?`
}

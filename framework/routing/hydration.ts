// Checks when an island hydrates: a strategy, or a media query in parentheses.

const strategies: readonly unknown[] = ['load', 'idle', 'visible', 'interaction', 'only']

/**
 * Finds what is wrong with the value of `hydrate`.
 *
 * @returns The value and what to write instead, or `undefined` if it can work
 */
export function findHydrationProblem(value: unknown): string | undefined {
  if (strategies.includes(value)) return undefined
  const shown = `is ${JSON.stringify(value)}`
  if (typeof value !== 'string' || !/^\(.+\)$/.test(value)) {
    return `${shown}. Use ${strategies.join(', ')}, or a media query in parentheses.`
  }
  const wrong = findWrongFeature(value)
  // Browsers take such a query as one that never matches, so the island would never hydrate.
  return (
    wrong && `${shown}, and ${wrong} is not a condition of a media query. Write it as in (min-width: 40em).`
  )
}

/** Finds a condition without a colon or comparison, or a length without a unit. */
function findWrongFeature(query: string): string | undefined {
  // What follows a letter are the arguments of a function, such as calc().
  return query.match(/(?<![\w-])\([^()]*\)/g)?.find((condition) => {
    const feature = condition.slice(1, -1).trim()
    return !/[:<>=]/.test(feature) ? !/^[a-z-]+$/i.test(feature) : unitless.test(feature)
  })
}

const unitless = /^(?:min-|max-)?(?:device-)?(?:width|height)\s*(?::|[<>]=?|=)\s*[\d.]*[1-9][\d.]*$/i

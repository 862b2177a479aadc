// Content negotiation: JSON or HTML, and which content coding.

/**
 * Tells whether a client prefers JSON to HTML (RFC 9110, section 12.5.1).
 *
 * The higher weight wins, then the more specific entry, then the earlier one. A wildcard alone does not ask for JSON.
 *
 * @param accept The `Accept` header
 */
export function prefersJson(accept: string | null): boolean {
  // Browsers do not mention JSON when they request a page, so a page costs one search and no parsing.
  if (accept === null || !/json/i.test(accept)) return false

  let toJson = noWish
  let toHtml = noWish
  for (const [index, part] of accept.split(',').entries()) {
    const { name, weight } = parseWeighted(part)
    if (name.endsWith('/json') || name.endsWith('+json')) {
      const wish = { weight, precision: 3, index }
      if (isStronger(wish, toJson)) toJson = wish
    } else {
      const precision = htmlPrecision.get(name) ?? 0
      // The most specific entry applies to a type, whatever the weights of the others.
      if (precision > toHtml.precision) toHtml = { weight, precision, index }
    }
  }
  return toJson.weight > 0 && isStronger(toJson, toHtml)
}

/** Tells whether a client names HTML and does not prefer JSON to it. */
export function prefersHtml(accept: string | null): boolean {
  return accept !== null && /text\/html/i.test(accept) && !prefersJson(accept)
}

interface Wish {
  readonly weight: number
  readonly precision: number
  readonly index: number
}

const noWish: Wish = { weight: 0, precision: 0, index: 0 }
const htmlPrecision = new Map([
  ['text/html', 3],
  ['text/*', 2],
  ['*/*', 1],
])

function isStronger(wish: Wish, other: Wish): boolean {
  return (wish.weight - other.weight || wish.precision - other.precision || other.index - wish.index) > 0
}

/**
 * Chooses the content coding of a response (RFC 9110, section 12.5.3).
 *
 * @param acceptEncoding The `Accept-Encoding` header
 * @param available The available codings, the best first, such as `['br', 'gzip']`
 * @returns `undefined` when the client prefers the content without a coding
 */
export function preferredEncoding<Coding extends string>(
  acceptEncoding: string | null,
  available: readonly Coding[],
): Coding | undefined {
  if (acceptEncoding === null || available.length === 0) return undefined

  const weights = new Map<string, number>()
  for (const part of acceptEncoding.split(',')) {
    const { name, weight } = parseWeighted(part)
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight)
  }
  const others = weights.get('*') ?? 0
  let best: Coding | undefined
  // Without a coding is always acceptable unless excluded, but any acceptable coding is better.
  let bestWeight = weights.get('identity') ?? 0
  for (const coding of available) {
    const weight = weights.get(coding) ?? others
    if (weight > bestWeight || (weight === bestWeight && weight > 0 && best === undefined)) {
      best = coding
      bestWeight = weight
    }
  }
  return best
}

function parseWeighted(part: string): { name: string; weight: number } {
  const end = part.indexOf(';')
  if (end === -1) return { name: part.trim().toLowerCase(), weight: 1 }
  const digits = /;[ \t]*q=([01](?:\.\d{0,3})?)[ \t]*(?:;|$)/i.exec(part)?.[1]
  return {
    name: part.slice(0, end).trim().toLowerCase(),
    weight: digits === undefined ? 1 : Math.min(Number(digits), 1),
  }
}

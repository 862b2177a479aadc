// What keeps a response out of a cache that all visitors share.

/** The parts of a response that say who it is for. */
export interface Shareable {
  readonly status: number
  /** Gives the values of a header of the response as it would be sent; the name is in lower case. */
  header(name: string): string | undefined
  readonly setsCookie: boolean
}

/**
 * Finds the reason why a response must not be kept for others (RFC 9111, section 3).
 *
 * @returns What the response does, as in `it sets a cookie`; `undefined` when it may be kept
 */
export function findObstacle({ status, header, setsCookie }: Shareable): string | undefined {
  if (status !== 200) return `its status is ${status}`
  if (setsCookie) return 'it sets a cookie'
  const said = header('cache-control')?.match(/\b(private|no-store|no-cache)\b/i)?.[1]
  if (said) return `its Cache-Control says ${said.toLowerCase()}`
  const personal = varyNames(header('vary')).find((name) => personalNames.includes(name))
  return personal && `its Vary names ${personal}`
}

const personalNames = ['*', 'cookie', 'authorization']

/** Gives the names in a `Vary` header, in lower case. */
export function varyNames(vary: string | undefined): string[] {
  return vary ? vary.split(',').flatMap((name) => name.trim().toLowerCase() || []) : []
}

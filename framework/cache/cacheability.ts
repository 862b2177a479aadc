// What is personal: decides which responses may be stored and given to other visitors.

/** What a request has used that belongs to its visitor alone. */
export interface VisitorUse {
  /** The session, once it was opened. */
  readonly session: unknown
  /** The cookies, once they were read or written. */
  readonly cookies: unknown
}

/** What was read of a request while its response was made. */
export interface RequestReads {
  /** Lower-case names of headers. */
  readonly headers: Set<string>
  /** What was read that no cache key can hold, as in `the visitor's address was read`. */
  personal: string | undefined
}

/** Starts a list of reads, with the headers that earlier steps have read. */
export function createReads(headers: Iterable<string> = []): RequestReads {
  return { headers: new Set(headers), personal: undefined }
}

/** Tells whether a response is for one visitor only. */
export function isPersonal({ session, cookies }: VisitorUse): boolean {
  return session !== undefined || cookies !== undefined
}

/**
 * Finds what makes a response personal.
 *
 * @param isNonceUsed Whether the response carries a nonce, which must differ for each visitor
 * @returns What happened, as in `the session was read`; `undefined` when nothing did
 */
export function findPersonalRead(
  { session, cookies }: VisitorUse,
  isNonceUsed: boolean,
  reads?: RequestReads,
): string | undefined {
  if (session !== undefined) return 'the session was read'
  if (cookies !== undefined) return 'the cookies were read'
  if (isNonceUsed) return 'it contains a nonce'
  return reads?.personal
}

/** The parts of a response that say who it is for. */
export interface Shareable {
  readonly status: number
  /** Gives the value of a header of the response as it would be sent; the name is in lower case. */
  header(name: string): string | undefined
  readonly setsCookie: boolean
}

/**
 * Finds the reason why a response must not be stored for other visitors (RFC 9111, section 3).
 *
 * @returns What the response does, as in `it sets a cookie`; `undefined` when it may be stored
 */
export function findUncacheableReason({ status, header, setsCookie }: Shareable): string | undefined {
  if (status !== 200) return `its status is ${status}`
  if (setsCookie) return 'it sets a cookie'
  const directive = header('cache-control')?.match(/\b(private|no-store|no-cache)\b/i)?.[1]
  if (directive) return `its Cache-Control says ${directive.toLowerCase()}`
  const personal = parseVary(header('vary')).find((name) => personalHeaders.includes(name))
  return personal && `its Vary names ${personal}`
}

const personalHeaders = ['*', 'cookie', 'authorization']

/** Lists the names in a `Vary` header, in lower case. */
export function parseVary(vary: string | undefined): string[] {
  return vary ? vary.split(',').flatMap((name) => name.trim().toLowerCase() || []) : []
}

/** Adds names to a `Vary` header, each once. */
export function addToVary(vary: string | undefined, names: readonly string[]): string {
  const known = parseVary(vary)
  if (known.includes('*')) return vary!
  const added = names.filter((name) => !known.includes(name.toLowerCase()))
  return [...(vary ? [vary] : []), ...added].join(', ')
}

/**
 * Makes a `Cache-Control` private: no shared cache may store the response.
 *
 * @param cacheControl What the response says; without it, `no-store` is added
 */
export function toPrivate(cacheControl: string | undefined): string {
  if (cacheControl === undefined) return 'private, no-store'
  const directives = cacheControl.split(',').map((text) => text.trim())
  if (directives.some((text) => /^(private|no-store)$/i.test(text))) return cacheControl
  return ['private', ...directives.filter((text) => text && !/^(public|s-maxage)\b/i.test(text))].join(', ')
}

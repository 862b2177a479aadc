// Decides which responses are personal, and which may be stored for other visitors.

/** The personal data that a request has used. */
export interface VisitorUse {
  /** The session, once it was opened. */
  readonly session: unknown
  /** What opened it (default: `the session was read`). */
  readonly sessionRead?: string | undefined
  /** The cookies, once they were read or written. */
  readonly cookies: unknown
  /** Whether the cookies were read from the headers of the request. */
  readonly hasReadCookies: boolean
  /** Whether a personal part was rendered for the visitor. */
  readonly hasParts: boolean
}

/** What was read from a request while its response was rendered. */
export interface RequestReads {
  /** The lower-case names of the headers that were read. */
  readonly headers: Set<string>
  /** Describes a read that a cache key cannot include, such as `the visitor's address was read`. */
  personal: string | undefined
}

/** Creates a record of reads, with the headers that earlier steps have read. */
export function createReads(headers: Iterable<string> = []): RequestReads {
  return { headers: new Set(headers), personal: undefined }
}

/** Tells whether a response is for one visitor only. */
export function isPersonal({ session, cookies, hasReadCookies, hasParts }: VisitorUse): boolean {
  return hasParts || hasReadCookies || session !== undefined || cookies !== undefined
}

/**
 * Finds what makes a response personal.
 *
 * @param isNonceUsed Whether the response contains a nonce, which must be different for each visitor
 * @returns What makes it personal, such as `the session was read`; `undefined` if nothing does
 */
export function findPersonalRead(
  { session, sessionRead, cookies, hasReadCookies, hasParts }: VisitorUse,
  isNonceUsed: boolean,
  reads?: RequestReads,
): string | undefined {
  if (session !== undefined) return sessionRead ?? 'the session was read'
  if (cookies !== undefined) return 'the cookies were read'
  if (hasParts) return 'a personal part was rendered'
  if (isNonceUsed) return 'it contains a nonce'
  return reads?.personal ?? (hasReadCookies ? 'the cookies were read' : undefined)
}

/** The parts of a response that decide whether it may be shared. */
export interface Shareable {
  readonly status: number
  /** Returns the value of a response header as it would be sent; the name is in lower case. */
  header(name: string): string | undefined
  readonly setsCookie: boolean
}

/**
 * Finds the reason why a response must not be stored for other visitors (RFC 9111, section 3).
 *
 * @returns The reason, such as `it sets a cookie`; `undefined` if the response may be stored
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

/** Adds names to a `Vary` header, without duplicates. */
export function addToVary(vary: string | undefined, names: readonly string[]): string {
  const known = parseVary(vary)
  if (known.includes('*')) return vary!
  const added = names.filter((name) => !known.includes(name.toLowerCase()))
  return [...(vary ? [vary] : []), ...added].join(', ')
}

/**
 * Makes a `Cache-Control` private, so that no shared cache may store the response.
 *
 * @param cacheControl The response's value (default: none; the result is then `private, no-store`)
 */
export function toPrivate(cacheControl: string | undefined): string {
  if (cacheControl === undefined) return 'private, no-store'
  const directives = cacheControl.split(',').map((text) => text.trim())
  if (directives.some((text) => /^(private|no-store)$/i.test(text))) return cacheControl
  return ['private', ...directives.filter((text) => text && !/^(public|s-maxage)\b/i.test(text))].join(', ')
}

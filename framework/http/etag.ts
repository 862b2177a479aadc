// Entity tags and conditional requests: 304 and 412 (RFC 9110, section 13).

/**
 * Tells whether the client's copy is still fresh, so that the response is 304; only for GET and HEAD.
 *
 * `If-None-Match` takes precedence over `If-Modified-Since` (section 13.2.2).
 *
 * @param etag The current entity tag with its quotes
 * @param modified When the representation changed last (milliseconds since 1970)
 */
export function isFresh(
  headers: Pick<Headers, 'get'>,
  etag: string | undefined,
  modified: number | undefined,
): boolean {
  const known = headers.get('if-none-match')
  if (known !== null) return etag === undefined ? known.trim() === '*' : listHasTag(known, etag, true)

  const since = headers.get('if-modified-since')
  return since !== null && toSeconds(modified) <= toSeconds(parseHttpDate(since))
}

/** Creates a strong entity tag from the content that is sent. */
export async function createContentTag(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  return `"${btoa(String.fromCharCode(...hash)).slice(0, 22)}"`
}

/**
 * Creates a strong entity tag from the size and the time of a file that is too large to be read for its tag.
 *
 * @param modified When it was last changed (milliseconds since 1970)
 * @param form Tells the compressed forms of a file apart, such as `gzip` (default: there is one form)
 */
export function createFileTag(size: number, modified: number, form?: string): string {
  const parts = [size.toString(36), Math.floor(modified).toString(36), ...(form === undefined ? [] : [form])]
  return `"${parts.join('-')}"`
}

/**
 * Tells whether the client requires a representation that no longer exists, so that the response is 412.
 *
 * @param etag The current entity tag with its quotes
 * @param modified When the representation changed last (milliseconds since 1970)
 */
export function isPreconditionFailed(
  headers: Pick<Headers, 'get'>,
  etag: string | undefined,
  modified: number | undefined,
): boolean {
  const wanted = headers.get('if-match')
  if (wanted !== null) return etag === undefined ? wanted.trim() !== '*' : !listHasTag(wanted, etag, false)

  const since = headers.get('if-unmodified-since')
  return since !== null && toSeconds(modified) > toSeconds(parseHttpDate(since))
}

// Scans the list by hand: a tag may contain commas, and a client chooses how long the header is.
function listHasTag(list: string, etag: string, weakly: boolean): boolean {
  if (list.trim() === '*') return true
  if (!weakly && etag.startsWith('W/')) return false
  const wanted = toOpaque(etag)
  let position = 0
  for (;;) {
    const open = list.indexOf('"', position)
    const close = open === -1 ? -1 : list.indexOf('"', open + 1)
    if (close === -1) return false
    const isWeak = list.startsWith('W/', open - 2)
    if ((weakly || !isWeak) && list.slice(open, close + 1) === wanted) return true
    position = close + 1
  }
}

function toOpaque(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag
}

/**
 * Parses an HTTP date in any of its three forms (RFC 9110, section 5.6.7).
 *
 * @returns Milliseconds since 1970, or `undefined` for anything else
 */
export function parseHttpDate(value: string): number | undefined {
  if (!httpDate.test(value)) return undefined
  // The oldest form names no time zone and means GMT; `Date.parse` would assume the local one.
  const time = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(time) ? undefined : time
}

const httpDate =
  /^[A-Z][a-z]{2,8},? (?:\d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} [\d:]{8} GMT|[A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})$/

/** NaN for an unknown time, which is neither earlier nor later than any other. */
function toSeconds(milliseconds: number = Number.NaN): number {
  return Math.floor(milliseconds / 1000)
}

// Sending the visitor somewhere else, and only where the site meant to.
import { HttpError } from './http-error.ts'
import { type HeaderPairs, announce, assertSendable, toHeaderPairs, toResponse } from './response.ts'

export type RedirectStatus = 301 | 302 | 303 | 307 | 308

/** The options of `redirect()`. */
export interface RedirectOptions {
  /** 303 after a form, 307 or 308 to repeat the request with its method and body (default: 303). */
  status?: RedirectStatus
  /** Whether an `http:` or `https:` URL of any origin is fine (default: false). */
  external?: boolean
  /** More headers for the response. */
  headers?: HeadersInit
}

/**
 * Sends the visitor to another page of this site.
 *
 * @param path Where to: `/notes`, `?page=2` and `#top` at the same path, or `./edit` below the current folder
 * @param options The status, or the status and more
 * @returns A response with a `Location` header and no body
 * @throws HttpError 400 for a target that is somewhere else, or that a browser could take for it; TypeError for a status
 *   in place of the path
 */
export function redirect(path: string, options?: RedirectStatus | RedirectOptions): Response {
  const {
    status = 303,
    external = false,
    headers,
  } = typeof options === 'number' ? { status: options } : (options ?? {})
  if (statuses.has(path as unknown as number)) {
    throw new TypeError(
      `redirect(): the path comes first, and then the status. Write redirect('/path', ${path}).`,
    )
  }
  if (!statuses.has(status)) {
    throw new RangeError(`redirect(): ${String(status)} is not a redirect. Use 301, 302, 303, 307 or 308.`)
  }

  const location = external && isAbsolute(path) ? formatExternal(path) : formatInternal(path)
  // Headers have a size limit at every proxy on the way: a target that exceeds it comes from a visitor.
  if (location.length > 8000) throw refused('is too long', path)
  const more = headers ? toHeaderPairs(headers).filter(([name]) => name.toLowerCase() !== 'location') : []
  const all: HeaderPairs = [['location', location], ...more]
  assertSendable(status, all)
  const response = toResponse({
    kind: 'redirect',
    status,
    // Without a length the server would announce a body in chunks.
    headers: [...all.filter(([name]) => name.toLowerCase() !== 'content-length'), ['content-length', '0']],
    body: null,
    target: location.startsWith('/') ? location : undefined,
  })
  return announce(response, 'redirect', location)
}

const statuses = new Set<number>([301, 302, 303, 307, 308])

function isAbsolute(target: unknown): target is string {
  return typeof target === 'string' && /^https?:\/\//i.test(target)
}

function formatExternal(target: string): string {
  if (controlCharacter.test(target) || !URL.canParse(target)) throw refused('is not a correct URL', target)
  return new URL(target).href
}

// Tabs, line breaks and the rest of the category: browsers drop some of them before they look at a URL.
const controlCharacter = /\p{Cc}/u

function formatInternal(target: unknown): string {
  if (typeof target !== 'string' || !/^(?:\/|\?|#|\.\/)/.test(target)) {
    throw refused('does not start with a slash', target)
  }
  // "/<tab>/evil.example" is "//evil.example" to a browser.
  if (controlCharacter.test(target)) throw refused('has a control character', target)
  // Browsers take a backslash of a path for a slash.
  if (target.slice(0, target.search(/[?#]|$/)).includes('\\')) throw refused('has a backslash', target)
  if (target.startsWith('//')) throw refused('leads to another site', target)

  const { origin, pathname, search, hash } = new URL(target, ownOrigin)
  // "/.//evil.example" resolves to a path that reads as another site as soon as it is resolved once more.
  if (origin !== ownOrigin || pathname.startsWith('//')) throw refused('leads to another site', target)

  if (target.startsWith('?')) return search + hash || '?'
  if (target.startsWith('#')) return hash || '#'
  return `${target.startsWith('.') ? '.' : ''}${pathname}${search}${hash}`
}

// Stands in for our own origin, which only the request knows. The name can never be registered (RFC 2606).
const ownOrigin = 'http://own.invalid'

// The target itself stays out of the sentence for visitors: it may be a stranger's text.
function refused(why: string, target: unknown): HttpError {
  const error = new HttpError(400, `The address to continue at ${why}.`)
  refusals.set(error, { why, origin: findOrigin(target) })
  return error
}

/** Why `redirect()` has refused a target. */
export interface RedirectRefusal {
  /** What is wrong with the target, such as `has a backslash`. */
  readonly why: string
  /** Of a target on another site, such as `https://example.org`. */
  readonly origin: string | undefined
}

const refusals = new WeakMap<object, RedirectRefusal>()

/** Finds why `redirect()` threw an error; `undefined` for other errors. */
export function findRedirectRefusal(error: object): RedirectRefusal | undefined {
  return refusals.get(error)
}

function findOrigin(target: unknown): string | undefined {
  if (typeof target !== 'string' || target.length > 8000 || !URL.canParse(target, ownOrigin)) return undefined
  const { origin, protocol } = new URL(target, ownOrigin)
  return origin !== ownOrigin && /^https?:$/.test(protocol) ? origin : undefined
}

// Compresses the response of a route, as the last change before it is sent.
import { addToVary, isPersonal, parseVary } from '../../cache/cacheability.ts'
import { isCompressibleType } from '../../http/content-type.ts'
import { shareHeaders } from '../../http/header-line.ts'
import { preferredEncoding } from '../../http/negotiate.ts'
import type { HeaderPairs, ResponseParts } from '../../http/response.ts'
import type { RequestState } from '../context/request-state.ts'
import type { EncodedBody, Manifest } from '../pipeline/manifest.ts'

/** The best first. */
const codings = ['br', 'gzip'] as const
/** Smaller bodies fit into the first packets anyway. In bytes, or in characters of text. */
const minLength = 1024

/**
 * Compresses a response if `compress` of `_server.ts` and the request allow it.
 *
 * A response whose length is not known is compressed part by part. Its entity tag becomes weak, because the bytes
 * of the codings differ (RFC 9110, section 8.8.3.3).
 *
 * @throws Error if the body cannot be compressed
 */
export function compressResponse(
  state: RequestState,
  parts: ResponseParts,
): ResponseParts | Promise<ResponseParts> {
  const { incoming, site } = state
  const { compressBody } = site.manifest
  const mode = site.settings.compress
  if (!compressBody || mode === false) return parts
  const { request } = incoming
  if (parts.status === 304) return withTagOf(request, parts)
  if (!isLongEnough(parts)) return parts
  if (mode === 'shared' && isPersonal(state.visitor)) return parts
  const headers = new Map(parts.headers)
  if (!isCompressible(parts, headers)) return parts
  if (mode === 'shared' && isForOneVisitor(state, parts, headers)) return parts

  const varied = varyByCoding(parts, headers.get('vary'))
  const coding = preferredEncoding(request.headers.get('accept-encoding'), codings)
  if (!coding) return varied
  if (parts.body === null) return withCoding(varied, null, coding)
  return encodeOnce(state, parts.body as Compressible, coding, compressBody).then((encoded) =>
    withCoding(varied, encoded.body as BodyInit, encoded.coding),
  )
}

/** What most responses need, formatted once. */
const varyHeader: HeaderPairs = shareHeaders([['vary', 'Accept-Encoding']])

function varyByCoding(parts: ResponseParts, vary: string | undefined): ResponseParts {
  return vary === undefined
    ? { ...parts, headers: [...parts.headers, ...varyHeader] }
    : changeHeaders(parts, { vary: addToVary(vary, ['Accept-Encoding']) })
}

type Coding = (typeof codings)[number]
type Compressible = string | Uint8Array | ReadableStream<Uint8Array>

function isLongEnough({ body, headers, kind }: ResponseParts): boolean {
  if (typeof body === 'string') return body.length >= minLength
  if (body instanceof Uint8Array) return body.byteLength >= minLength
  if (body !== null && !(body instanceof ReadableStream)) return false
  const length = headers.find(([name]) => name === 'content-length')?.[1]
  // Files have no body in the response to HEAD.
  return length === undefined
    ? body !== null
    : Number(length) >= minLength && (body !== null || kind === 'file')
}

function isCompressible({ kind, status }: ResponseParts, headers: ReadonlyMap<string, string>): boolean {
  if (status === 204 || status === 205 || status === 206) return false
  if (headers.has('content-encoding') || headers.has('content-range') || headers.has('content-digest'))
    return false
  if (/\bno-transform\b/i.test(headers.get('cache-control') ?? '')) return false
  // A download keeps its length and its ranges, so that it shows its progress and can be resumed.
  if (kind === 'file' && /^\s*attachment\b/i.test(headers.get('content-disposition') ?? '')) return false
  return isCompressibleType(headers.get('content-type') ?? '')
}

/**
 * Tells whether a response may contain a secret of its visitor, although it used neither session nor cookies.
 *
 * The length of compressed text tells an attacker who can add text to the page whether it repeats the secret (BREACH).
 */
function isForOneVisitor(
  { incoming, reply }: RequestState,
  { kind }: ResponseParts,
  headers: ReadonlyMap<string, string>,
): boolean {
  if (headers.has('set-cookie')) return true
  // A nonce makes a page private, but is another one in every response. Files are private by default.
  const isOursToKeep = reply.isNonceUsed || kind === 'file'
  if (!isOursToKeep && /\bprivate\b/i.test(headers.get('cache-control') ?? '')) return true
  if (parseVary(headers.get('vary')).some((name) => name === 'cookie' || name === 'authorization'))
    return true
  // Browsers never send a bearer token on their own, unlike a password.
  const authorization = incoming.request.headers.get('authorization')
  return authorization !== null && !/^bearer /i.test(authorization)
}

const encodedBodies = new WeakMap<object, Map<Coding, Promise<EncodedBody>>>()

/** Compresses a body; the body of a response in the memory cache only once. */
function encodeOnce(
  { reply }: RequestState,
  body: Compressible,
  coding: Coding,
  compressBody: NonNullable<Manifest['compressBody']>,
): Promise<EncodedBody> {
  const stored = reply.cached?.stored
  if (!stored || stored.body !== body) return compressBody(body, coding)
  const known = encodedBodies.get(stored) ?? new Map<Coding, Promise<EncodedBody>>()
  encodedBodies.set(stored, known)
  const encoded = known.get(coding)
  if (encoded) return encoded
  const encoding = compressBody(body, coding)
  known.set(coding, encoding)
  // Let the next request try again: this one may have failed for lack of memory.
  encoding.catch(() => known.delete(coding))
  return encoding
}

function withCoding(parts: ResponseParts, body: BodyInit | null, coding: string | undefined): ResponseParts {
  if (coding === undefined) return { ...parts, body }
  const etag = parts.headers.find(([name]) => name === 'etag')?.[1]
  return {
    ...changeHeaders(parts, {
      'content-encoding': coding,
      ...(etag !== undefined && { etag: toWeak(etag) }),
      'content-length': undefined,
      'accept-ranges': undefined,
    }),
    body,
  }
}

/** Names the same entity tag as the response that the client has: the weak one if that was compressed. */
function withTagOf(request: Request, parts: ResponseParts): ResponseParts {
  const headers = new Map(parts.headers)
  const vary = addToVary(headers.get('vary'), ['Accept-Encoding'])
  const etag = headers.get('etag')
  const isWeak = etag !== undefined && request.headers.get('if-none-match')?.includes(toWeak(etag))
  return changeHeaders(parts, { vary, ...(isWeak && { etag: toWeak(etag) }) })
}

function toWeak(etag: string): string {
  return etag.startsWith('W/') ? etag : `W/${etag}`
}

/** Sets headers, or removes those that are `undefined`. */
function changeHeaders(
  parts: ResponseParts,
  changes: Readonly<Record<string, string | undefined>>,
): ResponseParts {
  const headers: HeaderPairs = parts.headers.filter(([name]) => !(name in changes))
  for (const [name, value] of Object.entries(changes)) if (value !== undefined) headers.push([name, value])
  return { ...parts, headers }
}

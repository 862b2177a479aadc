// Turns the response of a route into its stored form, which other visitors receive.
import { findUncacheableReason, parseVary } from '../../cache/cacheability.ts'
import type { StoredResponse } from '../../cache/cache-store.ts'
import { createContentTag } from '../../http/etag.ts'
import type { HeaderChanges } from '../../http/page-template.ts'
import { type Answer, findParts } from '../../http/response.ts'
import type { RequestState } from '../context/request-state.ts'

/** The entries of `ctx.headers` before the route answered. */
export type HeadersBefore = ReadonlyMap<string, string>

/** The maximum length of a stored body (bytes or characters). */
const maxBodyLength = 4 * 1024 * 1024

/**
 * Creates the stored form of a response.
 *
 * If the body is a stream, it has been read completely afterwards, unless the response cannot be stored.
 *
 * @param before The entries of `ctx.headers` before the route answered
 * @param read The names of the request headers that were read
 * @returns The stored form, or the reason why other visitors must not receive it, such as `it sets a cookie`
 */
export async function toStoredResponse(
  { plan, reply }: RequestState,
  answer: Answer,
  before: HeadersBefore,
  read: Iterable<string>,
): Promise<StoredResponse | string> {
  const isResponse = answer instanceof Response
  const parts = isResponse ? findParts(answer) : answer
  const own = new Map<string, string>(answer.headers)
  // The headers of a `Response` override the site's settings, which override the framework's headers.
  const header = (name: string): string | undefined =>
    (isResponse ? own.get(name) : undefined) ??
    reply.headers?.get(name) ??
    plan.settings.headers.get(name) ??
    own.get(name)
  const reason = findUncacheableReason({
    status: answer.status,
    header,
    setsCookie: own.has('set-cookie') || (reply.headers?.has('set-cookie') ?? false),
  })
  if (reason !== undefined) return reason
  const body = await readBody(answer)
  if (body === undefined) return 'it is streamed, or longer than 4 MB'
  const { nonce } = reply
  const { personalCacheControl, template } = parts ?? {}
  return {
    kind: parts?.kind ?? 'foreign',
    headers: [...own],
    body,
    isResponse,
    changes: findChanges(reply.headers, before),
    vary: [...new Set([...read, ...parseVary(header('vary'))])].sort(),
    etag: await createContentTag(body),
    madeAt: Date.now(),
    ...(nonce !== undefined && { nonce }),
    ...(personalCacheControl !== undefined && { personalCacheControl }),
    ...(template && { template }),
  }
}

/** Lists what the route changed in `ctx.headers`. */
export function findChanges(headers: Headers | undefined, before: HeadersBefore): HeaderChanges {
  const changes: [string, string | null][] = []
  for (const [name, value] of headers ?? []) if (before.get(name) !== value) changes.push([name, value])
  for (const name of before.keys()) if (!headers?.has(name)) changes.push([name, null])
  return changes
}

/** Reads a body unless it is too long or never ends. The response can still be sent. */
async function readBody(answer: Answer): Promise<string | Uint8Array | undefined> {
  const plain = answer instanceof Response ? findParts(answer)?.body : answer.body
  if (plain === null) return ''
  if (typeof plain === 'string') return plain.length > maxBodyLength ? undefined : plain
  if (plain instanceof Uint8Array) return plain.byteLength > maxBodyLength ? undefined : plain
  if (!(answer instanceof Response) || isEventStream(answer)) return undefined
  const copy = answer.clone()
  return copy.body ? toText(await readStream(copy.body)) : ''
}

/** Tells whether a response is an event stream, which never ends and must not be read. */
function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true
}

async function readStream(stream: ReadableStream<Uint8Array | string>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      // The site's code may put text into the stream of a Response.
      const chunk = typeof value === 'string' ? new TextEncoder().encode(value) : value
      chunks.push(chunk)
      length += chunk.byteLength
      if (length > maxBodyLength) {
        // Not awaited: it finishes together with the visitor's copy of the stream.
        reader.cancel().catch(() => {})
        return undefined
      }
    }
  } catch {
    // The visitor receives the same stream and its failure.
    return undefined
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

/** Decodes UTF-8: text is faster to send than bytes, and readable in a shared store. */
function toText(bytes: Uint8Array | undefined): string | Uint8Array | undefined {
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // An image, or text in an older encoding.
    return bytes
  }
}

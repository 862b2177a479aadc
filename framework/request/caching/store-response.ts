// Turns what a route has answered into what other visitors may get.
import type { StoredResponse } from '../../cache/cache-store.ts'
import { findObstacle, varyNames } from '../../cache/find-obstacle.ts'
import { plainBodyOf } from '../../http/response.ts'
import { createContentTag } from '../../http/etag.ts'
import { type Draft, isDraft } from '../response/response-parts.ts'
import type { Exchange } from '../context/request-state.ts'

/** What was on `ctx.headers` before the route was asked. */
export type HeadersBefore = ReadonlyMap<string, string>

/** The longest body that is kept (bytes or characters). */
const longestBody = 4 * 1024 * 1024

/**
 * Makes the stored form of an answer.
 *
 * A `Response` whose body is a stream has been read when this is done, unless it is refused.
 *
 * @param read Names of the request headers that were read
 * @returns A reason when others must not have it, as in `it sets a cookie`
 */
export async function keepAnswer(
  answer: Draft | Response,
  exchange: Exchange,
  before: HeadersBefore,
  read: Iterable<string>,
): Promise<StoredResponse | string> {
  const changes = findChanges(exchange, before)
  const own = new Map<string, string>(isDraft(answer) ? answer.headers : [...answer.headers])
  const header = (name: string): string | undefined =>
    (isDraft(answer) ? undefined : own.get(name)) ??
    exchange.headers?.get(name) ??
    findHeader(exchange.routeHeaders, name) ??
    own.get(name)
  const obstacle = findObstacle({
    status: answer.status,
    header,
    setsCookie: own.has('set-cookie') || (exchange.headers?.has('set-cookie') ?? false),
  })
  if (obstacle !== undefined) return obstacle
  const body = await readBody(answer)
  if (body === undefined) return 'it is sent in parts, or longer than 4 MB'
  const vary = [...new Set([...read, ...varyNames(header('vary'))])].sort()
  return {
    headers: [...own],
    body,
    isResponse: !isDraft(answer),
    changes,
    vary,
    etag: await createContentTag(body),
    madeAt: Date.now(),
    ...(exchange.nonce !== undefined && { nonce: exchange.nonce }),
    ...(exchange.fileCaching && { fileCaching: exchange.fileCaching }),
  }
}

function findChanges({ headers }: Exchange, before: HeadersBefore): StoredResponse['changes'] {
  const set: [string, string | null][] = []
  for (const [name, value] of headers ?? []) if (before.get(name) !== value) set.push([name, value])
  for (const name of before.keys()) if (!headers?.has(name)) set.push([name, null])
  return set
}

function findHeader(headers: Exchange['routeHeaders'], name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([other]) => other.toLowerCase() === name)?.[1]
}

/** Gives a body that is complete and not too long; what is left of the answer can still be sent. */
async function readBody(answer: Draft | Response): Promise<string | Uint8Array | undefined> {
  const plain = isDraft(answer) ? answer.body : plainBodyOf(answer)
  if (plain === null) return ''
  if (typeof plain === 'string') return plain.length > longestBody ? undefined : plain
  if (plain instanceof Uint8Array) return plain.byteLength > longestBody ? undefined : plain
  if (isDraft(answer) || answer.headers.get('content-type')?.startsWith('text/event-stream')) return undefined
  const copy = answer.clone()
  return copy.body ? toText(await readStream(copy.body)) : ''
}

async function readStream(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      length += value.byteLength
      if (length > longestBody) {
        // Not awaited: it is done when the visitor's copy of the stream is, too.
        reader.cancel().catch(() => {})
        return undefined
      }
    }
  } catch {
    // The visitor gets the same stream, and with it the failure.
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

/** Text is sent faster than bytes, and read by whoever looks into a shared store. */
function toText(bytes: Uint8Array | undefined): string | Uint8Array | undefined {
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // An image, or text in an older encoding.
    return bytes
  }
}

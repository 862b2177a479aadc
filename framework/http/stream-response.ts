// stream(): answers with a body that is made while it is sent, such as a large export.
import { assertOptions } from './assert-options.ts'
import { formatAttachment } from './attachment.ts'
import { contentTypeOf } from './content-type.ts'
import { type HeaderPairs, announce, assertSendable, toResponse } from './response.ts'
import { describeType } from './value-type.ts'

/** Text (sent as UTF-8) or bytes. */
export type StreamChunk = string | Uint8Array

/** A generator, any other iterable of chunks, or a function that creates one when the visitor starts to read. */
export type StreamSource =
  | Iterable<StreamChunk>
  | AsyncIterable<StreamChunk>
  | (() => Iterable<StreamChunk> | AsyncIterable<StreamChunk>)

/** The options of `stream()`. */
export interface StreamOptions {
  /** The media type (default: by the extension of `filename`, else `text/plain`). Text types get `charset=utf-8`. */
  readonly type?: string
  /** Makes the browser save the response under this name (default: the browser shows it). */
  readonly filename?: string
}

const optionNames = { type: true, filename: true } satisfies Record<keyof StreamOptions, true>

/**
 * Answers with what a generator yields: `return stream(rows(), { type: 'text/csv', filename: 'books.csv' })`.
 *
 * The next chunk is requested when the connection can take it. When the visitor leaves, `return()` of the generator is
 * called, so its `finally` runs. An error of the generator breaks the connection and is reported, because the headers have
 * been sent by then.
 *
 * @throws TypeError for a source that is not iterable, an unknown option, or a type that cannot be sent
 */
export function stream(source: StreamSource, options: StreamOptions = {}): Response {
  assertOptions('stream()', options, optionNames)
  const { type, filename } = options
  assertSource(source)
  const headers: HeaderPairs = [['content-type', toContentType(type, filename)]]
  if (filename !== undefined) headers.push(['content-disposition', formatAttachment(filename)])
  assertSendable(200, headers)
  const response = toResponse({ kind: 'data', status: 200, headers, body: createBody(source) })
  return announce(response, 'stream')
}

function assertSource(source: unknown): void {
  const isIterable =
    typeof source === 'function' ||
    (typeof source === 'object' &&
      source !== null &&
      (Symbol.iterator in source || Symbol.asyncIterator in source))
  if (isIterable) return
  throw new TypeError(
    `stream(): ${describeType(source)} is not a source. Pass a generator, such as async function* () { … }, or another iterable of texts or bytes.`,
  )
}

function toContentType(type: string | undefined, filename: string | undefined): string {
  if (type === undefined)
    return filename === undefined ? 'text/plain; charset=utf-8' : contentTypeOf(filename)
  return /^text\//i.test(type) && !/;\s*charset\s*=/i.test(type) ? `${type}; charset=utf-8` : type
}

type Chunks = Iterator<StreamChunk> | AsyncIterator<StreamChunk>

function createBody(source: StreamSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let chunks: Chunks | undefined
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        chunks ??= open(source)
        // An empty chunk would end the read without anything to send.
        for (;;) {
          const { done, value } = await chunks.next()
          if (done) return controller.close()
          const bytes = toBytes(value, encoder)
          if (bytes.byteLength > 0) return controller.enqueue(bytes)
        }
      },
      async cancel() {
        // A source that is a generator is told even if it has not started, so that it can be collected.
        chunks ??= typeof source === 'function' ? undefined : open(source)
        await chunks?.return?.()
      },
    },
    // Nothing runs ahead: a HEAD request does not start the generator.
    { highWaterMark: 0 },
  )
}

function open(source: StreamSource): Chunks {
  const iterable = typeof source === 'function' ? source() : source
  assertSource(iterable)
  return Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]()
}

function toBytes(chunk: unknown, encoder: TextEncoder): Uint8Array<ArrayBuffer> {
  if (typeof chunk === 'string') return encoder.encode(chunk)
  if (chunk instanceof Uint8Array) return chunk as Uint8Array<ArrayBuffer>
  throw new TypeError(`stream(): the source gave a value of type ${typeof chunk}. Yield text or bytes.`)
}

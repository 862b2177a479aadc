// Compresses the bodies of dynamic responses, streams part by part.
import { promisify } from 'node:util'
import {
  type BrotliCompress,
  type Gzip,
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  gzip,
} from 'node:zlib'
import type { EncodedBody } from '../../request/pipeline/manifest.ts'

type Coding = 'br' | 'gzip'
type Stream = ReadableStream<Uint8Array>

/** Shorter bodies are sent as they are, in bytes. */
const minLength = 1024
/** How much of a stream may wait for its end before it is sent part by part, in bytes. */
const maxWaiting = 64 * 1024
/** Levels that take less time than sending what they save: about 0.1 ms for a page of 10 kB. */
const gzipOptions = { level: 6 }
const brotliParams = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 }

/**
 * Compresses a body with Brotli or gzip.
 *
 * A stream whose end is already there becomes bytes. Otherwise it is compressed part by part, and what is available is
 * flushed whenever the source pauses.
 *
 * @returns The body as it is, without a coding, if it is shorter than 1 kB or does not become smaller
 */
export async function compressBody(body: string | Uint8Array | Stream, coding: Coding): Promise<EncodedBody> {
  if (body instanceof ReadableStream) return compressStream(body, coding)
  return compressBytes(typeof body === 'string' ? Buffer.from(body) : body, coding)
}

async function compressBytes(bytes: Uint8Array, coding: Coding): Promise<EncodedBody> {
  if (bytes.byteLength < minLength) return { body: bytes, coding: undefined }
  const encoded =
    coding === 'br' ? await toBrotli(bytes, { params: brotliParams }) : await toGzip(bytes, gzipOptions)
  return encoded.byteLength < bytes.byteLength
    ? { body: encoded, coding }
    : { body: bytes, coding: undefined }
}

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

async function compressStream(stream: Stream, coding: Coding): Promise<EncodedBody> {
  const reader = stream.getReader()
  const waiting: Uint8Array[] = []
  let length = 0
  let next = reader.read()
  while (length < maxWaiting) {
    const result = await findSettled(next)
    if (!result) break
    if (result.done) return compressBytes(Buffer.concat(waiting), coding)
    const chunk = toBytes(result.value)
    waiting.push(chunk)
    length += chunk.byteLength
    next = reader.read()
  }
  return { body: createEncodedStream(reader, waiting, next, coding), coding }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>
type ReadResult = Awaited<ReturnType<Reader['read']>>

/** Gives the result of a read if it is available now; a failure is left to the code that awaits the read. */
async function findSettled(read: Promise<ReadResult>): Promise<ReadResult | undefined> {
  const turn = new Promise<undefined>((resolve) => setImmediate(resolve, undefined))
  return Promise.race([read.catch(() => undefined), turn])
}

/** Site code may put text into the stream of a Response. */
function toBytes(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

function createEncodedStream(
  reader: Reader,
  waiting: Uint8Array[],
  first: Promise<ReadResult>,
  coding: Coding,
): Stream {
  const encoder = coding === 'br' ? createBrotliCompress({ params: brotliParams }) : createGzip(gzipOptions)
  let next = first
  let hasOutput = false
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      encoder.on('data', (chunk: Uint8Array) => {
        hasOutput = true
        controller.enqueue(chunk)
      })
      // Reported by the callback of the write or flush that failed.
      encoder.on('error', () => {})
    },
    async pull(controller) {
      hasOutput = false
      // The stream asks again only after it got something.
      while (!hasOutput) {
        const chunk = waiting.shift() ?? (await readChunk())
        if (!chunk) {
          await new Promise<void>((resolve) => encoder.once('end', resolve).end())
          return controller.close()
        }
        await write(encoder, chunk)
        if (waiting.length === 0 && !(await findSettled(next))) await flush(encoder, coding)
      }
    },
    async cancel(reason) {
      encoder.removeAllListeners('data').destroy()
      await reader.cancel(reason)
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })

  async function readChunk(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await next
      if (done) return undefined
      next = reader.read()
      // A failure is reported when this read is awaited.
      next.catch(() => {})
      return toBytes(value)
    } catch (error) {
      encoder.destroy()
      throw error
    }
  }
}

function write(encoder: BrotliCompress | Gzip, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    encoder.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}

function flush(encoder: BrotliCompress | Gzip, coding: Coding): Promise<void> {
  return new Promise((resolve) => {
    encoder.flush(coding === 'br' ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH, resolve)
  })
}

// Parses multipart bodies as they arrive, no faster than the site reads the parts.
import { Dicer } from '@fastify/busboy'
import { formatSize } from '../../http/body-limit.ts'
import { toDisplayName } from '../../http/file-name.ts'
import { HttpError, isHttpError } from '../../http/http-error.ts'
import { type PartName, parsePartName } from '../../http/multipart.ts'
import { type UploadLimits, type UploadPart, totalTooLarge } from '../../request/context/upload-part.ts'
import { createUploadPart } from './upload-part.ts'

/** A part as far as it has arrived. */
interface Arrival {
  header?: PartName & { readonly type: string }
  readonly chunks: Uint8Array<ArrayBuffer>[]
  size: number
  isComplete: boolean
  /** Whether the rest will not arrive, because the part is too large or was cut off. */
  isBroken: boolean
  /** Whether the next part has been requested. */
  isPassed: boolean
}

/**
 * Reads the parts of a body.
 *
 * A chunk of the body is read only when everything before it has been consumed, so that memory holds one chunk at a time.
 * The body is not cancelled at the end: the server would take that for a visitor who left.
 */
export async function* readUploads(
  body: ReadableStream<Uint8Array>,
  boundary: string,
  limits: UploadLimits,
): AsyncGenerator<UploadPart, void> {
  const reader = body.getReader()
  const parser = openParser(boundary, limits)
  let total = 0
  let advancing: Promise<void> | undefined

  try {
    for (;;) {
      const arrival = parser.arrivals[0]
      if (arrival?.header) {
        yield createUploadPart(arrival.header, () => readChunk(arrival))
        while (await readChunk(arrival)) {
          // Drop what the site did not read.
        }
        arrival.isPassed = true
        parser.arrivals.shift()
        continue
      }
      // Throw only now, so that the parts before the failure do not depend on how the body was split into chunks.
      parser.throwFailure()
      if (parser.isFinished) return
      await advance()
    }
  } finally {
    for (const arrival of parser.arrivals) arrival.isPassed = true
    reader.releaseLock()
  }

  async function readChunk(arrival: Arrival): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      if (arrival.isPassed) {
        throw new Error('ctx.uploads(): this part is over. Read each part before the loop continues.')
      }
      const chunk = arrival.chunks.shift()
      if (chunk || arrival.isComplete) return chunk
      parser.throwFailure()
      await advance()
    }
  }

  function advance(): Promise<void> {
    // Several readers may read one part at the same time, such as its stream and the loop.
    advancing ??= readOn().finally(() => {
      advancing = undefined
    })
    return advancing
  }

  async function readOn(): Promise<void> {
    try {
      const { done, value } = await reader.read()
      total += value?.byteLength ?? 0
      if (total > limits.maxTotal) parser.fail(totalTooLarge(limits.maxTotal))
      else await (done ? parser.end() : parser.write(value))
    } catch (error) {
      // A body limit fails with its own message; anything else means that the visitor has left.
      parser.fail(
        isHttpError(error) ? error : new HttpError(400, 'The upload was cut off.', { cause: error }),
      )
    }
  }
}

interface Parser {
  readonly arrivals: Arrival[]
  readonly isFinished: boolean
  write(chunk: Uint8Array): Promise<void>
  end(): Promise<void>
  /** Keeps the first failure. */
  fail(error: HttpError): void
  throwFailure(): void
}

function openParser(boundary: string, limits: UploadLimits): Parser {
  const arrivals: Arrival[] = []
  const counts = { file: 0, field: 0 }
  let latest: Arrival | undefined
  let isFinished = false
  let failure: HttpError | undefined
  const dicer = new Dicer({ boundary, maxHeaderPairs: 20, ...{ maxHeaderSize } })
  dicer.on('error', failMalformed)
  dicer.on('finish', () => {
    isFinished = true
    if (latest && !latest.header) failMalformed()
  })
  dicer.on('part', (stream) => {
    if (latest && !latest.header) failMalformed()
    const arrival: Arrival = {
      chunks: [],
      size: 0,
      isComplete: false,
      isBroken: false,
      isPassed: false,
    }
    latest = arrival
    stream.on('error', (error) => {
      arrival.isBroken = true
      failMalformed(error)
    })
    stream.on('header', (header) => begin(arrival, header as Record<string, string[]>))
    stream.on('data', (chunk) => add(arrival, chunk as Buffer<ArrayBuffer>))
    stream.on('end', () => {
      arrival.isComplete = !arrival.isBroken
    })
  })

  return {
    arrivals,
    get isFinished() {
      return isFinished
    },
    async write(chunk) {
      // The parser accepts nothing after the last boundary, but more text may follow (RFC 2046, section 5.1.1).
      if (isFinished) return
      const buffer = toBuffer(chunk)
      // In pieces: after a failure the rest of a chunk, which may hold thousands of parts, is not parsed.
      for (let start = 0; start < buffer.byteLength && !isFinished && !failure; start += maxPiece) {
        await writePiece(buffer.subarray(start, start + maxPiece))
      }
      await untilSettled()
    },
    async end() {
      dicer.end()
      await untilSettled()
      if (!isFinished) failMalformed()
    },
    fail,
    throwFailure() {
      if (failure) throw failure
    },
  }

  /** The parser never calls back for a piece in which a long last part both begins and ends; it does emit "finish". */
  function writePiece(piece: Buffer): Promise<void> {
    return new Promise((resolve) => {
      dicer.once('finish', resolve)
      dicer.write(piece, () => {
        dicer.off('finish', resolve)
        resolve()
      })
    })
  }

  function fail(error: HttpError): void {
    failure ??= error
  }

  function failMalformed(cause?: unknown): void {
    fail(new HttpError(400, 'The form is malformed or incomplete.', cause === undefined ? {} : { cause }))
  }

  function begin(arrival: Arrival, header: Record<string, string[]>): void {
    if (failure) return
    const name = parsePartName(decode(header['content-disposition']?.[0]))
    // The parser silently truncates headers that are too long.
    if (!name || name.name.length > 1000 || sizeOf(header) >= maxHeaderSize - 200) {
      failMalformed()
      return
    }
    // Browsers send a file input without a file with an empty name. Count it as a field: a form may have many of them.
    if (name.filename && ++counts.file > limits.maxFiles) {
      fail(new HttpError(413, `Too many files. The limit is ${limits.maxFiles}.`))
    } else if (!name.filename && ++counts.field > limits.maxFields) {
      fail(new HttpError(413, 'This form has too many fields.'))
    }
    if (failure) return
    const filename = name.filename === undefined ? undefined : toDisplayName(name.filename)
    arrival.header = { name: name.name, filename, type: toMediaType(header['content-type']?.[0]) }
    arrivals.push(arrival)
  }

  function add(arrival: Arrival, chunk: Buffer<ArrayBuffer>): void {
    if (arrival.isBroken || !arrival.header) return
    arrival.size += chunk.byteLength
    const { filename } = arrival.header
    const limit = filename === undefined ? limits.maxFieldSize : limits.maxFileSize
    arrival.isBroken = arrival.size > limit
    if (!arrival.isBroken) arrival.chunks.push(chunk)
    else if (filename === undefined) fail(new HttpError(413, 'A field of this form is too long.'))
    else fail(new HttpError(413, `The file ${filename} is too large. The limit is ${formatSize(limit)}.`))
  }
}

const maxHeaderSize = 16 * 1024

/** In bytes. */
const maxPiece = 16 * 1024

/** Waits until the parser's streams have emitted their events, which they do within this turn of the event loop. */
function untilSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** Decodes UTF-8: the parser returns each byte as one character. */
function decode(text = ''): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}

function sizeOf(header: Record<string, string[]>): number {
  return Object.entries(header).reduce((sum, [name, values]) => sum + name.length + values.join().length, 0)
}

/** Replaces an invalid media type, which could break a header later. */
function toMediaType(value: string | undefined): string {
  const type = value?.trim() ?? ''
  return /^[\w!#$&^+.-]+\/[\w!#$&^+.-]+(\s*;[\t -~]*)?$/.test(type) && type.length <= 200
    ? type
    : value === undefined
      ? 'text/plain'
      : 'application/octet-stream'
}

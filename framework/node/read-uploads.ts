// Takes multipart bodies apart while they arrive, no faster than somebody reads the parts.
import { Dicer } from '@fastify/busboy'
import { formatSize } from '../http/body-limit.ts'
import { toDisplayName } from '../http/file-name.ts'
import { HttpError, isHttpError } from '../http/http-error.ts'
import { type PartName, parsePartName } from '../http/multipart.ts'
import { type UploadLimits, type UploadPart, totalTooLarge } from '../request/context/upload-part.ts'
import { createUploadPart } from './upload-part.ts'

/** A part as far as it has arrived. */
interface Arrival {
  header?: PartName & { readonly type: string }
  readonly chunks: Uint8Array<ArrayBuffer>[]
  size: number
  isComplete: boolean
  /** Whether the rest of it will not come: it is too large, or cut off. */
  isBroken: boolean
  /** Whether the next part was asked for. */
  isPassed: boolean
}

/**
 * Reads the parts of a body.
 *
 * A chunk of the body is read only when what arrived so far has been taken, so that the memory in use is that of one chunk.
 * The body is not cancelled at the end: to the server that would be a visitor who went away.
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
          // What nobody wanted.
        }
        arrival.isPassed = true
        parser.arrivals.shift()
        continue
      }
      // Only now, so that what came before it does not depend on how the body was cut into pieces.
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
        throw new Error('ctx.uploads(): this part is over. Read a part before the loop goes on.')
      }
      const chunk = arrival.chunks.shift()
      if (chunk || arrival.isComplete) return chunk
      parser.throwFailure()
      await advance()
    }
  }

  function advance(): Promise<void> {
    // A part may be read by several at once, its stream and the loop for example.
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
      // A limit of the body fails with what to say; anything else is a visitor who is gone.
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
      // Once it has seen the end it takes no more, and there may be more (RFC 2046, section 5.1.1).
      if (isFinished) return
      // The parser never calls back for a chunk in which a long last part both begins and ends; it does emit "finish".
      await new Promise<void>((resolve) => {
        dicer.once('finish', resolve)
        dicer.write(toBuffer(chunk), () => {
          dicer.off('finish', resolve)
          resolve()
        })
      })
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

  function fail(error: HttpError): void {
    failure ??= error
  }

  function failMalformed(cause?: unknown): void {
    fail(new HttpError(400, 'The form is malformed or incomplete.', cause === undefined ? {} : { cause }))
  }

  function begin(arrival: Arrival, header: Record<string, string[]>): void {
    if (failure) return
    const name = parsePartName(decode(header['content-disposition']?.[0]))
    // The parser cuts off what is too long without a word.
    if (!name || name.name.length > 1000 || sizeOf(header) >= maxHeaderSize - 200) {
      failMalformed()
      return
    }
    // An input without a file is sent with an empty name: it counts as a field, because there may be any number of them.
    if (name.filename && ++counts.file > limits.maxFiles) {
      fail(new HttpError(413, `These are too many files. ${limits.maxFiles} are allowed at once.`))
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
    else fail(new HttpError(413, `The file ${filename} is too large. ${formatSize(limit)} are allowed.`))
  }
}

const maxHeaderSize = 16 * 1024

/** Waits until the streams of the parser have told everything. They do so within this turn of the event loop. */
function untilSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** The parser gives bytes as characters. */
function decode(text = ''): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}

function sizeOf(header: Record<string, string[]>): number {
  return Object.entries(header).reduce((sum, [name, values]) => sum + name.length + values.join().length, 0)
}

/** What is no type would be trouble later, in a header for example. */
function toMediaType(value: string | undefined): string {
  const type = value?.trim() ?? ''
  return /^[\w!#$&^+.-]+\/[\w!#$&^+.-]+(\s*;[\t -~]*)?$/.test(type) && type.length <= 200
    ? type
    : value === undefined
      ? 'text/plain'
      : 'application/octet-stream'
}

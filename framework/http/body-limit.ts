// Limits the size of request bodies, and parses and formats sizes.
import { HttpError } from './http-error.ts'
import { isMultipart } from './multipart.ts'

/**
 * Parses a size in bytes.
 *
 * @param size A number of bytes, or text such as `64kb`, `512k` or `1.5MB`; 1 kb is 1024 bytes
 * @param where How error messages start, such as the name of a setting (default: size)
 * @throws Error when the text is not a size
 */
export function parseSize(size: number | string, where: string = 'size'): number {
  const bytes = typeof size === 'number' ? size : toBytes(size)
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new Error(
      `${where}: ${JSON.stringify(size)} is not a valid size. Write a number of bytes, or text such as "64kb" or "1mb".`,
    )
  }
  return bytes
}

function toBytes(size: unknown): number {
  const match = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*([kmg]?)b?\s*$/i.exec(String(size))
  if (!match) return Number.NaN
  const [, amount, unit] = match
  return Math.floor(Number(amount) * units[unit!.toLowerCase()]!)
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

/**
 * Limits the body of a request, however it is read.
 *
 * @param limit In bytes
 * @param mayUpload Whether a multipart form above the limit is refused only when its body is read (default: false)
 * @param headers Those of the result (default: the request's)
 * @returns The same request when it has no body, or when its length is known and within the limit. Otherwise a plain
 * `Request` whose body fails with `HttpError` 413 as soon as it exceeds the limit. The original body stays untouched until
 * the new one is read
 * @throws HttpError 413 when `Content-Length` exceeds the limit
 */
export function limitRequestBody(
  request: Request,
  limit: number,
  mayUpload: boolean = false,
  headers: Headers = request.headers,
): Request {
  const announced = headers.get('content-length')
  // Node hands over exactly as many bytes as Content-Length says, so the header can be trusted.
  if (announced !== null && /^\d+$/.test(announced)) {
    if (Number(announced) <= limit) return request
    if (!mayUpload || !isMultipart(headers)) throw tooLarge()
  }
  // Check the method first: reading `body` would create a stream.
  if (request.method === 'GET' || request.method === 'HEAD') return request
  const body = deferBody(request, headers)
  if (body === null) return request

  return new Request(request.url, {
    method: request.method,
    headers,
    signal: request.signal,
    body: limitStream(body, limit),
    duplex: 'half',
  } as RequestInit)
}

/**
 * Returns the body of a request. If the visitor waits for `100 Continue`, the body is not touched before it is read: Node
 * asks for it as soon as there is a stream of it, also if the request is refused later.
 *
 * @param headers Those of the request (default: the request's)
 */
export function deferBody(
  request: Request,
  headers: Headers = request.headers,
): ReadableStream<Uint8Array> | null {
  // A request without a body must not have this header (RFC 9110, section 10.1.1).
  if (!headers.has('expect')) return request.body
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      reader ??= request.body?.getReader()
      const piece = await reader?.read()
      if (piece?.value) controller.enqueue(piece.value)
      else controller.close()
    },
    cancel: (reason) => (reader ?? request.body)?.cancel(reason),
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

function limitStream(stream: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let size = 0
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      reader ??= stream.getReader()
      const { done, value } = await reader.read()
      if (done) return controller.close()
      size += value.byteLength
      if (size <= limit) return controller.enqueue(value)
      // Do not cancel the source: the server would take that for a visitor who left and abort the request's signal.
      controller.error(tooLarge())
    },
    cancel: (reason) => (reader ?? stream).cancel(reason),
  }
  // Read nothing ahead: unread data stays in the socket.
  return new ReadableStream(source, { highWaterMark: 0 })
}

function tooLarge(): HttpError {
  return new HttpError(413, 'This request is too large.')
}

/**
 * Refuses compressed bodies: a few bytes can expand to gigabytes, and browsers never send them.
 *
 * @throws HttpError 415 with `Accept-Encoding` (RFC 9110, section 8.4)
 */
export function assertNoContentEncoding(headers: Pick<Headers, 'get'>): void {
  const encoding = headers.get('content-encoding')
  if (encoding === null || /^\s*(identity)?\s*$/i.test(encoding)) return
  throw new HttpError(415, 'Send the body without compression.', {
    headers: { 'accept-encoding': 'identity' },
  })
}

/** Formats a size for people to read, such as `10 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const power = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${'kMG'[power - 1]}B`
}

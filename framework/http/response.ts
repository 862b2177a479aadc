// Responses that stay plain values until somebody looks at them, which saves most of their cost.
import { FastResponse } from 'srvx'

/** Names and values of headers, cheap to send as they are. */
export type HeaderPairs = [name: string, value: string][]

/**
 * Makes a response of trusted parts: nothing is checked, and the headers are not copied until somebody asks for them.
 *
 * @param headers Pairs or a record; the same object may serve many responses
 */
export function createResponse(
  body: BodyInit | null,
  status: number,
  headers: HeaderPairs | Record<string, string>,
): Response {
  const response: Response & { [parts]?: PlainParts } = new FastResponse(body, { status, headers })
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    response[parts] = { status, headers, body }
  }
  return response
}

/** What a response was made of: all that a server needs to send it. */
export interface PlainParts {
  readonly status: number
  readonly headers: HeaderPairs | Record<string, string>
  readonly body: string | Uint8Array | null
}

// On the response itself, because looking into a WeakMap for every response costs more than sending it this way saves.
const parts: unique symbol = Symbol('parts')

/**
 * Gives the parts of a response that `createResponse` made and nobody has touched since.
 *
 * @returns `undefined` for streams and for the responses of others
 */
export function plainPartsOf(response: Response): PlainParts | undefined {
  return (response as { [parts]?: PlainParts })[parts]
}

// The bodies of responses made here, which a copy can use without turning them into streams.
const plainBodies = new WeakMap<Response, BodyInit | null>()

/** Makes a response as `createResponse` does, for code that may look at it or give it to several visitors. */
export function createReusableResponse(
  body: BodyInit | null,
  status: number,
  headers: HeaderPairs,
  init?: ResponseInit,
): Response {
  const response = new FastResponse(body, { ...init, status, headers })
  // A stream is read once: a copy must get what the first response has left of it.
  if (!(body instanceof ReadableStream)) plainBodies.set(response, body)
  return response
}

/** Gives what a response made here carries; `undefined` for the responses of others and for streams. */
export function plainBodyOf(response: Response): BodyInit | null | undefined {
  return plainBodies.get(response)
}

/** Makes a response with the status and body of another and headers of its own. */
export function copyResponse(original: Response, headers: HeaderPairs): Response {
  const known = plainBodies.get(original)
  const { status, statusText } = original
  return new FastResponse(known === undefined ? original.body : known, { status, statusText, headers })
}

/**
 * Answers with a document.
 *
 * @throws RangeError or TypeError for a status or header that cannot be sent
 */
export function html(body: string, init?: ResponseInit): Response {
  return createTyped(body, htmlHeaders, init)
}

/**
 * Answers with a value as JSON.
 *
 * @throws TypeError for a value that JSON cannot express, such as a function; RangeError as `html` does
 */
export function json(value: unknown, init?: ResponseInit): Response {
  const body: string | undefined = JSON.stringify(value)
  if (body === undefined) {
    throw new TypeError(
      `json(): ${typeof value} cannot be written as JSON. Pass an object, an array, a string, a number, a boolean or null.`,
    )
  }
  // RFC 8259, section 11: JSON is UTF-8, and its type has no charset.
  return createTyped(body, jsonHeaders, init)
}

/**
 * Answers without a body.
 *
 * @param status (default: 204)
 * @throws RangeError or TypeError as `html` does
 */
export function empty(status: number = 204, init?: ResponseInit): Response {
  const headers = init?.headers ? toHeaderPairs(init.headers).filter(isNoLength) : []
  refuseUnsendable(status, headers)
  // Without a length the server would announce a body in chunks. These two cannot have one (RFC 9110, section 8.6).
  if (status !== 204 && status !== 304) headers.push(['content-length', '0'])
  return createReusableResponse(null, status, headers)
}

function isNoLength([name]: [string, string]): boolean {
  return name.toLowerCase() !== 'content-length'
}

const htmlHeaders: HeaderPairs = [['content-type', 'text/html; charset=utf-8']]
const jsonHeaders: HeaderPairs = [['content-type', 'application/json']]

function createTyped(body: string, typeHeaders: HeaderPairs, init: ResponseInit | undefined): Response {
  if (!init) return createReusableResponse(body, 200, [...typeHeaders])

  const status = init.status ?? 200
  const own = init.headers ? toHeaderPairs(init.headers) : []
  refuseUnsendable(status, own)
  const isTyped = own.some(([name]) => name.toLowerCase() === 'content-type')
  return createReusableResponse(body, status, isTyped ? own : [...typeHeaders, ...own], init)
}

/** Copies headers in any of the platform's forms into pairs. */
export function toHeaderPairs(headers: HeadersInit): HeaderPairs {
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers)
  return pairs.map(([name, value]) => [String(name), String(value)])
}

// A `Response` checks this when it is made. A fast one would fail on its way out, where no error page can help.
function refuseUnsendable(status: number, headers: HeaderPairs): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`Response: ${status} is no status. Use a whole number from 200 to 599.`)
  }
  const problem = findUnsendable(headers)
  if (problem) throw new TypeError(`Response: ${problem}`)
}

/**
 * Finds a header that cannot be sent.
 *
 * @returns A sentence and what to do, or `undefined`
 */
export function findUnsendable(headers: HeaderPairs): string | undefined {
  for (const [name, value] of headers) {
    if (!token.test(name))
      return `${JSON.stringify(name)} is no header name. Use letters, digits and hyphens.`
    if (unsendable.test(value)) {
      return `the header ${name} has a line break or a character beyond Latin-1. Encode the value, for example with encodeURIComponent().`
    }
  }
  return undefined
}

const token = /^[\w!#$%&'*+.^`|~-]+$/
// Everything but tab, printable ASCII and the upper half of Latin-1 (RFC 9110, section 5.5).
const unsendable = /[^\t -~\u0080-\u00ff]/

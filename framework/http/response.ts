// Responses that stay plain values until code reads them, which saves most of their cost.
import { FastResponse } from 'srvx'
import { assertText } from './assert-text.ts'
import { findUnsendable, shareHeaders } from './header-line.ts'
import { toJsonText } from './json-text.ts'
import type { PageTemplate } from './page-template.ts'

/** The name and the value of a header. */
export type HeaderPair = [name: string, value: string]

/** Headers as plain pairs, which are cheap to send as they are. */
export type HeaderPairs = HeaderPair[]

/** What a response is: only pages have a policy, only redirects get the base, only files know two ways to be cached. */
export type ResponseKind = 'page' | 'file' | 'redirect' | 'data' | 'foreign'

/** A response as plain values: all that a server needs to send it. */
export interface ResponseParts {
  /** `foreign` is a `Response` that the site's code made itself. */
  readonly kind: ResponseKind
  readonly status: number
  readonly statusText?: string | undefined
  readonly headers: HeaderPairs
  readonly body: BodyInit | null
  /** Of a redirect inside the site: its path, before the base is put in front of it. */
  readonly target?: string | undefined
  /** Of a file: the `Cache-Control` to send when the response turns out to be for one visitor. */
  readonly personalCacheControl?: string | undefined
  /** Of a page that all visitors share: the holes for its personal parts. Its body has the fallbacks in their place. */
  readonly template?: PageTemplate | undefined
  /**
   * The body, if it is known to be ASCII: its size is then its length. Compare it with the body, which a later step may have
   * replaced.
   */
  readonly ascii?: string | undefined
}

/** What a step of a request gives: the framework's own parts, or the `Response` that the site's code returned. */
export type Answer = ResponseParts | Response

// On the response itself: a WeakMap costs more for every response than sending it as plain values saves.
const linkedParts: unique symbol = Symbol('parts')

/**
 * Makes a response of trusted parts: nothing is checked, and the headers are not copied until code reads them.
 *
 * @param parts The same object may serve many responses
 */
export function toResponse(parts: ResponseParts): Response {
  const { status, statusText, headers, body } = parts
  const response: Response & { [linkedParts]?: ResponseParts } = new FastResponse(
    body,
    statusText === undefined ? { status, headers } : { status, statusText, headers },
  )
  response[linkedParts] = parts
  return response
}

/**
 * Finds the parts that `toResponse` made a response of.
 *
 * Code that has seen the response may have changed its headers since: use `readParts` there.
 *
 * @returns `undefined` for a response that was made in another way
 */
export function findParts(response: Response): ResponseParts | undefined {
  return (response as { [linkedParts]?: ResponseParts })[linkedParts]
}

/**
 * Calls back when anything looks at a response: the site's code, or a step of the request that received it.
 *
 * @param response One that `toResponse` made, and that nothing has looked at
 */
export function onUse(response: Response, callback: () => void): void {
  const parts = findParts(response)
  const prototype = Object.getPrototypeOf(response)
  Object.defineProperty(response, linkedParts, {
    get: () => {
      callback()
      return parts
    },
  })
  for (const name of ['status', 'headers', 'body'] as const) {
    Object.defineProperty(response, name, {
      get: () => {
        callback()
        return Reflect.get(prototype, name, response)
      },
    })
  }
}

/**
 * Turns a finished response into an instance of the platform's `Response`, which servers such as Bun's and Deno's require.
 *
 * The response that is passed in must not be used afterwards.
 */
export function toPlatformResponse(response: Response): Response {
  const parts = findParts(response)
  if (!parts) return response
  const { status, statusText, headers } = parts
  // The platform refuses even an empty body for these statuses (Fetch Standard, section 2.2.3).
  const hasBody = status !== 204 && status !== 205 && status !== 304
  const body = hasBody && typeof parts.body === 'string' ? new TextEncoder().encode(parts.body) : parts.body
  // A server sees a stream in a Response, and would send text without its length.
  const isMeasured = body instanceof Uint8Array && !headers.some(([name]) => name === 'content-length')
  return new Response(hasBody ? body : null, {
    status,
    ...(statusText !== undefined && { statusText }),
    headers: isMeasured ? [...headers, ['content-length', String(body.byteLength)]] : headers,
  })
}

/** Takes a response apart, with its headers as they are now. */
export function readParts(response: Response): ResponseParts {
  const known = findParts(response)
  const { status, statusText } = response
  return {
    kind: known?.kind ?? 'foreign',
    status,
    statusText,
    headers: [...response.headers],
    // A stream is read once: what is left of it is in the response.
    body: known && !(known.body instanceof ReadableStream) ? known.body : response.body,
    target: known?.target,
    template: known?.template,
    personalCacheControl:
      known && isCachingUnchanged(response, known) ? known.personalCacheControl : undefined,
  }
}

/** Makes the same response with one more header. Nothing may have read the given one. */
export function withHeader(response: Response, header: HeaderPair): Response {
  const parts = findParts(response) ?? readParts(response)
  return toResponse({ ...parts, headers: [...parts.headers, header] })
}

function isCachingUnchanged({ headers }: Response, known: ResponseParts): boolean {
  return headers.get('cache-control') === (new Map(known.headers).get('cache-control') ?? null)
}

/**
 * Answers with a document.
 *
 * @throws RangeError or TypeError for a status or header that cannot be sent
 */
export function html(body: string, init?: ResponseInit): Response {
  assertText(
    'html(): the body',
    body,
    'Pass the text of a document. To render a component, export it as default.',
  )
  assertInit('html(text', init)
  return announce(createTyped(body, htmlHeaders, init), 'html')
}

/**
 * Answers with a value as JSON.
 *
 * @throws TypeError for a value that JSON cannot express, such as a function or a BigInt; RangeError as `html` does
 */
export function json(value: unknown, init?: ResponseInit): Response {
  assertInit('json(value', init)
  const body = toJsonText(value, 'json()')
  if (body === undefined) {
    throw new TypeError(
      `json(): ${typeof value} cannot be written as JSON. Pass an object, an array, a string, a number, a boolean or null.`,
    )
  }
  // RFC 8259, section 11: JSON is UTF-8, and its type has no charset.
  return announce(createTyped(body, jsonHeaders, init), 'json')
}

/** Refuses a status alone, which other frameworks take: the response would have the status 200. */
function assertInit(call: string, init: unknown): void {
  if (init === undefined || (typeof init === 'object' && init !== null)) return
  throw new TypeError(
    `${call.split('(', 1)[0]}(): the second argument is not an object. Write ${call}, { status: 404 }).`,
  )
}

type ResponseWatcher = (response: Response, helper: string, target: string | undefined) => void

let watcher: ResponseWatcher | undefined

/**
 * Passes every response on as soon as a helper such as `json()` has created it, from now on.
 *
 * Development looks for those that are not returned.
 */
export function watchResponses(watch: ResponseWatcher): void {
  watcher = watch
}

/**
 * Tells of a response that the site's code has created.
 *
 * @param helper The function that it called, such as `redirect`
 * @param target Where a redirect leads
 */
export function announce(response: Response, helper: string, target?: string): Response {
  watcher?.(response, helper, target)
  return response
}

const htmlHeaders: HeaderPairs = shareHeaders([['content-type', 'text/html; charset=utf-8']])
const jsonHeaders: HeaderPairs = shareHeaders([['content-type', 'application/json']])

function createTyped(body: string, typeHeaders: HeaderPairs, init: ResponseInit | undefined): Response {
  if (!init) return toResponse({ kind: 'data', status: 200, headers: [...typeHeaders], body })

  const { status = 200, statusText } = init
  const own = init.headers ? toHeaderPairs(init.headers) : []
  assertSendable(status, own)
  const isTyped = own.some(([name]) => name.toLowerCase() === 'content-type')
  const headers = isTyped ? own : [...typeHeaders, ...own]
  return toResponse({ kind: 'data', status, statusText, headers, body })
}

/** Copies headers in any of the platform's forms into pairs. */
export function toHeaderPairs(headers: HeadersInit): HeaderPairs {
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers)
  return pairs.map(([name, value]) => [String(name), String(value)])
}

/**
 * Checks what a `Response` checks when it is made: a fast one would fail on its way out, where no error page can help.
 *
 * @throws RangeError for a status, TypeError for a header that cannot be sent
 */
export function assertSendable(status: number, headers: HeaderPairs): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`Response: ${status} is not a valid status. Use a whole number from 200 to 599.`)
  }
  const problem = findUnsendable(headers)
  if (problem) throw new TypeError(`Response: ${problem}`)
}

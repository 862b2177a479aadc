// The test client: sends requests to a site as a browser would, without a network.
import { type ClientCookies, createClientCookies } from '../http/client-cookies.ts'
import { isSafeMethod } from '../http/origin.ts'
import { sharePromise } from '../http/share-promise.ts'
import { describeType } from '../http/value-type.ts'
import type { Session } from '../session/session-object.ts'

/** The fields of a form. A list sends its name several times, and a file makes the form multipart. */
export type TestForm = Readonly<Record<string, FormItem | readonly FormItem[] | undefined>>
type FormItem = string | number | boolean | Blob

/** The content of a request: at most one of `form`, `json` and `body`. */
export interface TestRequestInit {
  /** Sent as a browser submits a form: URL-encoded, or multipart if a field is a Blob or File. */
  form?: TestForm | FormData | URLSearchParams | undefined
  /** Sent as `application/json`. */
  json?: unknown
  /** Sent as it is. */
  body?: RequestInit['body'] | undefined
  /** Headers, which replace the client's own. */
  headers?: RequestInit['headers'] | undefined
}

type Send = (path: string, init?: TestRequestInit) => Promise<Response>

/** Sends requests to a site. It stores cookies between requests and does not follow redirects. */
export interface TestClient {
  readonly get: Send
  readonly head: Send
  readonly options: Send
  /** Sends a request as one of the site's pages would, with its `Origin`. So do put, patch and delete. */
  readonly post: Send
  readonly put: Send
  readonly patch: Send
  readonly delete: Send
  /** The cookie jar of this client. */
  readonly cookies: ClientCookies
  /**
   * Creates another client, whose requests have a session. It starts with a copy of this client's cookies.
   *
   * @param values The properties of the session
   */
  withSession(values: Partial<Session>): TestClient
  /** Stops the site, after its background work has finished. Call it once for all clients of a site. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A site that a client can send requests to. */
export interface ClientSite {
  /** The site's origin, such as `http://localhost`. */
  readonly origin: string
  fetch(request: Request): Response | Promise<Response>
  /** Seals a session as a cookie. */
  sealSession(values: object): Promise<{ name: string; value: string }>
  close(): Promise<void>
}

/**
 * Creates a client.
 *
 * @param cookies The jar that it uses (default: an empty one)
 * @param prepare Runs before the first request
 */
export function createSiteClient(
  site: ClientSite,
  cookies: ClientCookies = createClientCookies(),
  prepare: () => Promise<void> = async () => {},
): TestClient {
  const prepareOnce = sharePromise(prepare)

  async function send(method: string, path: string, init: TestRequestInit): Promise<Response> {
    await prepareOnce()
    const request = createRequest(site.origin, method, path, init)
    const { pathname } = new URL(request.url)
    const cookie = cookies.format(pathname)
    if (cookie !== undefined) request.headers.append('cookie', cookie)
    const response = await site.fetch(request)
    cookies.store(response.headers.getSetCookie(), pathname)
    return response
  }

  const sender =
    (method: string): Send =>
    (path, init = {}) =>
      send(method, path, init)
  return {
    get: sender('GET'),
    head: sender('HEAD'),
    options: sender('OPTIONS'),
    post: sender('POST'),
    put: sender('PUT'),
    patch: sender('PATCH'),
    delete: sender('DELETE'),
    cookies,
    withSession(values) {
      const own = cookies.copy()
      return createSiteClient(site, own, async () => {
        const { name, value } = await site.sealSession(values)
        own.clear(name)
        own.set(name, value)
      })
    },
    close: () => site.close(),
    [Symbol.asyncDispose]: () => site.close(),
  }
}

function createRequest(origin: string, method: string, path: string, init: TestRequestInit): Request {
  assertKnownOptions(method, init)
  const url = toUrl(origin, method, path)
  const { body, contentType } = toBody(method, init)
  const headers = new Headers(init.headers)
  if (contentType !== undefined && !headers.has('content-type')) headers.set('content-type', contentType)
  // Browsers send Origin with every unsafe request, and the site checks it.
  if (!isSafeMethod(method) && !headers.has('origin')) headers.set('origin', origin)
  // The platform requires `duplex` when the body is a stream (Fetch Standard, section 5.4).
  const streaming = body instanceof ReadableStream ? { duplex: 'half' } : {}
  return new Request(url, { method, headers, body: body ?? null, ...streaming })
}

function toUrl(origin: string, method: string, path: string): string {
  if (path.startsWith('/')) return origin + path
  if (path.startsWith(`${origin}/`)) return path
  throw new Error(
    `client.${method.toLowerCase()}('${path}'): this is not a URL of the site. Start it with a slash.`,
  )
}

/** Refuses names that mean nothing here, such as the fields of a form without `form`: a test would send no body. */
function assertKnownOptions(method: string, init: TestRequestInit): void {
  const unknown = Object.keys(init).find((name) => !known.has(name))
  if (unknown === undefined) return
  throw new Error(
    `client.${method.toLowerCase()}(): there is no option ${unknown}. Use form, json, body or headers, as in { form: { title: 'x' } }.`,
  )
}

// The options of fetch() do no harm.
const known: ReadonlySet<string> = new Set([
  ...['form', 'json', 'body', 'headers'],
  ...['method', 'redirect', 'credentials', 'mode', 'cache', 'signal', 'duplex', 'referrer', 'keepalive'],
])

function toBody(
  method: string,
  { form, json, body }: TestRequestInit,
): { body?: RequestInit['body']; contentType?: string } {
  const call = `client.${method.toLowerCase()}()`
  if ([form, json, body].filter((part) => part !== undefined).length > 1) {
    throw new Error(`${call}: a request has only one body. Use form, json or body.`)
  }
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' }
  if (isPlainObject(body)) {
    throw new TypeError(`${call}: body is an object, which is not sent as it is. Use json or form.`)
  }
  return { body: form === undefined ? body : toFormBody(form, call) }
}

function toFormBody(form: NonNullable<TestRequestInit['form']>, call: string): FormData | URLSearchParams {
  const items = listFields(form, call).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value])
      .filter((item) => item !== undefined)
      .map((item) => [name, toFormItem(item, name, call)] as const),
  )
  if (!items.some(([, item]) => item instanceof Blob)) {
    return new URLSearchParams(items.map(([name, item]) => [name, String(item)]))
  }
  const data = new FormData()
  for (const [name, item] of items) {
    if (item instanceof Blob) data.append(name, item)
    else data.append(name, item)
  }
  return data
}

function listFields(
  form: NonNullable<TestRequestInit['form']>,
  call: string,
): [name: string, value: unknown][] {
  if (form instanceof FormData || form instanceof URLSearchParams) return [...form]
  if (isPlainObject(form)) return Object.entries(form)
  throw new TypeError(
    `${call}: form is not an object of fields, such as { title: 'x' }, a FormData or URLSearchParams.`,
  )
}

function toFormItem(item: unknown, name: string, call: string): string | Blob {
  if (item instanceof Blob) return item
  if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item)
  throw new TypeError(
    `${call}: the field ${name} is ${describeType(item)}. Pass text, a number, a boolean, a Blob, or a list of them; undefined leaves the field out.`,
  )
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

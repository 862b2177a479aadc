// cors(): lets pages of other origins call this site.
import { assertNoContext, assertOptions } from '../http/assert-options.ts'
import { parseLifetime } from '../http/lifetime.ts'
import type { Extension } from '../request/pipeline/define-server.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import { type CorsOrigins, type OriginTest, allowsAll, toOriginTest } from './cors-origins.ts'

/** The options of `cors()`. */
export interface CorsOptions {
  /**
   * The allowed origins: texts such as `https://app.example.org`, patterns such as `/\.example\.org$/`, a list of both, or
   * a function. `'*'` allows all origins, but not together with `credentials`.
   *
   * A pattern must match up to the end of the origin. The function gets the origin and the context, before the session is
   * fetched.
   */
  readonly origins: CorsOrigins
  /** The allowed methods (default: GET, HEAD, POST, PUT, PATCH and DELETE). */
  readonly methods?: readonly string[]
  /** The request headers that scripts may set (default: all that the preflight names). */
  readonly headers?: readonly string[]
  /** The response headers that scripts may read, in addition to those that are always readable (default: none). */
  readonly expose?: readonly string[]
  /** Whether requests may carry the visitor's cookies (default: false). */
  readonly credentials?: boolean
  /** How long browsers may remember the answer to a preflight (seconds, or `'10m'`; default: the browser's, 5 seconds). */
  readonly maxAge?: number | string
  /** Whether pages on the Internet may call this site in a private network (default: false). */
  readonly privateNetwork?: boolean
}

/** A middleware that is also an extension. */
export type Cors = Middleware & Extension & { readonly middleware: Middleware }

/**
 * Lets pages of other origins call this site, by the CORS protocol (Fetch standard, section 3.3).
 *
 * Use it for the whole site with `defineServer({ extensions: [cors({ … })] })`, for a folder in its `_middleware.ts`, or
 * in the `middleware` of a route. It answers the preflights of allowed origins, so it belongs before guards.
 *
 * The cross-site check lets requests and sockets from these origins pass, but without `credentials` only those that carry
 * no cookies and no password that the browser has remembered.
 *
 * @throws Error for invalid options
 */
export function cors(options: CorsOptions): Cors {
  assertNoContext('cors', options)
  assertOptions('cors()', options, optionNames)
  const { origins, credentials = false } = options
  if (origins === undefined) {
    throw new TypeError("cors(): origins is missing. Write origins: ['https://app.example.org'].")
  }
  const isAllowed = toOriginTest(origins, credentials)
  const methods = parseMethods(options.methods)
  const forPreflights = listPreflightHeaders(options, methods)
  const forResponses = listResponseHeaders(options)
  const varies = !allowsAll(origins)

  const middleware: Middleware = async (ctx, next) => {
    const origin = ctx.app.originOf(ctx)
    const isFriend = origin !== undefined && (await isAllowed(origin, ctx))
    // Always, because a cache may give this response to a page of another origin later.
    const allowed = varies ? (isFriend ? origin : undefined) : '*'
    if (isFriend && allowed !== undefined && isPreflight(ctx.request)) {
      return answerPreflight(ctx.request, options, forPreflights, allowed)
    }
    const response = await next()
    // An inner cors(), or the route itself, has already answered.
    const isAnswered = allowed === undefined || response.headers.has('access-control-allow-origin')
    const added: Pairs = isAnswered ? [] : [['access-control-allow-origin', allowed], ...forResponses]
    // A prerendered page is one file for all origins; the server runs this again when it sends the file.
    return addHeaders(response, varies && !ctx.isPrerendering ? [...added, ['vary', 'Origin']] : added)
  }
  return Object.defineProperties(middleware, {
    name: { value: 'cors' },
    middleware: { value: middleware },
    allowsOrigin: { value: createOriginCheck(isAllowed, methods, credentials) },
  }) as Cors
}

const optionNames = {
  origins: true,
  methods: true,
  headers: true,
  expose: true,
  credentials: true,
  maxAge: true,
  privateNetwork: true,
} satisfies Record<keyof CorsOptions, true>

const defaultMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

function parseMethods(methods: readonly string[] = defaultMethods): readonly string[] {
  const wrong = methods.find((method) => !/^[a-z]+$/i.test(method))
  if (wrong === undefined) return methods.map((method) => method.toUpperCase())
  throw new Error(`cors: methods has "${wrong}". Write the names of methods, such as PUT.`)
}

type Pairs = [name: string, value: string][]

function listPreflightHeaders(options: CorsOptions, methods: readonly string[]): Pairs {
  const { headers, maxAge, credentials } = options
  const pairs: Pairs = [['access-control-allow-methods', methods.join(', ')]]
  if (headers?.length) pairs.push(['access-control-allow-headers', joinNames('headers', headers)])
  if (maxAge !== undefined) pairs.push(['access-control-max-age', String(parseMaxAge(maxAge))])
  if (credentials) pairs.push(allowCredentials)
  return pairs
}

function listResponseHeaders({ expose, credentials }: CorsOptions): Pairs {
  const pairs: Pairs = []
  if (expose?.length) pairs.push(['access-control-expose-headers', joinNames('expose', expose)])
  if (credentials) pairs.push(allowCredentials)
  return pairs
}

const allowCredentials: Pairs[number] = ['access-control-allow-credentials', 'true']

/** Joins names of headers. `*` is not accepted: with credentials, browsers take it for the name of a header. */
function joinNames(option: string, names: readonly string[]): string {
  const wrong = names.find((name) => name === '*' || !/^[\w!#$%&'*+.^`|~-]+$/.test(name))
  if (wrong === undefined) return names.join(', ')
  throw new Error(`cors: ${option} has "${wrong}". Write the names of headers, such as X-Total.`)
}

function parseMaxAge(maxAge: number | string): number {
  return maxAge === 0 ? 0 : parseLifetime('cors: maxAge', maxAge)
}

/** Creates the function that the cross-site check asks about unsafe requests, and about sockets. */
function createOriginCheck(
  isAllowed: OriginTest,
  methods: readonly string[],
  credentials: boolean,
): NonNullable<Middleware['allowsOrigin']> {
  return (origin, ctx) => {
    const { method, headers } = ctx.request
    // A socket has no other method than GET.
    if (method !== 'GET' && !methods.includes(method)) return false
    if (!credentials && hasCredentials(headers)) return false
    return isAllowed(origin, ctx)
  }
}

/** Tells whether a request carries what browsers add on their own: cookies, or a password that they remember. */
function hasCredentials(headers: Headers): boolean {
  const scheme = headers.get('authorization') ?? ''
  return headers.has('cookie') || /^(basic|digest|negotiate|ntlm)\b/i.test(scheme)
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('access-control-request-method')
}

function answerPreflight(
  { headers: asked }: Request,
  { headers: listed, privateNetwork }: CorsOptions,
  fixed: Pairs,
  allowed: string,
): Response {
  const headers = new Headers([...fixed, ['access-control-allow-origin', allowed]])
  if (allowed !== '*') headers.append('vary', 'Origin')
  if (!listed) {
    headers.append('vary', 'Access-Control-Request-Headers')
    const names = asked.get('access-control-request-headers')
    if (names) headers.set('access-control-allow-headers', names)
  }
  if (privateNetwork && asked.get('access-control-request-private-network') === 'true') {
    headers.set('access-control-allow-private-network', 'true')
  }
  return new Response(null, { status: 204, headers })
}

/** Adds headers to a response, or to a copy if its headers cannot change, as those of `fetch()`. */
function addHeaders(response: Response, added: Pairs): Response {
  if (added.length === 0) return response
  try {
    append(response.headers, added)
    return response
  } catch {
    const copy = new Response(response.body, response)
    append(copy.headers, added)
    return copy
  }
}

function append(headers: Headers, added: Pairs): void {
  for (const [name, value] of added) {
    if (name !== 'vary') headers.set(name, value)
    else if (!/(^|,)\s*(origin|\*)\s*(,|$)/i.test(headers.get('vary') ?? '')) headers.append('vary', value)
  }
}

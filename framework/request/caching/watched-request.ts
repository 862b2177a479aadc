// Creates the request that a cached route sees, which records everything that the route reads.
import type { RequestReads } from '../../cache/cacheability.ts'
import { type RecordRead, toRawHeaders, watchRequest } from '../../cache/watched-headers.ts'
import type { Context } from '../context/context.ts'
import { toHref } from '../context/incoming.ts'
import { headerRead, keepReadLocation } from '../context/read-location.ts'
import type { RequestState } from '../context/request-state.ts'

/** Properties of a context that a cache key cannot include, with what reading them is called. */
const personalProperties: readonly (readonly [name: keyof Context, read: string])[] = [
  ['rawTarget', 'the raw target was read'],
  ['clientAddress', "the visitor's address was read"],
]

/** Makes a context record what is read from its request. */
export function watchContext(state: RequestState, reads: RequestReads): void {
  const { ctx } = state
  let request: Request | undefined
  Object.defineProperty(ctx, 'request', {
    get() {
      request ??= createWatchedRequest(state, reads)
      return request
    },
  })
  const prototype = Object.getPrototypeOf(ctx)
  for (const [name, read] of personalProperties) {
    Object.defineProperty(ctx, name, {
      get() {
        keepReadLocation(state, read)
        reads.personal ??= read
        return Reflect.get(prototype, name, ctx)
      },
    })
  }
}

/** Properties of a context that use what belongs to the visitor. */
const visitorProperties: readonly (keyof Context)[] = ['session', 'flash', 'cookies', 'nonce']

/** Makes a context record that it is used to read what belongs to the visitor, which personal parts read, too. */
export function watchVisitor({ ctx }: RequestState, reads: RequestReads): void {
  const prototype = Object.getPrototypeOf(ctx)
  for (const name of visitorProperties) {
    Object.defineProperty(ctx, name, {
      get() {
        reads.personal ??= `ctx.${name} was read`
        return Reflect.get(prototype, name, ctx)
      },
    })
  }
}

/**
 * Creates a request with the canonical URL and with headers that record reads.
 *
 * Code that copies the request, such as `fetch(request)`, gets none of the visitor's headers, because the copy could not
 * record reads.
 *
 * @param options.outlivesVisitor Whether it is a GET request that continues after the visitor leaves
 */
export function createWatchedRequest(
  state: RequestState,
  reads: RequestReads,
  { outlivesVisitor = false }: { outlivesVisitor?: boolean } = {},
): Request {
  const { incoming, plan, visitor } = state
  const { method, request } = incoming
  const bare = new Request(toHref(incoming), outlivesVisitor ? {} : { method, signal: request.signal })
  const headers = toRawHeaders(request)
  const hasCookies = headers.has('cookie')
  const record: RecordRead = (name) => {
    if (hasCookies && (name === undefined || name === 'cookie')) visitor.hasReadCookies = true
    if (name === undefined || name === 'cookie') {
      const read = name === undefined ? 'all request headers were read' : 'the cookies were read'
      keepReadLocation(state, read)
      reads.personal ??= read
      return
    }
    // A cached response may depend on headers.
    if (plan.settings.prerender) keepReadLocation(state, headerRead(name))
    reads.headers.add(name)
  }
  watchRequest(bare, record, request.headers)
  return bare
}

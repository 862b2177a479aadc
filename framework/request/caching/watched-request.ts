// Creates the request that a cached route sees, which records everything that the route reads.
import type { RequestReads } from '../../cache/cacheability.ts'
import { type RecordRead, watchHeaders } from '../../cache/watched-headers.ts'
import { findClientAddress, toHref } from '../context/incoming.ts'
import type { RequestState } from '../context/request-state.ts'

/** Makes a context record what is read from its request. */
export function watchContext(state: RequestState, reads: RequestReads): void {
  let request: Request | undefined
  Object.defineProperties(state.ctx, {
    request: {
      configurable: true,
      enumerable: true,
      get() {
        request ??= createWatchedRequest(state, reads)
        return request
      },
    },
    rawTarget: {
      configurable: true,
      get() {
        reads.personal ??= 'the raw target was read'
        const { pathname, search } = state.incoming.rawTarget
        return pathname + search
      },
    },
    clientAddress: {
      configurable: true,
      get() {
        reads.personal ??= "the visitor's address was read"
        return findClientAddress(state.site, state.incoming.request)
      },
    },
  })
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
  { incoming }: RequestState,
  reads: RequestReads,
  { outlivesVisitor = false }: { outlivesVisitor?: boolean } = {},
): Request {
  const { method, request } = incoming
  const bare = new Request(toHref(incoming), outlivesVisitor ? {} : { method, signal: request.signal })
  const record: RecordRead = (name) => {
    if (name === undefined) reads.personal ??= 'all request headers were read'
    else if (name === 'cookie') reads.personal ??= 'the cookies were read'
    else reads.headers.add(name)
  }
  Object.defineProperty(bare, 'headers', { value: watchHeaders(request.headers, record) })
  return bare
}

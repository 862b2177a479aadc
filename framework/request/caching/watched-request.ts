// What a cached route sees of a request: everything it reads is noted, and nothing can be read in passing.
import { type NoteRead, watchHeaders } from '../../cache/watched-headers.ts'
import type { Context } from '../context/context.ts'
import type { Exchange } from '../context/request-state.ts'

/** What has been read of a request so far. */
export interface ReadNotes {
  /** Lower-case names of headers. */
  readonly names: Set<string>
  /** What was read that no cache can tell apart, as in `the address of the visitor was read`. */
  obstacle: string | undefined
}

/** Puts the watched request in the place of the request itself. */
export function watchContext(ctx: Context, exchange: Exchange, notes: ReadNotes): void {
  let request: Request | undefined
  Object.defineProperties(ctx, {
    request: {
      configurable: true,
      enumerable: true,
      get() {
        request ??= createWatchedRequest(exchange, notes)
        return request
      },
    },
    clientAddress: {
      configurable: true,
      get() {
        notes.obstacle ??= 'the address of the visitor was read'
        return exchange.clientAddress()
      },
    },
  })
}

/**
 * Makes a request with the canonical URL and with headers that note what is read.
 *
 * Whatever takes it as a whole, such as `fetch(request)`, gets no header of the visitor: that could not be noted.
 *
 * @param options.isLasting Whether it is a GET request that outlives the visitor's stay
 */
export function createWatchedRequest(
  exchange: Exchange,
  notes: ReadNotes,
  { isLasting = false }: { isLasting?: boolean } = {},
): Request {
  const { origin, pathname, searchText, request } = exchange
  const bare = new Request(
    origin + pathname + searchText,
    isLasting ? {} : { method: request.method, signal: request.signal },
  )
  const note: NoteRead = (name) => {
    if (name === undefined) notes.obstacle ??= 'all request headers were read'
    else if (name === 'cookie') notes.obstacle ??= 'the cookies were read'
    else notes.names.add(name)
  }
  Object.defineProperty(bare, 'headers', { value: watchHeaders(request.headers, note) })
  return bare
}

// Wraps request headers so that every read is recorded, because the response depends on what was read.

/** Records a read: the lower-case name of a header, or `undefined` for all of them. */
export type RecordRead = (name: string | undefined) => void

/**
 * Replaces the headers of a request by headers that record every read.
 *
 * @param headers Their values (default: the request's own)
 */
export function watchRequest(request: Request, record: RecordRead, headers: Headers = request.headers): void {
  rawHeaders.set(request, headers)
  Object.defineProperty(request, 'headers', { value: watchHeaders(headers, record), configurable: true })
}

/** Returns the headers of a request for the framework's own use, which is not recorded. */
export function toRawHeaders(request: Request): Headers {
  return rawHeaders.get(request) ?? request.headers
}

/** Tells whether reads of the headers of a request are recorded. */
export function isWatched(request: Request): boolean {
  return rawHeaders.has(request)
}

const rawHeaders = new WeakMap<Request, Headers>()

/** Creates headers with the same values that record every read. */
function watchHeaders(headers: Headers, record: RecordRead): Headers {
  return new Proxy(headers, {
    get(_, property) {
      if (property === 'get' || property === 'has') {
        return (name: string) => {
          const key = String(name).toLowerCase()
          record(key)
          return headers[property](key)
        }
      }
      // Listing or changing headers may use any of them.
      record(undefined)
      const value: unknown = Reflect.get(headers, property, headers)
      return typeof value === 'function' ? value.bind(headers) : value
    },
  })
}

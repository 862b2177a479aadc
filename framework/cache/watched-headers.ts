// Wraps request headers so that every read is recorded, because the response depends on what was read.

/** Records a read: the lower-case name of a header, or `undefined` for all of them. */
export type RecordRead = (name: string | undefined) => void

/** Creates headers with the same values that record every read. */
export function watchHeaders(headers: Headers, record: RecordRead): Headers {
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

// Request headers that tell which of them were read, so that nothing a visitor sends changes a shared response unnoticed.

/** Notes what was read: the lower-case name of a header, or `undefined` for all of them. */
export type NoteRead = (name: string | undefined) => void

/** Makes headers that give the same values and note every read. */
export function watchHeaders(headers: Headers, note: NoteRead): Headers {
  return new Proxy(headers, {
    get(_, property) {
      if (property === 'get' || property === 'has') {
        return (name: string) => {
          const key = String(name).toLowerCase()
          note(key)
          return headers[property](key)
        }
      }
      // Whoever asks for the list of all, or to change them, may do anything with what they say.
      note(undefined)
      const value: unknown = Reflect.get(headers, property, headers)
      return typeof value === 'function' ? value.bind(headers) : value
    },
  })
}

// Refuses arguments that are not text where a helper of the site's code needs text.

/**
 * Refuses a value that is not text, which would be sent as "undefined" or "[object Object]", or fail elsewhere.
 *
 * @param what What the value is, such as `ctx.flash(): the message`
 * @param remedy A sentence that says what to write
 * @throws TypeError
 */
export function assertText(what: string, value: unknown, remedy: string): asserts value is string {
  if (typeof value === 'string') return
  throw new TypeError(`${what} is ${describeType(value)}. ${remedy}`)
}

function describeType(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Error) return 'an error'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

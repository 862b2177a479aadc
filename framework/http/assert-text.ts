// Refuses arguments that are not text where a helper of the site's code needs text.
import { describeType } from './value-type.ts'

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

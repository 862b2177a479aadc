// The type of a context when the route does not matter, and its check.
import { describeType } from '../http/value-type.ts'
import type { Context } from '../request/context/context.ts'

/** The context of any route, without the two properties whose types depend on the route. */
export type AnyContext = Omit<Context, 'params' | 'search'>

/** Refuses a call without the context, which would fail where it is read. */
export function assertContext(call: string, ctx: unknown): void {
  if (typeof ctx === 'object' && ctx !== null && 'session' in ctx) return
  throw new TypeError(`auth(): the first argument is ${describeType(ctx)}. Write ${call}.`)
}

// The type of a context when the route does not matter.
import type { Context } from '../request/context/context.ts'

/** The context of any route, without the two properties whose types depend on the route. */
export type AnyContext = Omit<Context, 'params' | 'search'>

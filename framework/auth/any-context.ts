// The context of whatever route a function is called in.
import type { Context } from '../request/context/context.ts'

/** The context of any route: only these two differ in type from route to route. */
export type AnyContext = Omit<Context, 'params' | 'search'>

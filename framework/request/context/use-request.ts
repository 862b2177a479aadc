// Defines useRequest(), which gives components the context of the request.
import { readRequestContext } from '../../render/request-context.ts'
import type { Context } from './context.ts'

/**
 * Returns the context of the request, in any component that the server renders.
 *
 * @throws Error in the browser and outside a page
 */
export function useRequest(): Context {
  return readRequestContext() as Context
}

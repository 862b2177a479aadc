// useRequest(): the context of the request, typed.
import { readRequestContext } from '../../render/request-context.ts'
import type { Context } from './context.ts'

/**
 * Gives the context of the request to any component that the server renders.
 *
 * @throws Error in the browser, and outside of a page
 */
export function useRequest(): Context {
  return readRequestContext() as Context
}

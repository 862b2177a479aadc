// Reports a body that fails while it is sent, such as a stream of the site's code.
import { reportAfterResponse } from '../context/error-report.ts'
import type { RequestState } from '../context/request-state.ts'

// On the response itself: each of thousands of open event streams would be an entry of a WeakMap.
const requestState: unique symbol = Symbol('requestState')

type WatchedResponse = Response & { [requestState]?: RequestState }

/** Remembers the request of a response whose body may still fail. */
export function watchBody(state: RequestState, response: WatchedResponse, body: unknown): void {
  if (body instanceof ReadableStream) response[requestState] = state
}

/**
 * Reports why a response could not be sent, with the request that it answers.
 *
 * @returns Whether the request is known: whether it was a response of the site with a stream as its body
 */
export function reportBrokenBody(response: WatchedResponse, error: unknown): boolean {
  const state = response[requestState]
  if (state && !state.reply.isBodyFailureReported)
    reportAfterResponse(state, error, 'The response could not be sent.')
  return state !== undefined
}

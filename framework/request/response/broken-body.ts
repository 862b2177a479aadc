// Reports a body that fails while it is sent, such as a stream of the site's code.
import { reportAfterResponse } from '../context/error-report.ts'
import type { RequestState } from '../context/request-state.ts'

const states = new WeakMap<Response, RequestState>()

/** Remembers the request of a response whose body may still fail. */
export function watchBody(state: RequestState, response: Response, body: unknown): void {
  if (body instanceof ReadableStream) states.set(response, state)
}

/**
 * Reports why a response could not be sent, with the request that it answers.
 *
 * @returns Whether the request is known: whether it was a response of the site with a stream as its body
 */
export function reportBrokenBody(response: Response, error: unknown): boolean {
  const state = states.get(response)
  if (state) reportAfterResponse(state, error, 'The response could not be sent.')
  return state !== undefined
}

// A response in the making: cheap to complete as long as nobody but the framework has seen it.
import { type HeaderPairs, createReusableResponse } from '../../http/response.ts'

export interface Draft {
  readonly status: number
  /** Lower-case names. */
  readonly headers: HeaderPairs
  readonly body: string | ReadableStream<Uint8Array> | null
}

/** Tells a draft from a response. */
export function isDraft(answer: Draft | Response): answer is Draft {
  return !(answer instanceof Response)
}

/** Tells whether a draft is one of our pages: of what the framework makes, nothing else is HTML. */
export function isDocument(draft: Draft): boolean {
  return draft.headers[0]?.[1] === 'text/html; charset=utf-8'
}

/** Makes the response that middleware sees. */
export function toResponse(answer: Draft | Response): Response {
  if (!isDraft(answer)) return answer
  return createReusableResponse(answer.body, answer.status, answer.headers)
}

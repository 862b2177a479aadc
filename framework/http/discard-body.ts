// Releases what the body of a response holds when another response is sent instead.
import { type Answer, findParts } from './response.ts'

/**
 * Cancels the body of a response that is not sent, such as a streamed page that middleware has replaced.
 *
 * Without that, the parts of the page would be rendered for no reader, and the subscription of an event stream would never
 * end. A body that the site's code has begun to read, or passes on in the other response, stays as it is.
 *
 * @param dropped The response that is not sent
 * @param sent The response that is sent instead
 */
export function discardBody(dropped: Answer, sent?: Answer): void {
  if (dropped === sent) return
  const body = streamOf(dropped)
  if (!body || body.locked || (sent && streamOf(sent) === body)) return
  body.cancel().catch(() => {
    // The body has failed already, which matters to no reader.
  })
}

function streamOf(answer: Answer): ReadableStream | undefined {
  const parts = answer instanceof Response ? findParts(answer) : answer
  const body = parts ? parts.body : (answer as Response).body
  return body instanceof ReadableStream ? body : undefined
}

// Makes the headers of a response changeable, as middleware expects them to be.
import { findParts } from './response.ts'

/** Returns the response, or a copy if its headers are immutable: those of `fetch()` and `Response.redirect()` are. */
export function withMutableHeaders(response: Response): Response {
  // `Response.error()` has no status that a copy could have.
  if (findParts(response) || response.status === 0) return response
  try {
    // Throws even if there is no such header (Fetch Standard, section 5.1).
    response.headers.delete('x-none')
    return response
  } catch {
    // A body that has been read cannot be copied, and is an error once the response is sent.
    if (response.bodyUsed || response.body?.locked) return response
    return new Response(response.body, response)
  }
}

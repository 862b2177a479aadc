// Makes the text of a request from Node what the platform's Request gives.
import { NodeRequest } from 'srvx/node'
import { markDeparture } from '../../http/departure.ts'

/**
 * Makes `text()` and `json()` decode as Fetch does: UTF-8, without a byte order mark (Fetch standard, section 5.3).
 *
 * srvx keeps the mark, which is then part of the first field of a form, and a syntax error in JSON.
 *
 * @param request A `NodeRequest` that may have a body
 */
export function decodeBodyLikeFetch(request: Request): void {
  request.text = readText
  request.json = readJson
}

const { text: readNodeText } = NodeRequest.prototype as Request

async function readText(this: Request): Promise<string> {
  const text = await readNodeText.call(this).catch((error: unknown) => {
    // srvx reads text without the signal that would mark the error.
    if (this.signal.aborted) markDeparture(error)
    throw error
  })
  // The platform decides, because Node's versions differ for a second mark.
  return text.startsWith('\ufeff') ? new Response(text).text() : text
}

async function readJson(this: Request): Promise<unknown> {
  return JSON.parse(await this.text())
}

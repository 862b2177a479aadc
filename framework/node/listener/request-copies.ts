// Lets the site's code copy and pass on the requests of the listener, as it can with the platform's own.
import { patchGlobalRequest } from 'srvx/node'

/**
 * Makes `new Request(request)` and `fetch(request)` accept the requests of the listener, in this process.
 *
 * They become requests of the platform only when they have to, because that takes as long as the rest of a small response.
 * The platform's class and its `fetch()` do not know them, as they read private fields.
 */
export function enableRequestCopies(): void {
  patchGlobalRequest()
  const { fetch } = globalThis
  if (patched in fetch) return
  const fetchAny: typeof fetch = (input, init) => fetch(toPlatformRequest(input), init)
  globalThis.fetch = Object.assign(fetchAny, fetch, { [patched]: true })
}

// In dev, there are two copies of this module.
const patched = Symbol.for('vial.fetch')

function toPlatformRequest(input: Parameters<typeof fetch>[0]): Parameters<typeof fetch>[0] {
  return typeof input === 'object' && '_request' in input ? (input._request as Request) : input
}

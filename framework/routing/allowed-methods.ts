// Which methods a route takes, from the names that its file exports.

/** The methods that change something; a route file exports a handler for each one it takes. */
const writeMethods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * Lists the methods that a route answers, in the order of the `Allow` header.
 *
 * A page, `GET` and `socket` answer GET, and HEAD with it (RFC 9110, section 9.3.2). OPTIONS is always answered. The
 * `actions` of a page are called with POST.
 *
 * @param exported The names that the route file exports
 */
export function listAllowedMethods(exported: ReadonlySet<string>): string[] {
  const isReadable = exported.has('default') || exported.has('GET') || exported.has('socket')
  return [
    ...(isReadable ? ['GET', 'HEAD'] : []),
    'OPTIONS',
    ...writeMethods.filter(
      (method) => exported.has(method) || (method === 'POST' && exported.has('actions')),
    ),
  ]
}

/** Formats the value of the `Allow` header (RFC 9110, section 10.2.1). */
export function formatAllow(methods: readonly string[]): string {
  return methods.join(', ')
}

/**
 * Tells whether a request has to ask for a WebSocket, because the route answers reads with nothing else.
 *
 * Without `Upgrade` such a request is 426 (RFC 9110, section 15.5.22).
 *
 * @param method One that the route allows
 */
export function needsUpgrade(exported: ReadonlySet<string>, method: string): boolean {
  return (method === 'GET' || method === 'HEAD') && !exported.has('default') && !exported.has('GET')
}

// Checks what a request begins with: its version, its target and its host.
import type { IncomingMessage } from 'node:http'
import { parseHost } from '../../http/host.ts'

/**
 * Tells whether the request has the version that its connection speaks.
 *
 * Node's parser also takes `HTTP/2.0` and `HTTP/0.9` in the request line of HTTP/1.1. Only a real request of HTTP/2, which
 * development and the preview serve, has a stream.
 */
export function isKnownVersion(req: IncomingMessage): boolean {
  return req.httpVersionMajor === 1 || 'stream' in req
}

/**
 * Brings the request target into origin form.
 *
 * In absolute form, which proxies use, its host replaces the `Host` header (RFC 9112, section 3.2.2), so that every check
 * and every link sees the same host. Its scheme is ignored: the connection, or a trusted proxy, tells which one is used.
 *
 * @returns Whether it is a target that this server answers
 */
export function normalizeTarget(req: IncomingMessage): boolean {
  const target = req.url ?? '/'
  if (target.includes('#')) return false
  if (target.startsWith('/')) return true
  if (target === '*') {
    req.url = '/'
    return req.method === 'OPTIONS'
  }
  const [, authority, path = ''] = /^https?:\/\/([^/?]+)(.*)$/i.exec(target) ?? []
  if (authority === undefined || !isValidHost(authority)) return false
  replaceHost(req, authority)
  req.url = path.startsWith('/') ? path : `/${path}`
  return true
}

function replaceHost({ headers, rawHeaders }: IncomingMessage, host: string): void {
  headers.host = host
  const index = rawHeaders.findIndex((name, place) => place % 2 === 0 && name.toLowerCase() === 'host')
  if (index < 0) rawHeaders.push('Host', host)
  else rawHeaders[index + 1] = host
}

/** Checks that there is exactly one valid `Host` (RFC 9112, section 3.2). HTTP/1.0 may omit it. */
export function hasOneHost(req: IncomingMessage, knownHost: string | undefined): boolean {
  const { host } = req.headers
  if (host === undefined) return req.httpVersion === '1.0'
  if (host !== knownHost && !isValidHost(host)) return false
  let count = 0
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index]!
    if (name.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count === 1
}

/** Refuses the final dot of a fully qualified name: links never have it, and browsers treat it as another origin. */
function isValidHost(host: string): boolean {
  return parseHost(host)?.hostname.endsWith('.') === false
}

// WebSocket routes: checks the request like every other, then hands the connection over.
import { HttpError } from '../../http/http-error.ts'
import { checkSocketOrigin } from '../../http/origin.ts'
import { type HeaderPairs, type ResponseParts, toHeaderPairs } from '../../http/response.ts'
import { type Connection, type PeerOf, type SocketOf, createConnection } from '../../realtime/socket.ts'
import type { Context } from '../context/context.ts'
import { reportError } from '../context/error-report.ts'
import type { RouteId } from '../context/register.ts'
import { endLifetime, openSignal, outliveRequest } from '../context/request-lifetime.ts'
import type { RequestState } from '../context/request-state.ts'

/** The `socket` export of a route: `export const socket: Socket<'/chat'> = { … }`. */
export type Socket<Route extends RouteId | undefined = undefined> = SocketOf<Context<Route>>

/** One visitor's connection; its `context` is that of the request which opened it. */
export type Peer<Route extends RouteId | undefined = undefined> = PeerOf<Context<Route>>

/** What a server needs to turn a request into a socket: plain data and functions, which cross the bridge. */
export interface AcceptedSocket {
  /** The `context` of its peers. */
  readonly context: object
  /** The headers of the response that opens the connection. */
  readonly headers: HeaderPairs
  readonly connection: Connection
  /** Ends `ctx.signal`; the server calls it when the connection is closed. */
  end(): void
}

/**
 * Checks a request for a socket: a correct one (RFC 6455, section 4.2) that this site's own pages made.
 *
 * @throws HttpError 405, 404, 426, 400 or 403
 */
export function assertUpgrade({ incoming, plan, site }: RequestState): void {
  const { method, origin, request, requestId } = incoming
  const { headers } = request
  if (method !== 'GET') {
    throw new HttpError(405, 'A socket is opened with GET.', { headers: { allow: 'GET' } })
  }
  if (!plan.module.socket) throw new HttpError(404, 'There is no socket at this address.')
  if (headers.get('sec-websocket-version') !== '13') {
    throw new HttpError(426, 'The version of the WebSocket protocol is 13.', {
      headers: { ...upgradeHeaders, 'sec-websocket-version': '13' },
    })
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers.get('sec-websocket-key') ?? '')) {
    throw new HttpError(400, 'Sec-WebSocket-Key is missing or malformed.')
  }
  const verdict = checkSocketOrigin(headers, origin, site.definition.socketOrigins)
  if (verdict.allowed) return
  const { header, value } = verdict
  site.manifest.log.warn(
    { requestId, route: plan.id, header, value },
    `Refused a socket for another site: Origin is ${value}, this site is ${origin}. Behind a proxy, set ORIGIN; for another site, add it to socketOrigins.`,
  )
  throw new HttpError(403, 'This request came from another site.')
}

/**
 * Refuses a request without an upgrade where the route answers nothing else.
 *
 * @throws HttpError 426 (RFC 9110, section 15.5.22)
 */
export function requireUpgrade(): never {
  throw new HttpError(426, 'This address is for WebSockets.', { headers: upgradeHeaders })
}

const upgradeHeaders = { upgrade: 'websocket', connection: 'Upgrade' }

/** Runs the route's `upgrade`; status 204 means that the route accepts. */
export async function acceptSocket(state: RequestState): Promise<ResponseParts | Response> {
  const { ctx, lifetime, plan, reply, visitor } = state
  const socket = plan.module.socket!
  // Opened now: a socket that ends has to abort the signal even if only its hooks ask for it.
  openSignal(lifetime)
  const result = await socket.upgrade?.(ctx)
  outliveRequest(lifetime)
  if (result instanceof Response) return result
  // Hooks run too late to open the session. One that is out of reach fails only the hooks that use it.
  if (plan.settings.hasSession && !visitor.stored?.failure) ctx.session
  reply.socket = socket
  const headers = toHeaderPairs(result?.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ])
  if (result?.protocol !== undefined) headers.push(['sec-websocket-protocol', result.protocol])
  return { kind: 'data', status: 204, headers, body: null }
}

/**
 * Turns the response to an upgrade into a socket, when the route accepted it.
 *
 * @param response What the pipeline made of it, middleware included
 */
export function concludeUpgrade(state: RequestState, response: Response): AcceptedSocket | Response {
  const { ctx, lifetime, reply, site } = state
  const { socket } = reply
  const end = (): void => endLifetime(lifetime)
  if (!socket || response.status !== 204) {
    end()
    return response
  }
  const { channel, openResponses } = site.ongoing
  const onError = (error: unknown): void => reportError(state, error)
  return {
    context: ctx,
    headers: [...response.headers].filter(([name]) => !handshakeHeaders.test(name)),
    connection: createConnection(socket as SocketOf<never>, {
      channel,
      onError,
      waitFor: openResponses.waitFor,
    }),
    end,
  }
}

/** Headers that the opening handshake itself decides about. */
const handshakeHeaders =
  /^(connection|upgrade|content-|transfer-encoding$|sec-websocket-(accept|extensions|version)$)/

// The request that becomes a socket: checked like every other, then handed over.
import { HttpError } from '../../http/http-error.ts'
import { checkSocketOrigin } from '../../http/origin.ts'
import { type HeaderPairs, toHeaderPairs } from '../../http/response.ts'
import { type Connection, type PeerOf, type SocketOf, createConnection } from '../../realtime/socket.ts'
import type { Context } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import type { Exchange } from '../context/request-state.ts'
import { openLasting } from '../context/request-lifetime.ts'
import type { RouteId } from '../context/register.ts'
import type { RoutePlan } from './route-plan.ts'
import type { RunningSite } from '../pipeline/running-site.ts'

/** The `socket` export of a route: `export const socket: Socket<'/chat'> = { … }`. */
export type Socket<Route extends RouteId | undefined = undefined> = SocketOf<Context<Route>>

/** One visitor's connection; its `context` is that of the request which opened it. */
export type Peer<Route extends RouteId | undefined = undefined> = PeerOf<Context<Route>>

/** What a server needs to turn a request into a socket: plain data and functions. */
export interface AcceptedSocket {
  /** What peers have as their `context`. */
  readonly context: object
  /** Of the answer that opens the connection. */
  readonly headers: HeaderPairs
  readonly connection: Connection
  /** Ends `ctx.signal`; the server calls it when the connection is closed. */
  end(): void
}

/**
 * Refuses requests for a socket that cannot become one (RFC 6455, section 4.2), or that another site made.
 *
 * @throws HttpError 405, 404, 426, 400 or 403
 */
export function refuseUpgrade(exchange: Exchange, plan: RoutePlan, site: RunningSite): void {
  const { headers, method } = exchange.request
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
  const verdict = checkSocketOrigin(headers, exchange.origin, site.socketOrigins)
  if (verdict.allowed) return
  exchange.log.warn(
    { requestId: exchange.requestId, route: exchange.route, header: verdict.header, value: verdict.value },
    `Refused a socket for another site: Origin is ${verdict.value}, this site is ${exchange.origin}. Behind a proxy, set ORIGIN; for another site, add it to socketOrigins.`,
  )
  throw new HttpError(403, 'This request came from another site.')
}

/**
 * Refuses requests that ask for no socket where there is nothing else.
 *
 * @throws HttpError 426 (RFC 9110, section 15.5.22)
 */
export function refuseWithoutUpgrade(): never {
  throw new HttpError(426, 'This address is for WebSockets.', { headers: upgradeHeaders })
}

const upgradeHeaders = { upgrade: 'websocket', connection: 'Upgrade' }

/** Runs the route's `upgrade`; the answer stands for "yes" as long as its status is 204. */
export async function acceptSocket(
  ctx: Context,
  exchange: Exchange,
  socket: SocketOf<Context>,
): Promise<Draft | Response> {
  const lasting = openLasting(exchange)
  const result = await socket.upgrade?.(ctx)
  lasting.outliveRequest()
  if (result instanceof Response) return result
  // Hooks that ask for the session come too late to open it. One that is out of reach is a matter of those that ask.
  if (!exchange.sessionDisabled && !exchange.storeAnswer?.failure) ctx.session
  exchange.upgrade!.accepted = socket
  const headers = toHeaderPairs(result?.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ])
  if (result?.protocol !== undefined) headers.push(['sec-websocket-protocol', result.protocol])
  return { status: 204, headers, body: null }
}

/**
 * Tells what came of a request for a socket.
 *
 * @param response What the pipeline has made of it, middleware included
 */
export function concludeUpgrade(
  { channel, streams }: RunningSite,
  ctx: Context,
  exchange: Exchange,
  response: Response,
): AcceptedSocket | Response {
  const socket = exchange.upgrade?.accepted
  const end = (): void => exchange.lasting?.end()
  if (!socket || response.status !== 204) {
    end()
    return response
  }
  const onError = (error: unknown): void => exchange.reportLate(error, ctx)
  return {
    context: ctx,
    headers: [...response.headers].filter(([name]) => !ofTheServer.test(name)),
    connection: createConnection(socket as SocketOf<never>, { channel, onError, waitFor: streams.waitFor }),
    end,
  }
}

/** Headers that the opening handshake itself decides about. */
const ofTheServer =
  /^(connection|upgrade|content-|transfer-encoding$|sec-websocket-(accept|extensions|version)$)/

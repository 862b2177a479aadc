// Answers upgrade requests: checks them, runs the route's `upgrade` hook and hands over the connection.
import { HttpError, isHttpError } from '../../http/http-error.ts'
import { type HeaderPairs, type ResponseParts, toHeaderPairs } from '../../http/response.ts'
import {
  type Connection,
  type PeerOf,
  type SocketOf,
  createConnection,
  whileOpen,
} from '../../realtime/socket.ts'
import type { Context } from '../context/context.ts'
import { reportError } from '../context/error-report.ts'
import type { RouteId } from '../context/register.ts'
import type { Reply } from '../context/reply.ts'
import { assertMayOpen, countSocket } from '../context/open-limit.ts'
import { endLifetime, openSignal, outliveRequest } from '../context/request-lifetime.ts'
import type { RequestState } from '../context/request-state.ts'
import { watchSessionEnd } from '../context/session-end.ts'
import { type CutOffReason, reportCutOff } from './cut-off-sockets.ts'

/** The `socket` export of a route: `export const socket: Socket<'/chat'> = { … }`. */
export type Socket<Route extends RouteId | undefined = undefined> = SocketOf<Context<Route>>

/** A visitor's connection; its `context` is that of the upgrade request. */
export type Peer<Route extends RouteId | undefined = undefined> = PeerOf<Context<Route>>

/** What the server needs to turn a request into a socket. Only plain data and functions: they cross the bridge in dev. */
export interface AcceptedSocket {
  /** The `context` of the peer. */
  readonly context: object
  /** The headers of the response that opens the connection. */
  readonly headers: HeaderPairs
  readonly connection: Connection
  readonly limits: SocketLimits
  /** Logs why the server cuts the connection off; the first reason counts. */
  logCutOff(reason: CutOffReason): void
  /** Aborts `ctx.signal`; the server calls it when the connection is closed. */
  end(): void
}

export interface SocketLimits {
  /** The size of the largest message, in bytes. */
  readonly message: number
  /** How much may wait for the peer, in bytes. */
  readonly queue: number
  /** How often the peer is pinged, in milliseconds; one that has not answered the last ping is closed. */
  readonly ping: number
  /** How long the peer may take none of the data that waits for it, in milliseconds; 0 for no limit. */
  readonly writeTimeout: number
}

/**
 * Checks that an upgrade request is a valid handshake (RFC 6455, section 4.2).
 *
 * @throws HttpError 405, 404, 426 or 400
 */
export function assertUpgrade({ incoming, plan }: RequestState): void {
  const { method, request } = incoming
  const { headers } = request
  if (method !== 'GET') {
    throw new HttpError(405, 'Open a WebSocket with GET.', { headers: { allow: 'GET' } })
  }
  if (!plan.module.socket) throw new HttpError(404, 'There is no socket at this address.')
  if (headers.get('sec-websocket-version') !== '13') {
    throw new HttpError(426, 'This server supports only version 13 of the WebSocket protocol.', {
      headers: { ...upgradeHeaders, 'sec-websocket-version': '13' },
    })
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers.get('sec-websocket-key') ?? '')) {
    throw new HttpError(400, 'Sec-WebSocket-Key is missing or malformed.')
  }
}

/**
 * Refuses a plain request to a route that answers only upgrades.
 *
 * @throws HttpError 426 (RFC 9110, section 15.5.22), or 501 if the server around this handler did not pass an upgrade on
 */
export function requireUpgrade({ incoming, plan }: RequestState): never {
  const { headers } = incoming.request
  // Without `Connection: Upgrade` it is not an upgrade, whatever the other headers say (RFC 9110, section 7.8).
  const isUpgrade = /(^|[\s,])upgrade($|[\s,])/i.test(headers.get('connection') ?? '')
  if (!isUpgrade || headers.get('upgrade')?.toLowerCase() !== 'websocket') {
    throw new HttpError(426, 'This address is for WebSockets.', { headers: upgradeHeaders })
  }
  throw new HttpError(501, 'This server does not open WebSockets.', {
    cause: new Error(
      `${plan.where}: fetch() cannot open a socket. Start dist/server/index.js with Node.js, or pass your HTTP server to acceptSockets() of dist/server/handler.js.`,
    ),
  })
}

const upgradeHeaders = { upgrade: 'websocket', connection: 'Upgrade' }

/** Runs the route's `upgrade` hook; a response with status 204 means that the route accepts. */
export async function acceptSocket(state: RequestState): Promise<ResponseParts | Response> {
  const { ctx, lifetime, plan, reply, visitor } = state
  const socket = plan.module.socket!
  assertMayOpen(state)
  // Created now: the end of the socket must abort the signal even if only its hooks use it.
  openSignal(lifetime)
  const result = await socket.upgrade?.(ctx)
  outliveRequest(lifetime)
  if (result instanceof Response) return result
  if (isHttpError(result)) throw result
  const unclear = describeUnclear(result, reply)
  if (unclear !== undefined) {
    throw new Error(
      `${plan.where}: ${unclear}. To refuse the connection, throw an HttpError or return a Response.`,
    )
  }
  // Open the session now, because hooks run too late to open it. If the store is down, only the hooks that use it fail.
  if (plan.settings.hasSession && !visitor.stored?.failure) ctx.session
  reply.socket = socket
  const headers = toHeaderPairs(result?.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ])
  if (result?.protocol !== undefined) headers.push(['sec-websocket-protocol', result.protocol])
  return { kind: 'data', status: 204, headers, body: null }
}

/** Describes what types forbid or cannot tell, and an author does not mean to accept the connection by. */
function describeUnclear(result: unknown, { status, failure }: Reply): string | undefined {
  if (result === false) return 'upgrade() returned false'
  if (status >= 300 && !failure) return `ctx.status is ${status}, which refuses no connection`
  const given = result as { status?: unknown } | undefined | null
  return given?.status === undefined || failure ? undefined : 'upgrade() returned an object with a status'
}

/**
 * Turns the response to an upgrade request into a socket if the route accepted it.
 *
 * @param response The finished response, after middleware
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
  const { limits, writeTimeout } = site.settings
  const onError = (error: unknown): void => reportError(state, error)
  const logCutOff = reportCutOff(state)
  const connection = createConnection(socket as SocketOf<never>, {
    channel,
    maxQueue: limits.socketQueue,
    onFull: () => logCutOff('full'),
    onError,
    waitFor: openResponses.waitFor,
  })
  return {
    context: ctx,
    headers: [...response.headers].filter(([name]) => !handshakeHeaders.test(name)),
    connection: countOpen(site.ongoing.counts, countSocket(state, closeWithSession(state, connection))),
    limits: {
      message: limits.socketMessage,
      queue: limits.socketQueue,
      ping: limits.socketPing,
      writeTimeout,
    },
    logCutOff,
    end,
  }
}

function countOpen(counts: { sockets: number }, connection: Connection): Connection {
  return whileOpen(connection, () => {
    counts.sockets++
    return () => void counts.sockets--
  })
}

/** Closes a connection with code 1008 (policy violation) when its session ends, if the site says so. */
function closeWithSession(state: RequestState, connection: Connection): Connection {
  return whileOpen(connection, (peer) =>
    watchSessionEnd(state, () => peer.close(1008, 'The session has ended.')),
  )
}

/** Headers that only the handshake itself may set. */
const handshakeHeaders =
  /^(connection|upgrade|content-|transfer-encoding$|sec-websocket-(accept|extensions|version)$)/

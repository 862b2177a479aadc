// WebSockets: the `socket` export of a route, and how its hooks are called for a connection.
import { toJsonText } from '../http/json-text.ts'
import { isThenable } from '../http/thenable.ts'
import { describeType } from '../http/value-type.ts'
import type { Channel, Listener } from './channel.ts'

/** A message from a visitor. */
export interface SocketMessage {
  readonly id: string
  /** Text or bytes. */
  readonly data: unknown
  text(): string
  /** Parses the text as JSON. Throws if it is not valid JSON. */
  json<Value = unknown>(): Value
  uint8Array(): Uint8Array
}

/** The connection of a visitor. `Context` is the context of the request that opened it. */
export interface PeerOf<Context = unknown> {
  readonly id: string
  readonly context: Context
  /** The other end of the connection. Behind a proxy, `context.clientAddress` is the visitor's address. */
  readonly remoteAddress: string | undefined
  /** The rooms that the connection is subscribed to. */
  readonly topics: ReadonlySet<string>
  /** The number of bytes that wait to be sent. Above `limits.socketQueue` (8 MB), with frames, the connection is terminated. */
  readonly bufferedAmount: number
  /** Sends text, bytes and messages unchanged, and everything else as JSON. */
  send(data: unknown): void
  /** Sends everything that is published to a room from now on. */
  subscribe(room: string): void
  unsubscribe(room: string): void
  /**
   * Sends a message to all other connections in a room, in all processes.
   *
   * @param data Any JSON value
   */
  publish(room: string, data: unknown): void
  /** Closes the connection with a closing handshake (default code: 1000). */
  close(code?: number, reason?: string): void
  /** Closes the connection without a closing handshake. */
  terminate(): void
}

/** What `upgrade` may add to the response that opens a connection. */
export interface SocketUpgrade {
  headers?: HeadersInit
  /** One of the subprotocols that the visitor has offered. */
  protocol?: string
}

// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing accepts the connection
type UpgradeAnswer = SocketUpgrade | Response | undefined | void

/** The `socket` export of a route. */
export interface SocketOf<Context = unknown> {
  /** Runs after the middleware. Return a `Response` to refuse the connection. */
  upgrade?(ctx: Context): UpgradeAnswer | Promise<UpgradeAnswer>
  open?(peer: PeerOf<Context>): unknown
  message?(peer: PeerOf<Context>, message: SocketMessage): unknown
  close?(peer: PeerOf<Context>, details: { code?: number; reason?: string }): unknown
  /** Receives the error that broke the connection, such as a message that is too large. `close` runs afterwards. */
  error?(peer: PeerOf<Context>, error: Error): unknown
}

/** A peer as the server provides it, before this module adds the methods for rooms. */
export interface RawPeer {
  readonly bufferedAmount: number
  readonly topics: Set<string>
  /** The underlying WebSocket, which may be able to pause reading. */
  readonly websocket: object
  send(data: unknown): unknown
  close(code?: number, reason?: string): void
  terminate(): void
}

/** The events of one connection, called by the server. None of them throws. */
export interface Connection {
  open(peer: RawPeer): void
  message(peer: RawPeer, message: SocketMessage): void
  close(peer: RawPeer, details: { code?: number; reason?: string }): void
  error(peer: RawPeer, error: Error): void
}

export interface ConnectionOptions {
  readonly channel: Channel
  /** How many bytes may wait to be sent. */
  readonly maxQueue: number
  /** Called when more than that is waiting; the connection is then terminated. */
  onFull(): void
  /** Receives what a hook throws. */
  onError(error: unknown): void
  /** Receives the promises of running hooks, so that a stopping server can wait for them. */
  waitFor(work: Promise<unknown>): void
}

/** How many asynchronous `message` hooks of one connection run at the same time before it is paused. */
const maxRunning = 100

/**
 * Connects a peer to the hooks of a route.
 *
 * Messages wait until `open` is done, and the socket is paused until then. A hook that throws closes the connection with
 * code 1011.
 */
export function createConnection(
  socket: SocketOf<never>,
  { channel, maxQueue, onFull, onError, waitFor }: ConnectionOptions,
): Connection {
  const rooms = new Map<string, () => void>()
  let opening: Promise<void> | undefined
  let hasFailed = false
  let hasClosed = false
  let running = 0

  return {
    open(peer) {
      addRooms(peer)
      const done = run(peer, () => socket.open?.(peer as never))
      if (!done) return
      const { pause, resume } = peer.websocket as { pause?(): void; resume?(): void }
      pause?.call(peer.websocket)
      opening = done.then(() => {
        opening = undefined
        resume?.call(peer.websocket)
      })
    },
    message: (peer, message) =>
      afterOpen(() => {
        const done = hasFailed ? undefined : run(peer, () => socket.message?.(peer as never, message))
        if (done) limitRunning(peer, done)
      }),
    close(peer, details) {
      hasClosed = true
      for (const leave of rooms.values()) leave()
      rooms.clear()
      afterOpen(() => run(peer, () => socket.close?.(peer as never, details)))
    },
    error: (peer, error) => afterOpen(() => run(peer, () => socket.error?.(peer as never, error))),
  }

  function afterOpen(step: () => unknown): void {
    if (opening) opening.then(step)
    else step()
  }

  /** Reads no more messages while too many hooks are running: a flood must not start hooks without end. */
  function limitRunning({ websocket }: RawPeer, done: Promise<void>): void {
    const { pause, resume } = websocket as { pause?(): void; resume?(): void }
    if (++running === maxRunning) pause?.call(websocket)
    done.then(() => {
      if (--running === maxRunning / 2) resume?.call(websocket)
    })
  }

  /** Runs a hook. The returned promise resolves when an async hook is done, and never rejects. */
  function run(peer: RawPeer, hook: () => unknown): Promise<void> | undefined {
    try {
      const result = hook()
      if (!isThenable(result)) return undefined
      const done = Promise.resolve(result).then(() => {}, fail)
      waitFor(done)
      return done
    } catch (error) {
      fail(error)
      return undefined
    }

    function fail(error: unknown): void {
      hasFailed = true
      onError(error)
      if (!hasClosed) peer.close(1011, 'Internal error')
    }
  }

  function addRooms(peer: RawPeer): void {
    const { topics } = peer
    const sendNow = peer.send.bind(peer)
    const hear: Listener = ({ text }) => send(text)
    Object.assign(peer, {
      send,
      subscribe(room: string) {
        if (hasClosed || rooms.has(room)) return
        rooms.set(room, channel.listen(room, hear))
        topics.add(room)
      },
      unsubscribe(room: string) {
        rooms.get(room)?.()
        rooms.delete(room)
        topics.delete(room)
      },
      publish: (room: string, data: unknown) =>
        channel.publish(room, isMessage(data) ? data.text() : data, hear),
    })

    function send(data: unknown): void {
      // A visitor who does not read must not fill up the memory. A close frame would have to wait in the same buffer.
      if (peer.bufferedAmount <= maxQueue) return void sendNow(toSendable(data))
      onFull()
      peer.terminate()
    }
  }
}

/**
 * Does something while a connection is open.
 *
 * @param begin Called before the hook `open`; returns what ends it, which is called once, before the hook `close`
 */
export function whileOpen(connection: Connection, begin: (peer: RawPeer) => () => void): Connection {
  let end: (() => void) | undefined
  return {
    ...connection,
    open(peer) {
      end = begin(peer)
      connection.open(peer)
    },
    close(peer, details) {
      end?.()
      end = undefined
      connection.close(peer, details)
    },
  }
}

/** Text, bytes and a visitor's message are sent unchanged, everything else as JSON. */
function toSendable(data: unknown): unknown {
  if (typeof data === 'string' || isBinary(data)) return data
  if (isMessage(data)) return data.data
  const json = toJsonText(data, 'send()')
  if (json !== undefined) return json
  throw new TypeError(`send(): ${describeType(data)} cannot be sent. Send text, bytes or a JSON value.`)
}

function isBinary(data: unknown): boolean {
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer
}

/** Tells a message from a `Blob` or a `Response`, which have `text()` as well. */
function isMessage(data: unknown): data is SocketMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'data' in data &&
    typeof (data as SocketMessage).text === 'function'
  )
}

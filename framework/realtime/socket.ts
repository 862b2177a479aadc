// What a route does with WebSockets, and the one connection of a visitor to it.
import type { Channel, Listener } from './channel.ts'

/** One message of a visitor. */
export interface SocketMessage {
  readonly id: string
  /** Text, or bytes. */
  readonly data: unknown
  text(): string
  /** Parses the text as JSON, which visitors may not have sent. */
  json<Value = unknown>(): Value
  uint8Array(): Uint8Array
}

/** One visitor's connection. `Context` is that of the request which opened it. */
export interface PeerOf<Context = unknown> {
  readonly id: string
  readonly context: Context
  readonly remoteAddress: string | undefined
  /** The rooms that it is in. */
  readonly topics: ReadonlySet<string>
  /** Bytes that wait to be sent; more than 8 MB end the connection. */
  readonly bufferedAmount: number
  /** Sends text, bytes and messages as they are, objects and arrays as JSON. */
  send(data: unknown): void
  /** Sends what is published to a room from now on. */
  subscribe(room: string): void
  unsubscribe(room: string): void
  /**
   * Sends a message to all others in a room, in all processes.
   *
   * @param data What JSON can express
   */
  publish(room: string, data: unknown): void
  /** Says goodbye (default: 1000). */
  close(code?: number, reason?: string): void
  /** Breaks the connection. */
  terminate(): void
}

/** What `upgrade` may add to the answer that opens a connection. */
export interface SocketUpgrade {
  headers?: HeadersInit
  /** One of the subprotocols that the visitor has offered. */
  protocol?: string
}

// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing agrees
type UpgradeAnswer = SocketUpgrade | Response | undefined | void

/** The `socket` export of a route. */
export interface SocketOf<Context = unknown> {
  /** Runs after the middleware: a `Response` refuses. */
  upgrade?(ctx: Context): UpgradeAnswer | Promise<UpgradeAnswer>
  open?(peer: PeerOf<Context>): unknown
  message?(peer: PeerOf<Context>, message: SocketMessage): unknown
  close?(peer: PeerOf<Context>, details: { code?: number; reason?: string }): unknown
  /** Told what broke the connection, such as a message that is too large; `close` follows. */
  error?(peer: PeerOf<Context>, error: Error): unknown
}

/** A peer as the server gives it, before rooms are added. */
export interface RawPeer {
  readonly bufferedAmount: number
  readonly topics: Set<string>
  /** Its own connection, which can stop reading. */
  readonly websocket: object
  send(data: unknown): unknown
  close(code?: number, reason?: string): void
  terminate(): void
}

/** What the server tells about one connection; none of it throws. */
export interface Connection {
  open(peer: RawPeer): void
  message(peer: RawPeer, message: SocketMessage): void
  close(peer: RawPeer, details: { code?: number; reason?: string }): void
  error(peer: RawPeer, error: Error): void
}

export interface ConnectionOptions {
  readonly channel: Channel
  /** Told what a hook throws. */
  onError(error: unknown): void
  /** Takes what the server waits for when it stops: hooks at work. */
  waitFor(work: Promise<unknown>): void
}

const maxBuffered = 8 * 1024 * 1024

/**
 * Makes what connects a peer with the hooks of a route.
 *
 * Messages wait until `open` is done, and nothing is read meanwhile. A hook that throws ends the connection with 1011.
 */
export function createConnection(
  socket: SocketOf<never>,
  { channel, onError, waitFor }: ConnectionOptions,
): Connection {
  const rooms = new Map<string, () => void>()
  let opening: Promise<void> | undefined
  let hasFailed = false
  let hasClosed = false

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
      afterOpen(() => !hasFailed && run(peer, () => socket.message?.(peer as never, message))),
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

  /** Runs a hook; what it gives resolves when the hook is done, and never rejects. */
  function run(peer: RawPeer, hook: () => unknown): Promise<void> | undefined {
    try {
      const result = hook()
      if (!(result instanceof Promise)) return undefined
      const done = result.then(() => {}, fail)
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
      // What waits is memory, and whoever does not read must not get all of it. Goodbye would have to wait as well.
      if (peer.bufferedAmount > maxBuffered) peer.terminate()
      else sendNow(toSendable(data))
    }
  }
}

/** What is neither text nor bytes goes as JSON; a visitor's message goes as it came. */
function toSendable(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || isBinary(data)) return data
  return isMessage(data) ? data.data : JSON.stringify(data)
}

function isBinary(data: object): boolean {
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer
}

function isMessage(data: unknown): data is SocketMessage {
  return typeof data === 'object' && data !== null && typeof (data as SocketMessage).text === 'function'
}

// Rooms: what is published to one reaches all who listen, in this process and in the others.

/** What comes out of a room. */
export interface RoomMessage {
  /** What was published, as JSON brings it back. */
  readonly data: unknown
}

/** A message as listeners get it: the text is made once for all of them. */
export interface Delivery extends RoomMessage {
  /** Text as it is, everything else as JSON. */
  readonly text: string
}

export type Listener = (delivery: Delivery) => void

export interface Channel {
  /**
   * Sends a message to everybody who listens to a room.
   *
   * @param data What JSON can express
   * @param except A listener that does not get it
   * @throws TypeError for what JSON cannot express
   */
  publish(room: string, data: unknown, except?: Listener): void
  /** Listens to a room; what it returns stops that. */
  listen(room: string, listener: Listener): () => void
  /** Lets go of what the channel holds outside of this process. */
  close(): void
}

/** Carries messages to the other processes and from them. */
export interface Transport {
  /** Sends; what cannot be sent is lost, because a message that comes late is worse than none. */
  send(text: string): void
  /** Calls back with what other processes have sent; called once. */
  receive(callback: (text: string) => void): void
  close(): void
}

/**
 * Makes a channel.
 *
 * @param transport How messages reach other processes (default: they stay in this one)
 */
export function createChannel(transport?: Transport): Channel {
  const rooms = new Map<string, Set<Listener>>()
  transport?.receive((text) => {
    const separator = text.indexOf('\n')
    const room = readRoom(text.slice(0, separator))
    // Most messages are for rooms that nobody here is in: those are not worth parsing.
    if (rooms.has(room)) deliver(room, text.slice(separator + 1))
  })

  return {
    publish(room, data, except) {
      const json = toJson(data)
      // Through JSON even here, so that listeners get the same in one process as in many.
      if (rooms.has(room)) deliver(room, json, except)
      transport?.send(`${JSON.stringify(room)}\n${json}`)
    },
    listen(room, listener) {
      const listeners = rooms.get(room) ?? new Set()
      rooms.set(room, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && rooms.get(room) === listeners) rooms.delete(room)
      }
    },
    close: () => transport?.close(),
  }

  function deliver(room: string, json: string, except?: Listener): void {
    const data: unknown = JSON.parse(json)
    const delivery = { data, text: typeof data === 'string' ? data : json }
    for (const listener of [...(rooms.get(room) ?? [])]) if (listener !== except) listener(delivery)
  }
}

/** Rooms are called by any text, and lines end at line breaks. */
function readRoom(json: string): string {
  try {
    return JSON.parse(json) as string
  } catch {
    // Somebody else's message: nobody listens to that.
    return ''
  }
}

function toJson(data: unknown): string {
  const isBinary = ArrayBuffer.isView(data) || data instanceof ArrayBuffer
  const json: string | undefined = isBinary ? undefined : JSON.stringify(data)
  if (json !== undefined) return json
  const what = isBinary ? 'binary data' : `a ${typeof data}`
  throw new TypeError(`publish(): ${what} cannot be sent to a room. Send text, or what JSON can express.`)
}

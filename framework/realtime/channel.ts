// Rooms: publish/subscribe within this process and, through a transport, across processes.
import { toJsonText } from '../http/json-text.ts'
import { describeType } from '../http/value-type.ts'

/** A message that was published to a room. */
export interface RoomMessage {
  /** The published data, after a round trip through JSON. */
  readonly data: unknown
}

/** A message as listeners receive it. All of them share one text. */
export interface Delivery extends RoomMessage {
  /** Strings unchanged, everything else as JSON. */
  readonly text: string
}

export type Listener = (delivery: Delivery) => void

export interface Channel {
  /**
   * Sends a message to all listeners of a room.
   *
   * @param data Any JSON value
   * @param except A listener that does not receive the message
   * @throws TypeError for values that JSON cannot represent
   */
  publish(room: string, data: unknown, except?: Listener): void
  /** Listens to a room. Call the returned function to stop. */
  listen(room: string, listener: Listener): () => void
  /** Closes the connection to other processes. */
  close(): void
}

/** Carries messages between processes. */
export interface Transport {
  /** Sends text. If that fails, the text is dropped: a late message is worse than none. */
  send(text: string): void
  /** Registers the callback for text from other processes. Called once. */
  receive(callback: (text: string) => void): void
  close(): void
}

/**
 * Creates a channel.
 *
 * @param transport Carries messages to other processes (default: messages stay in this process)
 */
export function createChannel(transport?: Transport): Channel {
  const rooms = new Map<string, Set<Listener>>()
  transport?.receive((text) => {
    const separator = text.indexOf('\n')
    const room = readRoom(text.slice(0, separator))
    // Most rooms have no listeners in this process. Do not parse their messages.
    if (rooms.has(room)) deliver(room, text.slice(separator + 1))
  })

  return {
    publish(room, data, except) {
      const json = toJson(data)
      // Local listeners get a round trip through JSON, too, so they receive the same data as those in other processes.
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

/** The room's name is JSON, because it may contain line breaks. */
function readRoom(json: string): string {
  try {
    return JSON.parse(json) as string
  } catch {
    // Not a message of this framework. No listener has an empty room.
    return ''
  }
}

function toJson(data: unknown): string {
  const isBinary = ArrayBuffer.isView(data) || data instanceof ArrayBuffer
  const json: string | undefined = isBinary ? undefined : toJsonText(data, 'publish()')
  if (json !== undefined) return json
  const kind = isBinary ? 'binary data' : describeType(data)
  throw new TypeError(`publish(): ${kind} cannot be sent to a room. Send text or a JSON value.`)
}

// Receives messages in the browser: over a WebSocket or, if that fails, server-sent events.
import { href } from 'vial'
import type { Message } from './message.ts'

export interface Connection {
  /** Sends a message over the socket. Returns `false` if the socket is not open. */
  say(text: string): boolean
  close(): void
}

/** `sending`: messages can be sent, over the socket or with the form. */
export type ConnectionState = 'sending' | 'lost'

/**
 * Connects for as long as the page is open.
 *
 * @param onMessages Called with the latest messages on each connect, and then with every new message
 * @param onState Called when the connection is lost, and when it is back
 */
export function connect(
  onMessages: (messages: readonly Message[]) => void,
  onState: (state: ConnectionState) => void,
): Connection {
  const url = href('/examples/chat/live')
  let socket: WebSocket | undefined
  let events: EventSource | undefined
  let isClosed = false
  open()

  return {
    say(text) {
      if (socket?.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      return true
    },
    close() {
      isClosed = true
      socket?.close()
      events?.close()
    },
  }

  function open(): void {
    if (isClosed) return
    let wasOpen = false
    socket = new WebSocket(new URL(url, location.href.replace(/^http/, 'ws')))
    socket.addEventListener('message', receive)
    socket.addEventListener('open', () => {
      wasOpen = true
      onState('sending')
    })
    socket.addEventListener('close', () => {
      // If the socket was open before, sockets work here: reconnect. Otherwise fall back to events.
      if (wasOpen) openLater()
      else openEvents()
    })
  }

  function openEvents(): void {
    if (isClosed) return
    events = new EventSource(url)
    events.addEventListener('message', receive)
    events.addEventListener('open', () => onState('sending'))
    events.addEventListener('error', ({ target }) => {
      if (isClosed) return
      onState('lost')
      // Browsers reconnect a lost connection, but not after an error response such as 502 while the server starts.
      if ((target as EventSource).readyState === EventSource.CLOSED) openLater()
    })
  }

  /** Reconnects after a random delay, so that not all visitors connect at once. */
  function openLater(): void {
    if (isClosed) return
    onState('lost')
    setTimeout(open, 1000 + Math.random() * 2000)
  }

  function receive({ data }: MessageEvent<string>): void {
    onMessages([JSON.parse(data) as Message | Message[]].flat())
  }
}

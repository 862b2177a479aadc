// In the browser: hears what is said, by a socket or, where that fails, by events.
import { href } from 'vial'
import type { Message } from './message.ts'

export interface Connection {
  /** Says something; `false` when only a form can. */
  say(text: string): boolean
  close(): void
}

/**
 * Connects for as long as the page is open.
 *
 * @param hear Gets what was said last when the connection stands, and then every message
 */
export function connect(hear: (messages: readonly Message[]) => void): Connection {
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
    })
    socket.addEventListener('close', () => {
      // One that was open can be had again.
      if (wasOpen) openLater()
      else openEvents()
    })
  }

  function openEvents(): void {
    if (isClosed) return
    events = new EventSource(url)
    events.addEventListener('message', receive)
    events.addEventListener('error', ({ target }) => {
      // A lost connection is had again without us, but not after an answer such as 502 while the server starts.
      if ((target as EventSource).readyState === EventSource.CLOSED) openLater()
    })
  }

  /** After a moment that is not the same for all. */
  function openLater(): void {
    setTimeout(open, 1000 + Math.random() * 2000)
  }

  function receive({ data }: MessageEvent<string>): void {
    hear([JSON.parse(data) as Message | Message[]].flat())
  }
}

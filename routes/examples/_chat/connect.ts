// Receives and sends messages in the browser: over a WebSocket or, if that fails, server-sent events and requests.
import { href } from 'vial'
import type { Message } from './message.ts'
import { type SentMessage, createMessageId, loadWaiting, saveWaiting } from './outbox.ts'

export interface Connection {
  /** Sends a message, and again until it has been published. Returns `false` if there is no connection. */
  say(text: string): boolean
  close(): void
}

/** `sending`: messages can be sent, over the connection or with the form. */
export type ConnectionState = 'sending' | 'lost'

export interface ConnectionEvents {
  /** Called with the latest messages on each connect, and then with every new message. */
  onMessages(messages: readonly Message[]): void
  /** Called when the connection is lost, and when it is back. */
  onState(state: ConnectionState): void
  /** Called with the messages that have been sent but not published yet, whenever they change. */
  onWaiting(messages: readonly SentMessage[]): void
  /** Called with the text of a message that the server does not accept. */
  onRefused(text: string): void
}

/** How long a message may take to come back, in milliseconds. After that, the socket counts as dead. */
const patience = 5000

/** Connects for as long as the page is open. */
export function connect({ onMessages, onState, onWaiting, onRefused }: ConnectionEvents): Connection {
  const url = href('/examples/chat/live')
  let waiting = loadWaiting()
  let socket: WebSocket | undefined
  let events: EventSource | undefined
  let isClosed = false
  let deadline: ReturnType<typeof setTimeout> | undefined
  onWaiting(waiting)
  open()

  return {
    say(text) {
      if (socket?.readyState !== WebSocket.OPEN && events?.readyState !== EventSource.OPEN) return false
      const message = { id: createMessageId(), text }
      setWaiting([...waiting, message])
      send(message)
      return true
    },
    close() {
      isClosed = true
      clearTimeout(deadline)
      socket?.close()
      events?.close()
    },
  }

  function open(): void {
    if (isClosed) return
    let wasOpen = false
    const opened = new WebSocket(new URL(url, location.href.replace(/^http/, 'ws')))
    socket = opened
    opened.addEventListener('message', receive)
    opened.addEventListener('open', () => {
      wasOpen = true
      sendWaiting()
    })
    opened.addEventListener('close', () => {
      // A dead socket has been replaced already.
      if (socket !== opened) return
      // If the socket was open before, sockets work here: reconnect. Otherwise fall back to events.
      if (wasOpen) openLater()
      else openEvents()
    })
  }

  function openEvents(): void {
    if (isClosed) return
    events = new EventSource(url)
    events.addEventListener('message', receive)
    events.addEventListener('open', sendWaiting)
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
    clearTimeout(deadline)
    onState('lost')
    setTimeout(open, 1000 + Math.random() * 2000)
  }

  function sendWaiting(): void {
    onState('sending')
    for (const message of waiting) send(message)
  }

  function send(message: SentMessage): void {
    if (socket?.readyState !== WebSocket.OPEN) {
      post(message)
      return
    }
    const used = socket
    used.send(JSON.stringify(message))
    clearTimeout(deadline)
    deadline = setTimeout(() => {
      // A half-dead socket says nothing and takes minutes to close, so do not wait for it.
      if (socket !== used || used.readyState !== WebSocket.OPEN) return
      socket = undefined
      used.removeEventListener('message', receive)
      used.close()
      openLater()
    }, patience)
  }

  /** Sends a message as the form does. It comes back as an event. */
  async function post(message: SentMessage): Promise<void> {
    try {
      const body = new URLSearchParams({ ...message })
      // The redirect to the page says that the message was accepted.
      const { status } = await fetch(href('/examples/chat'), { method: 'POST', body, redirect: 'manual' })
      if (status >= 400 && status < 500) refuse(message.id)
    } catch {
      // It stays in the list, and is sent again when the events are back.
    }
  }

  function receive({ data }: MessageEvent<string>): void {
    const received = JSON.parse(data) as Message | Message[] | { refused: string }
    if ('refused' in received) {
      refuse(received.refused)
      return
    }
    const messages = [received].flat()
    const ids = new Set(messages.map(({ id }) => id))
    setWaiting(waiting.filter(({ id }) => !ids.has(id)))
    onMessages(messages)
  }

  function refuse(refused: string): void {
    const message = waiting.find(({ id }) => id === refused)
    if (!message) return
    setWaiting(waiting.filter((other) => other !== message))
    onRefused(message.text)
  }

  function setWaiting(messages: readonly SentMessage[]): void {
    if (messages.length === 0) clearTimeout(deadline)
    waiting = messages
    saveWaiting(messages)
    onWaiting(messages)
  }
}

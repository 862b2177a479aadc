// Server-sent events: streams what a generator yields, with back-pressure and heartbeats.
import { type ServerEvent, formatEvent } from './event-format.ts'
import type { OpenResponses } from './open-responses.ts'

/** A source of events: an async iterable, or a function that creates one when the client starts to read. */
export type ServerEvents = AsyncIterable<ServerEvent | string> | (() => AsyncIterable<ServerEvent | string>)

export interface EventStreamOptions {
  /** How long the stream may be silent before it sends a comment, so that proxies keep the connection open (ms). */
  readonly heartbeat: number
  readonly openResponses: OpenResponses
  /** Receives what the source throws, unless the client has disconnected. The body then fails with it. */
  onError(error: unknown): void
  /** Sees the data of each event before it is sent (default: nothing does). */
  readonly review?: ((data: unknown) => void) | undefined
  /** Called once, when the stream ends. */
  onEnd(): void
}

type Outcome =
  | { kind: 'event'; event: ServerEvent | string }
  | { kind: 'error'; error: unknown }
  | { kind: 'done' | 'silence' | 'closing' }

/**
 * Creates the body of an event stream.
 *
 * It requests an event from the source only when the connection can take one. It opens the source on the first read, so
 * a HEAD request or a discarded response costs nothing. When the client disconnects, it calls the source's `return()`.
 */
export function createEventStream(
  source: ServerEvents,
  { heartbeat, openResponses, onError, review, onEnd }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let iterator: AsyncIterator<ServerEvent | string> | undefined
  let isPending = false
  let hasEnded = false
  /** An outcome that arrived while the connection could not take it. */
  let arrived: Outcome | undefined
  let resolveNext: ((outcome: Outcome) => void) | undefined
  let forget: (() => void) | undefined

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const outcome = await nextOutcome()
        if (hasEnded) return
        try {
          if (outcome.kind === 'silence') return send(':\n\n')
          if (outcome.kind === 'event') {
            const text = formatEvent(outcome.event)
            if (typeof outcome.event === 'object') review?.(outcome.event.data)
            return send(text)
          }
          if (outcome.kind === 'error') throw outcome.error
          if (outcome.kind === 'closing') send(formatEvent({ retry: randomDelay() }))
        } catch (error) {
          onError(error)
          end()
          return controller.error(error)
        }
        end()
        controller.close()

        function send(text: string): void {
          controller.enqueue(encoder.encode(text))
        }
      },
      cancel: end,
    },
    // Without a queue: pull() runs only when the client reads.
    { highWaterMark: 0 },
  )

  function nextOutcome(): Promise<Outcome> {
    if (openResponses.isEnded()) return Promise.resolve({ kind: 'closing' })
    const early = arrived
    arrived = undefined
    if (early) return Promise.resolve(early)
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolveNext?.({ kind: 'silence' }), heartbeat)
      resolveNext = (outcome) => {
        clearTimeout(timer)
        resolveNext = undefined
        resolve(outcome)
      }
      requestNext()
    })
  }

  function requestNext(): void {
    if (isPending) return
    isPending = true
    try {
      if (!iterator) {
        forget = openResponses.add(() => resolveNext?.({ kind: 'closing' }))
        iterator = openSource()
      }
      iterator.next().then(
        ({ done, value }) => settle(done ? { kind: 'done' } : { kind: 'event', event: value }),
        (error) => settle({ kind: 'error', error }),
      )
    } catch (error) {
      settle({ kind: 'error', error })
    }
  }

  function settle(outcome: Outcome): void {
    isPending = false
    if (resolveNext) resolveNext(outcome)
    else arrived = outcome
  }

  function openSource(): AsyncIterator<ServerEvent | string> {
    return (typeof source === 'function' ? source() : source)[Symbol.asyncIterator]()
  }

  function end(): void {
    if (hasEnded) return
    hasEnded = true
    resolveNext?.({ kind: 'done' })
    forget?.()
    onEnd()
    // An iterable that was passed in open, such as a subscription, must be closed even if the client never read.
    if (!iterator && typeof source === 'function') return
    const closed = close().catch(() => {
      // The client has disconnected, so this error affects no one.
    })
    openResponses.waitFor(closed)
  }

  async function close(): Promise<void> {
    await (iterator ?? openSource()).return?.()
  }
}

/** Returns 1000 to 3000 ms, so that clients do not all reconnect at the same time after a server stops. */
function randomDelay(): number {
  return 1000 + Math.floor(Math.random() * 2000)
}

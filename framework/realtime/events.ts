// Server-sent events: what an author's generator yields, at the pace of whoever listens.
import { type ServerEvent, formatEvent } from './event-format.ts'
import type { OpenResponses } from './open-responses.ts'

/** What gives the events: something to go through, or a function that gives it once somebody listens. */
export type ServerEvents = AsyncIterable<ServerEvent | string> | (() => AsyncIterable<ServerEvent | string>)

export interface EventStreamOptions {
  /** How long nothing is sent before a comment tells proxies that the connection lives, in milliseconds. */
  readonly heartbeat: number
  readonly openResponses: OpenResponses
  /** Told what the source throws, unless the listener has left. */
  onError(error: unknown): void
  /** Called once, when nothing more will be sent. */
  onEnd(): void
}

type Outcome =
  | { kind: 'event'; event: ServerEvent | string }
  | { kind: 'error'; error: unknown }
  | { kind: 'done' | 'silence' | 'closing' }

/**
 * Makes the body of an event stream.
 *
 * An event is asked for when the connection can take one, and the source is not even opened before: a HEAD request, or
 * a response that nobody sends, costs nothing. When the listener leaves, the source's `return()` is called.
 */
export function createEventStream(
  source: ServerEvents,
  { heartbeat, openResponses, onError, onEnd }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let iterator: AsyncIterator<ServerEvent | string> | undefined
  let isAsked = false
  let hasEnded = false
  /** What came while the connection could take nothing. */
  let arrived: Outcome | undefined
  let tell: ((outcome: Outcome) => void) | undefined
  let forget: (() => void) | undefined

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const outcome = await nextOutcome()
        if (hasEnded) return
        try {
          if (outcome.kind === 'silence') return send(':\n\n')
          if (outcome.kind === 'event') return send(formatEvent(outcome.event))
          if (outcome.kind === 'error') throw outcome.error
          if (outcome.kind === 'closing') send(formatEvent({ retry: randomDelay() }))
        } catch (error) {
          onError(error)
        }
        end()
        controller.close()

        function send(text: string): void {
          controller.enqueue(encoder.encode(text))
        }
      },
      cancel: end,
    },
    // No event is made before somebody is there to take it.
    { highWaterMark: 0 },
  )

  function nextOutcome(): Promise<Outcome> {
    if (openResponses.isEnded()) return Promise.resolve({ kind: 'closing' })
    const early = arrived
    arrived = undefined
    if (early) return Promise.resolve(early)
    return new Promise((resolve) => {
      const timer = setTimeout(() => tell?.({ kind: 'silence' }), heartbeat)
      tell = (outcome) => {
        clearTimeout(timer)
        tell = undefined
        resolve(outcome)
      }
      ask()
    })
  }

  function ask(): void {
    if (isAsked) return
    isAsked = true
    try {
      if (!iterator) {
        forget = openResponses.add(() => tell?.({ kind: 'closing' }))
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
    isAsked = false
    if (tell) tell(outcome)
    else arrived = outcome
  }

  function openSource(): AsyncIterator<ServerEvent | string> {
    return (typeof source === 'function' ? source() : source)[Symbol.asyncIterator]()
  }

  function end(): void {
    if (hasEnded) return
    hasEnded = true
    tell?.({ kind: 'done' })
    forget?.()
    onEnd()
    // One that was handed over open, such as a subscription, has to be closed even if nobody ever listened.
    if (!iterator && typeof source === 'function') return
    const closed = close().catch(() => {
      // What it throws now is about a listener who has left.
    })
    openResponses.waitFor(closed)
  }

  async function close(): Promise<void> {
    await (iterator ?? openSource()).return?.()
  }
}

/** From one to three seconds, so that the visitors of a server that stops do not all come back at once. */
function randomDelay(): number {
  return 1000 + Math.floor(Math.random() * 2000)
}

// ctx.events(): a response that goes on.
import { type ServerEvents, createEventStream } from '../../realtime/events.ts'
import type { Exchange } from './request-state.ts'
import { openLasting } from './request-lifetime.ts'

export interface EventOptions {
  /** How long nothing is sent before a comment keeps the connection alive, in seconds (default: 15). */
  heartbeat?: number
}

/** Makes the response of `ctx.events`. */
export function answerWithEvents(
  source: ServerEvents,
  ctx: object,
  exchange: Exchange,
  { heartbeat = 15 }: EventOptions = {},
): Response {
  if (typeof source !== 'function' && typeof source?.[Symbol.asyncIterator] !== 'function') {
    throw new Error(
      `${exchange.file}: ctx.events() has nothing to go through. Pass an async function* or an async iterable.`,
    )
  }
  const lasting = openLasting(exchange)
  const body = createEventStream(source, {
    heartbeat: heartbeat * 1000,
    openResponses: exchange.streams,
    onError: (error) => exchange.reportLate(error, ctx),
    onEnd: lasting.end,
  })
  return new Response(body, { headers: eventHeaders })
}

const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would keep events until it has a few kilobytes of them.
  'x-accel-buffering': 'no',
}

// ctx.events(): a response that goes on.
import { type ServerEvents, createEventStream } from '../../realtime/events.ts'
import { reportError } from './error-report.ts'
import { describeRoute } from './reply.ts'
import { endLifetime } from './request-lifetime.ts'
import type { RequestState } from './request-state.ts'

export interface EventOptions {
  /** How long nothing is sent before a comment keeps the connection alive, in seconds (default: 15). */
  heartbeat?: number
}

/** Makes the response of `ctx.events`. */
export function answerWithEvents(
  source: ServerEvents,
  state: RequestState,
  { heartbeat = 15 }: EventOptions = {},
): Response {
  if (typeof source !== 'function' && typeof source?.[Symbol.asyncIterator] !== 'function') {
    throw new Error(
      `${describeRoute(state)}: ctx.events() has nothing to go through. Pass an async function* or an async iterable.`,
    )
  }
  const body = createEventStream(source, {
    heartbeat: heartbeat * 1000,
    openResponses: state.site.ongoing.openResponses,
    onError: (error) => reportError(state, error),
    onEnd: () => endLifetime(state.lifetime),
  })
  return new Response(body, { headers: eventHeaders })
}

const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would keep events until it has a few kilobytes of them.
  'x-accel-buffering': 'no',
}

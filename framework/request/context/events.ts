// Implements ctx.events(): answers with a stream of server-sent events.
import { type ServerEvents, createEventStream } from '../../realtime/events.ts'
import { reportError } from './error-report.ts'
import { describeRoute } from './reply.ts'
import { endLifetime } from './request-lifetime.ts'
import type { RequestState } from './request-state.ts'

export interface EventOptions {
  /** After how many seconds without an event a comment is sent to keep the connection alive (default: 15). */
  heartbeat?: number
}

/**
 * Creates the response of `ctx.events`.
 *
 * @throws Error if the source cannot be iterated
 */
export function answerWithEvents(
  source: ServerEvents,
  state: RequestState,
  { heartbeat = 15 }: EventOptions = {},
): Response {
  if (typeof source !== 'function' && typeof source?.[Symbol.asyncIterator] !== 'function') {
    throw new Error(
      `${describeRoute(state)}: the source of ctx.events() cannot be iterated. Pass an async function* or an async iterable.`,
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
  // Without this nginx would buffer events until it has a few kilobytes.
  'x-accel-buffering': 'no',
}

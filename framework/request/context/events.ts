// Implements ctx.events(): answers with a stream of server-sent events.
import { assertOptions } from '../../http/assert-options.ts'
import { isHttpError } from '../../http/http-error.ts'
import { type ServerEvents, createEventStream } from '../../realtime/events.ts'
import type { OpenResponses } from '../../realtime/open-responses.ts'
import { reportAfterResponse, reportError } from './error-report.ts'
import { assertMayOpen, countStreams } from './open-limit.ts'
import { describeRoute } from './reply.ts'
import { endLifetime } from './request-lifetime.ts'
import type { RequestState } from './request-state.ts'
import { watchSessionEnd } from './session-end.ts'

/** The options of `ctx.events()`. */
export interface EventOptions {
  /** After how many seconds without an event a comment is sent to keep the connection alive, up to 86400 (default: 15). */
  heartbeat?: number
}

const optionNames: Record<keyof EventOptions, true> = { heartbeat: true }

/**
 * Creates the response of `ctx.events`.
 *
 * @throws TypeError for an unknown option; Error if the source cannot be iterated, or for a heartbeat out of range; HttpError 429 or 503 if too many connections are open
 */
export function answerWithEvents(
  source: ServerEvents,
  state: RequestState,
  options: EventOptions = {},
): Response {
  assertOptions('ctx.events()', options, optionNames)
  const { heartbeat = 15 } = options
  if (typeof source !== 'function' && typeof source?.[Symbol.asyncIterator] !== 'function') {
    throw new Error(
      `${describeRoute(state)}: the source of ctx.events() cannot be iterated. Pass an async function* or an async iterable.`,
    )
  }
  // A timer that is set for longer than it can wait fires at once.
  if (!(heartbeat > 0 && heartbeat <= 86_400)) {
    throw new Error(
      `ctx.events(): heartbeat is ${heartbeat}. Use a number of seconds, more than 0 and at most 86400.`,
    )
  }
  assertMayOpen(state)
  const { review } = state.site.manifest
  const body = createEventStream(source, {
    heartbeat: heartbeat * 1000,
    openResponses: countStreams(state, endWithSession(state)),
    onError: (error) => reportEventError(state, error),
    review: review && ((data) => review.event(describeRoute(state), data)),
    onEnd: () => endLifetime(state.lifetime),
  })
  return new Response(body, { headers: eventHeaders })
}

/** The status has been sent before the generator starts, so an `HttpError` of its code breaks the stream like any error. */
function reportEventError(state: RequestState, error: unknown): void {
  state.reply.isBodyFailureReported = true
  if (!isHttpError(error)) {
    reportError(state, error)
    return
  }
  reportAfterResponse(
    state,
    error,
    `${describeRoute(state)}: an HttpError ${error.status} was thrown while ctx.events() was sending, so the visitor gets status 200 and the browser connects again. Throw it before you call ctx.events().`,
  )
}

/** Also ends a stream when its session ends, if the site says so. The browser then connects again. */
function endWithSession(state: RequestState): OpenResponses {
  const { openResponses } = state.site.ongoing
  let hasEnded = false
  return {
    ...openResponses,
    add(end) {
      const forget = openResponses.add(end)
      const stopWatching = watchSessionEnd(state, () => {
        hasEnded = true
        end()
      })
      return () => {
        forget()
        stopWatching()
      }
    },
    isEnded: () => hasEnded || openResponses.isEnded(),
  }
}

const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Without this nginx would buffer events until it has a few kilobytes.
  'x-accel-buffering': 'no',
}

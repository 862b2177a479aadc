// Tracks how long a request lasts: ctx.signal, and the work of ctx.after() that outlives the response.
import { markDeparture } from '../../http/departure.ts'
import { reportAfterResponse } from './error-report.ts'
import { describeRoute } from './reply.ts'
import type { RequestState } from './request-state.ts'

export interface RequestLifetime {
  readonly request: Request
  /** Aborts when the visitor leaves, or when a stream or socket ends for another reason; created on first use. */
  controller: AbortController | undefined
  /** The listener that forwards the abort of the request's signal. */
  onAbort: (() => void) | undefined
  /** Work to run after the response. */
  readonly work: (() => unknown)[]
}

/** Creates the lifetime of a request; its signal costs nothing until it is used. */
export function createLifetime(request: Request): RequestLifetime {
  return { request, controller: undefined, onAbort: undefined, work: [] }
}

/** Returns the signal of a request, created on first use. */
export function openSignal(lifetime: RequestLifetime): AbortSignal {
  if (lifetime.controller) return lifetime.controller.signal
  const controller = new AbortController()
  const { signal } = lifetime.request
  lifetime.controller = controller
  lifetime.onAbort = () => endLifetime(lifetime)
  if (signal.aborted) endLifetime(lifetime)
  else signal.addEventListener('abort', lifetime.onAbort, { once: true })
  return controller.signal
}

/** Detaches the signal from the request, for sockets, which outlive it. */
export function outliveRequest({ request, onAbort }: RequestLifetime): void {
  if (onAbort) request.signal.removeEventListener('abort', onAbort)
}

/** Ends the lifetime: the signal aborts if it was ever used. */
export function endLifetime({ controller }: RequestLifetime): void {
  if (!controller) return
  controller.abort()
  markDeparture(controller.signal.reason)
}

/** Schedules work for after the response; if that has been sent already, the work starts right away. */
export function runAfterResponse(state: RequestState, work: () => unknown): void {
  if (typeof work !== 'function') {
    throw new TypeError(
      'ctx.after(): the work is not a function. Write ctx.after(() => …), or ctx.after(async () => { … }).',
    )
  }
  state.lifetime.work.push(work)
  if (state.reply.isSent) startBackgroundWork(state)
}

/** Hands the work of a request to the site, which waits for it when it stops. */
export function startBackgroundWork(state: RequestState): void {
  const { site, incoming, lifetime } = state
  if (lifetime.work.length === 0) return
  const { manifest } = site
  const sent = new Promise<void>((resolve) => {
    if (manifest.whenSent) manifest.whenSent(incoming.request, resolve)
    else setTimeout(resolve, 0)
  })
  for (const step of lifetime.work.splice(0)) site.ongoing.background.add(sent, () => runStep(state, step))
}

async function runStep(state: RequestState, step: () => unknown): Promise<void> {
  try {
    await step()
  } catch (error) {
    reportAfterResponse(state, error, `${describeRoute(state)}: the work passed to ctx.after() failed.`)
  }
}

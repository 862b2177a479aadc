// How long a request lasts: ctx.signal, and the work of ctx.after() that outlives the response.
import type { RequestState } from './request-state.ts'

export interface RequestLifetime {
  readonly request: Request
  /** Aborts when the visitor leaves, or when a stream or socket ends for another reason; once it was asked for. */
  controller: AbortController | undefined
  /** What forwards the request's own signal. */
  onAbort: (() => void) | undefined
  /** Work for after the response. */
  readonly work: (() => unknown)[]
}

/** Starts the lifetime of a request; its signal costs nothing before it is asked for. */
export function createLifetime(request: Request): RequestLifetime {
  return { request, controller: undefined, onAbort: undefined, work: [] }
}

/** Gives the signal of a request, the same one every time. */
export function openSignal(lifetime: RequestLifetime): AbortSignal {
  if (lifetime.controller) return lifetime.controller.signal
  const controller = new AbortController()
  const { signal } = lifetime.request
  lifetime.controller = controller
  lifetime.onAbort = () => controller.abort()
  if (signal.aborted) controller.abort()
  else signal.addEventListener('abort', lifetime.onAbort, { once: true })
  return controller.signal
}

/** Lets the signal go on when the request ends: for sockets. */
export function outliveRequest({ request, onAbort }: RequestLifetime): void {
  if (onAbort) request.signal.removeEventListener('abort', onAbort)
}

/** Ends the lifetime: the signal aborts, if it was ever asked for. */
export function endLifetime({ controller }: RequestLifetime): void {
  controller?.abort()
}

/** Runs work after the response: once it has been sent, or right away when it already was. */
export function runAfterResponse(state: RequestState, work: () => unknown): void {
  state.lifetime.work.push(work)
  if (state.reply.isSent) startBackgroundWork(state)
}

/** Hands the work of a request over to the site, which waits for it when it stops. */
export function startBackgroundWork({ site, incoming, plan, lifetime }: RequestState): void {
  if (lifetime.work.length === 0) return
  const { manifest } = site
  const sent = new Promise<void>((resolve) => {
    if (manifest.whenSent) manifest.whenSent(incoming.request, resolve)
    else setTimeout(resolve, 0)
  })
  site.ongoing.background.add(sent, lifetime.work.splice(0), manifest.log, plan.where ?? incoming.pathname)
}

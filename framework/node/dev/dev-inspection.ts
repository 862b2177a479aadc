// Tells the dev server what happens to a request: its steps, and how its session and the cache took part.
import { AsyncLocalStorage } from 'node:async_hooks'
import { isPersonal } from '../../cache/cacheability.ts'
import type { Log } from '../../http/log.ts'
import type { RequestState } from '../../request/context/request-state.ts'
import type { RequestTracer } from '../../request/pipeline/manifest.ts'
import { isSessionChanged } from '../../session/stored-session.ts'
import { createStepWatch, withEnd } from './step-watch.ts'

/** What is known about a request once its response is complete: no values that a visitor sent or that a session holds. */
export interface AnswerFacts {
  readonly requestId: string
  /** The matched pattern; empty without a route. */
  readonly route: string
  readonly kind: 'page' | 'endpoint' | 'missing'
  /** The route file, such as `routes/notes/[id=int].tsx`. */
  readonly file: string | undefined
  /** The layouts of a page and the page itself, outermost first, as paths below `routes/`. */
  readonly levels: readonly string[]
  /** Where the middleware comes from, outermost first. */
  readonly middleware: readonly string[]
  readonly session: SessionUse
  /** The names of the cookies that the response sets. */
  readonly cookies: readonly string[]
  /** How the cache took part; `undefined` without `config.cache`. */
  readonly cache: string | undefined
  readonly isPersonal: boolean
}

export type SessionUse = 'not used' | 'read' | 'saved' | 'regenerated' | 'destroyed'

/** Receives what happens to one request. */
export interface RequestObserver {
  /** @param start When the step began and `end` when it ended, in milliseconds of `performance.now()` */
  step(name: string, start: number, end: number): void
  answer(facts: AnswerFacts): void
}

export interface InspectionHost {
  /** Returns the observer of the request that the dev server is answering, once: `undefined` for requests of the site itself. */
  observe(): RequestObserver | undefined
}

export interface Inspection {
  /** Adds the measurement of steps to the site's tracer, if it has one. */
  trace(tracer: RequestTracer | undefined): RequestTracer
  inspect(state: RequestState, response: Response): void
}

/** Creates what a handler needs so that the dev server sees its requests. */
export function createInspection({ observe }: InspectionHost, log: Log): Inspection {
  const watch = createStepWatch((message) => log.warn({}, message))
  const observers = new AsyncLocalStorage<RequestObserver | undefined>()
  const starts = new WeakMap<Request, number>()
  return {
    trace: (tracer) => ({
      run(request, work) {
        starts.set(request, performance.now())
        const traced = tracer ? (): ReturnType<typeof work> => tracer.run(request, work) : work
        return watch.run(request, () => observers.run(observe(), traced))
      },
      step(name, work) {
        // Each middleware is measured below.
        const observer = name === 'middleware' ? undefined : observers.getStore()
        const traced = (): ReturnType<typeof work> => {
          const watched = (): ReturnType<typeof work> =>
            name === 'middleware' ? work() : watch.step(name, work)
          return tracer ? tracer.step(name, watched) : watched()
        }
        return observer ? measure(traced, (start, end) => observer.step(name, start, end)) : traced()
      },
      middleware(where, work) {
        const observer = observers.getStore()
        const watched = (): ReturnType<typeof work> => watch.step(where, work)
        return observer
          ? measure(watched, (start, end) => observer.step(`middleware ${where}`, start, end))
          : watched()
      },
      // Called once the modules of the route are loaded.
      route(request, id) {
        watch.route(id)
        observers.getStore()?.step('plan', starts.get(request)!, performance.now())
        tracer?.route(request, id)
      },
      fail: (request, error) => tracer?.fail(request, error),
      traceId: (request) => tracer?.traceId(request),
    }),
    inspect: (state, response) => observers.getStore()?.answer(describeAnswer(state, response)),
  }
}

function measure<Result>(work: () => Result, report: (start: number, end: number) => void): Result {
  const start = performance.now()
  return withEnd(work, () => report(start, performance.now()))
}

function describeAnswer(state: RequestState, { headers }: Response): AnswerFacts {
  const { incoming, plan, reply, visitor } = state
  const cookies = headers.getSetCookie().map((line) => line.split('=', 1)[0]!)
  return {
    requestId: incoming.requestId,
    route: plan.id,
    kind: plan.kind,
    file: plan.where,
    levels: plan.page?.paths ?? [],
    middleware: plan.middleware.map(({ where }) => where),
    session: describeSession(state, cookies),
    cookies,
    cache: reply.cached && describeCache(reply.cached),
    isPersonal: isPersonal(visitor),
  }
}

function describeSession({ site, visitor }: RequestState, cookies: readonly string[]): SessionUse {
  const { session } = visitor
  const { cookie, store } = site.sessionConfig
  // Without an open session, the cookie is only deleted because it was not valid.
  if (!session) return 'not used'
  if (session.state.destroyed) return 'destroyed'
  if (session.state.regenerated) return 'regenerated'
  return cookies.includes(cookie.name) || (store && isSessionChanged(session)) ? 'saved' : 'read'
}

function describeCache(cached: NonNullable<RequestState['reply']['cached']>): string {
  if (cached.status === 'bypass') return `bypass: ${cached.reason}`
  return cached.status === 'miss' ? 'miss' : `${cached.status}, ${Math.floor(cached.age)} s old`
}

// Receives the errors that no code handles: rejected promises, and exceptions in timers and event listeners.
import { isHttpError } from '../../http/http-error.ts'
import type { RunningSite } from '../../request/pipeline/running-site.ts'
import type { ErrorPlace } from '../../request/pipeline/server-definition.ts'
import { parsePattern } from '../../routing/pattern.ts'
import { parseFrame } from './stack-frame.ts'

/** The part of a running site that takes part; in development, of the other copy of this package. */
export type LostErrorSite = Pick<RunningSite, 'diagnostics'> & {
  readonly manifest: { readonly files: readonly { readonly path: string; readonly kind: string }[] }
}

export interface LostErrorOptions {
  /** The site to which errors are passed on; `undefined` while there is none. */
  site(): LostErrorSite | undefined
  /** Logs an error, with what to do, and decides what happens next. */
  report(fields: LostErrorFields, message: string): void
  /** Logs an error that visitors can cause whenever they like, with what to do. The process must keep running. */
  reportRefusal(fields: LostErrorFields, message: string): void
  /** Logs what only means that a visitor has left. */
  debug(fields: LostErrorFields, message: string): void
}

interface LostErrorFields {
  readonly route?: string
  readonly requestId?: string
  readonly err: unknown
}

/**
 * Reports every error of this process that no code handles, to the log and to the site's `onError`. Node then does not end
 * the process.
 *
 * @returns A function that stops it
 */
export function reportLostErrors({ site, report, reportRefusal, debug }: LostErrorOptions): () => void {
  const receive = (error: unknown, advice: string): void => {
    const running = site()
    const place: ErrorPlace = {
      route: running && findRoute(error, running.manifest.files),
      requestId: findRequestId(error),
    }
    const { route, requestId } = place
    const fields = { ...(route && { route }), ...(requestId !== undefined && { requestId }), err: error }
    const isError = running?.diagnostics.passOn(error, place) ?? true
    if (!isError) debug(fields, 'The visitor left, which aborted work in the background.')
    else if (isRefusal(error)) reportRefusal(fields, advice)
    else report(fields, advice)
  }
  const onRejection = (reason: unknown): void =>
    receive(reason, 'A promise was rejected, and no code handled it. Await the promise, or add a catch().')
  const onException = (error: unknown): void => {
    // The reader of the output has gone. A report would be written to the same output.
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return
    receive(
      error,
      'An exception was thrown in a callback, such as a timer, and no code caught it. Add a try/catch there.',
    )
  }
  process.on('unhandledRejection', onRejection)
  process.on('uncaughtException', onException)
  return () => {
    process.off('unhandledRejection', onRejection)
    process.off('uncaughtException', onException)
  }
}

/**
 * Tells whether an error refuses what a visitor sent, such as a form that is too large. Where the site forgot to await
 * `ctx.form()`, every visitor can cause it.
 */
function isRefusal(error: unknown): boolean {
  return isHttpError(error) && error.status < 500
}

/**
 * Finds the route whose file is in the stack of an error or of one of its causes.
 *
 * @returns Its pattern, such as `/notes/[id=int]`
 */
function findRoute(error: unknown, files: LostErrorSite['manifest']['files']): string | undefined {
  for (const { stack } of listCauses(error)) {
    if (typeof stack !== 'string') continue
    for (const line of stack.split('\n')) {
      const source = parseFrame(line)?.file.replaceAll('\\', '/')
      const file =
        source && files.find(({ kind, path }) => kind === 'route' && source.endsWith(`/routes/${path}`))
      if (file) return parsePattern(file.path.slice(0, file.path.lastIndexOf('.'))).id
    }
  }
  return undefined
}

/**
 * Finds the request id that the site's code has given to an error or to one of its causes.
 *
 * The process does not know it otherwise: following every request with `AsyncLocalStorage` takes 9% more processor time for
 * an endpoint on Node 20.
 */
function findRequestId(error: unknown): string | undefined {
  return listCauses(error).flatMap(({ requestId }) => (typeof requestId === 'string' ? [requestId] : []))[0]
}

/** Lists an error and its causes. */
function listCauses(error: unknown): { readonly stack?: unknown; readonly requestId?: unknown }[] {
  const causes: object[] = []
  for (let cause = error; typeof cause === 'object' && cause !== null && causes.length < maxCauses; ) {
    causes.push(cause)
    cause = (cause as { cause?: unknown }).cause
  }
  return causes
}

const maxCauses = 10

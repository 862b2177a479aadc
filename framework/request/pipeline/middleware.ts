// Runs middleware around a handler, outermost first.
import { isHttpError } from '../../http/http-error.ts'
import { withMutableHeaders } from '../../http/mutable-headers.ts'
import { isThenable } from '../../http/thenable.ts'
import type { Context } from '../context/context.ts'
import type { RequestTracer } from './manifest.ts'

/**
 * Wraps everything at and below a folder, or one route.
 *
 * Return `next()` or a changed copy of its response, or answer without calling it. Errors inside arrive as finished error
 * pages, so code after `await next()` always runs.
 */
export interface Middleware {
  (ctx: Context, next: () => Promise<Response>): Response | Promise<Response>
  /**
   * Tells whether the cross-site check lets an unsafe request, or a socket, from another origin pass.
   *
   * The check runs before the session is fetched. Without this function the middleware allows no other origin. With it, the
   * middleware also runs around files.
   *
   * @param origin The `Origin` header, exactly as received
   */
  readonly allowsOrigin?: (origin: string, ctx: Context) => boolean | Promise<boolean>
}

/** A middleware of a chain. */
export interface MiddlewareStep {
  readonly run: Middleware
  /** Where it comes from, for messages, such as `routes/_middleware.ts`. */
  readonly where: string
}

/**
 * Runs a chain of middleware and then the handler.
 *
 * @param chain Outermost first
 * @param ctx The request's context
 * @param handler Answers if every middleware has called `next`
 * @param toErrorResponse Turns what a step throws into the response that the outer steps see. `reached` is the index of
 *   the innermost middleware that has started, or `chain.length` if the handler has
 * @param measure Runs each middleware, to measure it (default: nothing is measured)
 */
export function runMiddleware(
  chain: readonly MiddlewareStep[],
  ctx: Context,
  handler: () => Response | Promise<Response>,
  toErrorResponse: (error: unknown, reached: number) => Promise<Response>,
  measure?: RequestTracer['middleware'],
): Response | Promise<Response> {
  let reached = 0
  return runFrom(0)

  function runFrom(index: number): Response | Promise<Response> {
    reached = index
    const step = chain[index]
    if (!step) return catchErrors(handler)
    const { run, where } = step
    let called = false
    const next = async (): Promise<Response> => {
      if (called) {
        throw new Error(
          `${where}: the middleware called next() twice. Call it once and store its response in a variable.`,
        )
      }
      called = true
      return runFrom(index + 1)
    }
    const answer = (): Response | Promise<Response> => checkResponse(run(ctx, next), where)
    return catchErrors(measure ? () => measure(where, answer) : answer)
  }

  function catchErrors(step: () => Response | Promise<Response>): Response | Promise<Response> {
    try {
      const result = step()
      return isThenable(result) ? Promise.resolve(result).catch(fail) : result
    } catch (error) {
      return fail(error)
    }
  }

  function fail(error: unknown): Promise<Response> {
    return toErrorResponse(error, reached)
  }
}

function checkResponse(result: Response | Promise<Response>, where: string): Response | Promise<Response> {
  if (isThenable(result)) {
    return Promise.resolve(result as Promise<Response>).then((settled) => checkResponse(settled, where))
  }
  if (result instanceof Response) return withMutableHeaders(result)
  if (isHttpError(result)) throw result
  if (typeof result === 'function') {
    throw new Error(
      `${where}: the middleware returned a function, so it creates middleware, but is not one itself. Call it, as in requireRole('admin').`,
    )
  }
  throw new Error(
    `${where}: the middleware did not return a response. Write \`return next()\`, or return a Response.`,
  )
}

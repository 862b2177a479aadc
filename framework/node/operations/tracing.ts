// Traces requests with OpenTelemetry, if the site has registered a provider. Otherwise nothing is loaded.
import type { Span } from '@opentelemetry/api'
import type { Log } from '../../http/log.ts'
import { isThenable } from '../../http/thenable.ts'
import type { RequestTracer } from '../../request/pipeline/manifest.ts'
import { whenSent } from '../listener/node-request.ts'

/**
 * Opens the tracer of a site, following the semantic conventions for HTTP spans.
 *
 * @returns `undefined` if no provider is registered, which needs no package to find out
 */
export async function openTracer(log: Log): Promise<RequestTracer | undefined> {
  // Where every copy of the API with major version 1 keeps what is registered.
  const registered = (globalThis as Record<symbol, { trace?: unknown } | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ]
  if (!registered?.trace) return undefined
  try {
    return await createTracer()
  } catch (error) {
    log.warn({ err: error }, 'Requests are not traced. Install @opentelemetry/api beside this server.')
    return undefined
  }
}

async function createTracer(): Promise<RequestTracer> {
  const { context, propagation, trace, SpanKind, SpanStatusCode } = await import('@opentelemetry/api')
  const tracer = trace.getTracer('vial')
  const spans = new WeakMap<Request, Span>()

  return {
    run(request, work) {
      const { method } = request
      const { pathname, scheme } = splitUrl(request.url)
      const active = context.active()
      // The span of another instrumentation, which has read the headers, is the parent.
      const parent = trace.getSpan(active) ? active : propagation.extract(active, request.headers, carrier)
      const isKnown = knownMethods.has(method)
      const span = tracer.startSpan(
        isKnown ? method : 'HTTP',
        {
          kind: SpanKind.SERVER,
          attributes: {
            'http.request.method': isKnown ? method : '_OTHER',
            ...(!isKnown && { 'http.request.method_original': method }),
            'url.path': pathname,
            'url.scheme': scheme,
          },
        },
        parent,
      )
      spans.set(request, span)
      const finish = (result: unknown): void => {
        const status = result instanceof Response ? result.status : 101
        span.setAttribute('http.response.status_code', status)
        if (status >= 500) {
          span.setAttribute('error.type', String(status))
          span.setStatus({ code: SpanStatusCode.ERROR })
        }
        whenSent(request, () => span.end())
      }
      const result = context.with(trace.setSpan(parent, span), work)
      if (isThenable(result)) {
        result.then(finish, (error) => {
          fail(span, error)
          span.end()
        })
      } else finish(result)
      return result
    },
    step(name, work) {
      return tracer.startActiveSpan(name, (span) => {
        const end = (): void => span.end()
        const endFailed = (error: unknown): void => {
          fail(span, error)
          span.end()
        }
        try {
          const result = work()
          if (isThenable(result)) result.then(end, endFailed)
          else end()
          return result
        } catch (error) {
          endFailed(error)
          throw error
        }
      })
    },
    route(request, id) {
      const span = spans.get(request)
      span?.setAttribute('http.route', id)
      span?.updateName(`${knownMethods.has(request.method) ? request.method : 'HTTP'} ${id}`)
    },
    fail(request, error) {
      spans.get(request)?.recordException(toException(error))
    },
    traceId: (request) => spans.get(request)?.spanContext().traceId,
  }

  function fail(span: Span, error: unknown): void {
    // Answers that the site's code throws, such as notFound(), are not failures.
    const { status } = error as { status?: unknown }
    if (error instanceof Response || (typeof status === 'number' && status < 500)) return
    span.recordException(toException(error))
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
}

const carrier = {
  get: (headers: Headers, name: string): string | undefined => headers.get(name) ?? undefined,
  keys: (headers: Headers): string[] => [...headers.keys()],
}

const knownMethods: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'],
])

function toException(error: unknown): Error | string {
  return error instanceof Error ? error : String(error)
}

/** Without the query, which may hold tokens and personal data. */
function splitUrl(url: string): { pathname: string; scheme: string } {
  const schemeEnd = url.indexOf('://')
  const start = url.indexOf('/', schemeEnd + 3)
  const end = url.slice(start).search(/[?#]/)
  return {
    pathname: start < 0 ? '/' : url.slice(start, end < 0 ? undefined : start + end),
    scheme: url.slice(0, schemeEnd),
  }
}

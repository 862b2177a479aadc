// What `ctx.signal` hears: that the visitor has left, or that a stream or socket has ended without that.

export interface Lasting {
  readonly request: Request
  readonly signal: AbortSignal
  end(): void
  /** Goes on when the request ends. */
  outliveRequest(): void
}

/**
 * Opens the signal of a request, once: whoever took it before the response became a stream has the same one.
 *
 * A request that the cache has taken the place of has another.
 */
export function openLasting(exchange: { readonly request: Request; lasting: Lasting | undefined }): Lasting {
  const { request, lasting } = exchange
  if (lasting?.request === request) return lasting
  const controller = new AbortController()
  const end = (): void => controller.abort()
  if (request.signal.aborted) end()
  else request.signal.addEventListener('abort', end, { once: true })
  exchange.lasting = {
    request,
    signal: controller.signal,
    end,
    outliveRequest: () => request.signal.removeEventListener('abort', end),
  }
  return exchange.lasting
}

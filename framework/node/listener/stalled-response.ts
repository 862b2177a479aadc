// Ends responses whose reader has stopped.
import type { ServerResponse } from 'node:http'

/**
 * Destroys a response when data waits for its reader and none of it is taken for a while.
 *
 * A response that waits for the site's code is never affected. Progress within a single write counts: a large page may
 * take its time on a slow connection.
 *
 * @param timeout In milliseconds; 0 for no limit
 */
export function endWhenStalled(res: ServerResponse, timeout: number): void {
  if (timeout === 0 || res.destroyed) return
  // The socket's own timer knows how much of a write has been taken. It starts again with every write.
  res.setTimeout(timeout, () => {
    if (res.writableLength > 0) res.destroy()
  })
  // The timer belongs to the connection, and must not end the next response on it. Before Node's own listener, which
  // starts the timer of an idle connection.
  res.prependOnceListener('finish', () => res.setTimeout(0))
}

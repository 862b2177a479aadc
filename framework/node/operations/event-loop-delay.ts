// Tells whether a process is overloaded: whether its event loop runs late again and again.

/** How often the delay is measured, in milliseconds. */
const interval = 50

/** How much of the mean each measurement makes up: several long tasks in a row are overload, one is not. */
const weight = 0.2

/**
 * Measures the delay of the event loop from now on.
 *
 * @param limit The mean delay above which the process is overloaded, in milliseconds
 */
export function watchEventLoop(limit: number): { isOverloaded(): boolean } {
  let mean = 0
  let last = performance.now()
  setInterval(() => {
    const now = performance.now()
    mean += weight * (Math.max(0, now - last - interval) - mean)
    last = now
  }, interval).unref()
  return { isOverloaded: () => mean > limit }
}

// Waits for a promise, but only for so long.

/**
 * Settles as a promise does, or as the caller decides when it takes too long.
 *
 * The promise itself goes on: if it fails after the limit, its error is ignored.
 *
 * @param work What to wait for
 * @param limit How long to wait, in milliseconds
 * @param onTimeout Gives the result once the limit has passed, or throws
 * @param signal Ends the wait with its reason when it aborts (default: none)
 * @returns What `work` resolves to, or what `onTimeout` returns
 */
export function withTimeLimit<Value, Late>(
  work: Promise<Value>,
  limit: number,
  onTimeout: () => Late,
  signal?: AbortSignal,
): Promise<Value | Late> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stopWaiting()
      try {
        resolve(onTimeout())
      } catch (error) {
        reject(error)
      }
    }, limit)
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    work.then(
      (value) => {
        stopWaiting()
        resolve(value)
      },
      (error) => {
        stopWaiting()
        reject(error)
      },
    )

    function onAbort(): void {
      stopWaiting()
      reject(signal?.reason)
    }

    function stopWaiting(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  })
}

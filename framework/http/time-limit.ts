// Waits for a promise with a time limit.

/**
 * Settles like a promise, or with the result of `onTimeout` if the promise takes too long.
 *
 * The work itself continues: if it fails after the limit, its error is ignored.
 *
 * @param work The promise to wait for
 * @param limit How long to wait, in milliseconds
 * @param onTimeout Returns the result when the limit has passed, or throws
 * @param signal Ends the wait with its reason when it aborts (default: none)
 * @returns The result of `work`, or of `onTimeout`
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
      reject(signal!.reason)
    }

    function stopWaiting(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  })
}

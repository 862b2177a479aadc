// Shares the result of asynchronous work, but never its failure.

/**
 * Creates a function that starts work on its first call and gives its promise to every caller.
 *
 * A failure is forgotten before its callers learn of it, so the next call starts the work again. Keeping a rejected promise
 * would turn a moment without memory, file descriptors or network into a failure until the process ends.
 *
 * @param start Starts the work
 */
export function sharePromise<Parameters extends unknown[], Value>(
  start: (...parameters: Parameters) => Promise<Value>,
): (...parameters: Parameters) => Promise<Value> {
  let shared: Promise<Value> | undefined
  return (...parameters) => {
    shared ??= start(...parameters).catch((error: unknown) => {
      shared = undefined
      throw error
    })
    return shared
  }
}

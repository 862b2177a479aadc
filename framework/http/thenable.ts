// Recognises promises and other values that can be awaited.

/** Tells whether a value has to be awaited: a promise, or an object with a `then` method, such as a query builder. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

/** Applies a step to a value, at once or when its promise resolves, so that synchronous work stays synchronous. */
export function andThen<Value, Result>(
  value: Value | Promise<Value>,
  step: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(step) : step(value)
}

/** Turns a thrown error into a rejection, so that the steps after it still start. */
export function attempt(step: () => unknown): unknown {
  try {
    return step()
  } catch (error) {
    return Promise.reject(error)
  }
}

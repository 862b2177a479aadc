// Recognises promises and other values that can be awaited.

/** Tells whether a value has to be awaited: a promise, or an object with `then` such as a query builder. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

/** Takes the next step with a value: at once, or when its promise resolves. What needs no waiting stays synchronous. */
export function andThen<Value, Result>(
  value: Value | Promise<Value>,
  step: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(step) : step(value)
}

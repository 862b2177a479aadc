// Recognises promises and other values that can be awaited.

/** Tells whether a value has to be awaited: a promise, or an object with a `then` method, such as a query builder. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

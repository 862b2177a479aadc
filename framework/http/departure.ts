// Marks errors that only mean that a visitor has left, for code that does not know the request.

// On the error itself, because in development the server and the site are two copies of this package.
const departure: unique symbol = Symbol.for('vial.departure') as never

/**
 * Marks the reason for which the signal of a request was aborted: whatever depends on the signal, or reads the body, fails
 * with it.
 */
export function markDeparture(reason: unknown): void {
  if (typeof reason !== 'object' || reason === null || !Object.isExtensible(reason)) return
  Object.defineProperty(reason, departure, { value: true, configurable: true })
}

/** Tells whether an error has been marked. */
export function isMarkedDeparture(error: object): boolean {
  return departure in error
}

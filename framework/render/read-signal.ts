// Reads values that a site may pass as signals.

/** Reads the value of a signal, as the renderer does for properties. */
export function readSignal(value: unknown): unknown {
  const signal = value as { peek?: unknown; value: unknown } | null | undefined
  return typeof value === 'object' && typeof signal?.peek === 'function' ? signal.value : value
}

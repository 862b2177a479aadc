// Describes the values that JSON loses without an error, such as the entries of a Map.
import { findInJson, formatPath } from '../http/json-text.ts'
import { isThenable } from '../http/thenable.ts'

/**
 * Describes the first part of a result that vanishes when the result is written as JSON.
 *
 * @returns `undefined` if JSON keeps everything
 */
export function describeLost(value: unknown): string | undefined {
  const found = findInJson(value, (item) => describeLostValue(item) !== undefined, maxProperties)
  if (!found) return undefined
  const what = found.path.length === 0 ? 'the result' : formatPath(found.path)
  return `${what} ${describeLostValue(found.value)}`
}

/** How many properties of a result are looked at. */
const maxProperties = 1000

function describeLostValue(value: unknown): string | undefined {
  if (typeof value === 'function')
    return 'is a function, which JSON leaves out. Return what it returns, or remove it.'
  if (typeof value === 'symbol')
    return 'is a symbol, which JSON leaves out. Return its description, or remove it.'
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return undefined
  if (isThenable(value)) return 'is a promise, which is {} as JSON. Write await before the call.'
  if (value instanceof Map) return 'is a Map, which is {} as JSON. Write Object.fromEntries(…) or […map].'
  if (value instanceof Set) return 'is a Set, which is {} as JSON. Write […set].'
  if (value instanceof RegExp) return 'is a regular expression, which is {} as JSON. Write String(…).'
  if (value instanceof Error) return 'is an error, which is {} as JSON. Return its message, or throw it.'
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return 'is binary data, which JSON writes as an object of numbers. Return new Response(…) instead.'
  }
  return undefined
}

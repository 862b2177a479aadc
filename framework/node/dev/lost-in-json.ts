// Describes the values that JSON loses without an error, such as the entries of a Map.
import { findInJson, formatPath } from '../../http/json-text.ts'
import { isThenable } from '../../http/thenable.ts'

/**
 * Describes the first part of a value that vanishes when the value is written as JSON.
 *
 * @param whole What the value itself is called, such as `the result`
 * @returns `undefined` if JSON keeps everything
 */
export function describeLost(value: unknown, whole: string): string | undefined {
  const found = findInJson(value, (item) => describeLostValue(item) !== undefined, maxProperties)
  if (!found) return undefined
  const what = found.path.length === 0 ? whole : formatPath(found.path)
  return `${what} ${describeLostValue(found.value)}`
}

/** How many properties are looked at. */
const maxProperties = 1000

function describeLostValue(value: unknown): string | undefined {
  if (typeof value === 'function') return 'is a function, which JSON leaves out. Call it, or remove it.'
  if (typeof value === 'symbol')
    return 'is a symbol, which JSON leaves out. Write its description, or remove it.'
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return `is ${value}, which is null as JSON. Check the calculation, or write null.`
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    return 'is an invalid Date, which is null as JSON. Check the text that it was made from.'
  }
  return 'toJSON' in value ? undefined : describeLostObject(value)
}

function describeLostObject(value: object): string | undefined {
  if (isThenable(value)) return 'is a promise, which is {} as JSON. Write await before the call.'
  if (value instanceof Map) return 'is a Map, which is {} as JSON. Write Object.fromEntries(…) or […map].'
  if (value instanceof Set) return 'is a Set, which is {} as JSON. Write […set].'
  if (value instanceof RegExp) return 'is a regular expression, which is {} as JSON. Write String(…).'
  if (value instanceof Error) return 'is an error, which is {} as JSON. Write its message, or throw it.'
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return 'is binary data, which JSON writes as an object of numbers. Return new Response(…) instead.'
  }
  // A subscription has functions of its own.
  if (Symbol.asyncIterator in value) {
    return 'is an asynchronous iterator, whose items JSON leaves out. Send them with ctx.events() or stream(), or collect them in a list with for await.'
  }
  return describeEmpty(value)
}

/** Describes an object that keeps all of its content where JSON does not look. */
function describeEmpty(value: object): string | undefined {
  const prototype: object | null = Object.getPrototypeOf(value)
  // An object without a prototype, and one of another realm, are plain too.
  if (prototype === null || Object.getPrototypeOf(prototype) === null || Array.isArray(value))
    return undefined
  // JSON writes the value of a boxed number or text.
  if (Object.keys(value).length > 0 || typeof value.valueOf() !== 'object') return undefined
  const name = nameClass(value)
  if (value instanceof Response || value instanceof Request) {
    return `is a ${name}, which is {} as JSON. Write await before its json() or text().`
  }
  if (value instanceof Headers || value instanceof URLSearchParams || value instanceof FormData) {
    return `is a ${name} object, which is {} as JSON. Write Object.fromEntries(…).`
  }
  if (Symbol.iterator in value) return 'is an iterator, which is {} as JSON. Write [...iterator].'
  return `is an instance of ${name} without public properties, which is {} as JSON. Give the class a toJSON method, or write its values.`
}

/** Built-in iterators have no class, but a tag. */
function nameClass(value: object): string {
  const tag = (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  return typeof tag === 'string' ? tag : value.constructor?.name || 'a class'
}

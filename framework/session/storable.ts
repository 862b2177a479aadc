// Finds values that JSON would silently change or drop.

/** A value that cannot be stored. */
export interface Unstorable {
  /** Its path from the outermost object, such as `.user.roles[0]`. */
  path: string
  /** What it is, such as `a Date`. */
  kind: string
}

const maxDepth = 100

/**
 * Finds the first value that does not survive JSON unchanged: an instance of a class such as Date, Map or Set, a BigInt,
 * a function, a symbol, NaN, Infinity, a hole in an array, or an object that contains itself.
 *
 * A property with the value `undefined` is allowed: it is dropped, and then reads as `undefined`.
 */
export function findUnstorable(value: unknown, depth: number = 0): Unstorable | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : { path: '', kind: String(value) }
    case 'object':
      if (value === null) return undefined
      if (depth > maxDepth)
        return { path: '', kind: 'an object that contains itself or is nested too deeply' }
      return Array.isArray(value) ? findInArray(value, depth) : findInObject(value, depth)
    default:
      return { path: '', kind: `a ${typeof value}` }
  }
}

/** Describes the problem and what to store instead. */
export function describeUnstorable({ path, kind }: Unstorable): string {
  return `ctx.session${path}: ${kind} does not survive JSON. ${adviseInstead(kind)}`
}

function findInArray(items: unknown[], depth: number): Unstorable | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const found = findUnstorable(items[index], depth + 1)
    if (found) return { path: `[${index}]${found.path}`, kind: found.kind }
  }
  return undefined
}

function findInObject(object: object, depth: number): Unstorable | undefined {
  if (!isPlainObject(object)) return { path: '', kind: `a ${object.constructor?.name || 'class instance'}` }
  for (const name of Object.keys(object)) {
    const value: unknown = object[name as keyof typeof object]
    const found = value === undefined ? undefined : findUnstorable(value, depth + 1)
    if (found) return { path: `.${name}${found.path}`, kind: found.kind }
  }
  return undefined
}

// Does not compare with Object.prototype, because test runners give each file its own Object.
function isPlainObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function adviseInstead(kind: string): string {
  if (kind === 'a Date') return 'Store date.getTime() or date.toISOString().'
  if (kind === 'a Map' || kind === 'a Set') return 'Store an array or a plain object.'
  if (kind === 'a bigint') return 'Store a string.'
  return 'Store strings, finite numbers, booleans, null, and arrays and plain objects of these.'
}

// Finds values that JSON would silently change or lose when they are saved.

/** Where such a value is, and what. */
export interface Unstorable {
  /** From the outermost object, such as `.user.roles[0]`. */
  path: string
  /** What stands there, such as `a Date`. */
  kind: string
}

const deepest = 100

/**
 * Finds the first value that would not come back from JSON as it is: a Date, Map, Set or another class's
 * object, BigInt, function, symbol, NaN or Infinity, a hole in an array, an object that contains itself.
 *
 * A property that is `undefined` is fine: it is gone afterwards, and reads as `undefined` again.
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
      if (depth > deepest) return { path: '', kind: 'an object that contains itself, or too many levels' }
      return Array.isArray(value) ? findInArray(value, depth) : findInObject(value, depth)
    default:
      return { path: '', kind: `a ${typeof value}` }
  }
}

/** Says what is wrong with it and what to store instead. */
export function describeUnstorable({ path, kind }: Unstorable): string {
  return `ctx.session${path}: ${kind} would not come back from JSON as it is. ${adviseInstead(kind)}`
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

// Not a comparison with Object.prototype: test runners give each file an Object of its own.
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

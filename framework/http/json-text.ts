// Writes values as JSON, and finds in them what JSON cannot express.

/**
 * Writes a value as JSON.
 *
 * @param where How error messages start, such as the name of a route file
 * @returns `undefined` for a value that is nothing in JSON, such as a function
 * @throws TypeError that names the place of a BigInt or of an object inside itself; whatever a `toJSON` throws
 */
export function toJsonText(value: unknown, where: string | undefined): string | undefined {
  watcher?.(value, where)
  try {
    return JSON.stringify(value)
  } catch (error) {
    const found = findInJson(value, isUnwritable)
    if (!found) throw error
    throw new TypeError(`${where}: ${formatPath(found.path)}${describeUnwritable(found.value)}`, {
      cause: error,
    })
  }
}

let watcher: ((value: unknown, where: string | undefined) => void) | undefined

/** Passes on every value before it is written, from now on. Development looks for what JSON loses. */
export function watchJson(watch: NonNullable<typeof watcher>): void {
  watcher = watch
}

/** A value somewhere inside another one. */
export interface InJson {
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

/** Tells what is wrong with a value; the objects around it are given, too. */
type Test = (value: unknown, around: readonly object[]) => boolean

const maxDepth = 50

/**
 * Finds the first value of which a test is true, in the order of the properties.
 *
 * @param most How many properties are looked at (default: all)
 */
export function findInJson(
  value: unknown,
  test: Test,
  most: number = Number.POSITIVE_INFINITY,
): InJson | undefined {
  let left = most
  return find(value, [], [])

  function find(current: unknown, path: InJson['path'], around: readonly object[]): InJson | undefined {
    if (test(current, around)) return { path, value: current }
    if (typeof current !== 'object' || current === null || around.length === maxDepth) return undefined
    // What `toJSON` returns is written instead, as of a Date.
    if (around.includes(current) || typeof (current as { toJSON?: unknown }).toJSON === 'function')
      return undefined
    for (const [key, item] of Object.entries(current)) {
      if (left-- <= 0) return undefined
      const found = find(item, [...path, Array.isArray(current) ? Number(key) : key], [...around, current])
      if (found) return found
    }
    return undefined
  }
}

function isUnwritable(value: unknown, around: readonly object[]): boolean {
  return typeof value === 'bigint' || (typeof value === 'object' && value !== null && around.includes(value))
}

function describeUnwritable(value: unknown): string {
  return typeof value === 'bigint'
    ? ' is a BigInt, which JSON does not have. Write String(…) around it.'
    : ' contains itself, which JSON cannot express. Return only the properties that the reader needs.'
}

/** Formats a path such as `authors[0].name`; the value itself is `the value`. */
export function formatPath(path: InJson['path']): string {
  if (path.length === 0) return 'the value'
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )
}

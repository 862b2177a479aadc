// Prepares the props of an island for the browser, as JSON, as devalue text, or as server-rendered HTML.
import { DevalueError, stringify } from 'devalue'
import { h, isValidElement } from 'preact'

export interface IslandProps {
  /** The props that survive JSON unchanged. */
  readonly json: Record<string, unknown>
  /** The other props, serialized by devalue. */
  readonly text?: string
  /** Whether `text` contains signals. */
  readonly hasSignals: boolean
  /** The props that are server-rendered HTML. */
  readonly slots: Readonly<Record<string, unknown>>
}

/**
 * Prepares the props of an island.
 *
 * @param name The name of the island, for error messages
 * @param numberSignal Returns the number of a signal on the page, so that islands share it in the browser, too
 * @param refusal Ends the sentence about a prop that cannot be sent
 * @throws Error that names a prop which cannot be sent: a function, a symbol, an instance of a class, or an element
 *   inside an object
 */
export function prepareIslandProps(
  props: Readonly<Record<string, unknown>>,
  name: string,
  numberSignal: (signal: object) => number,
  refusal = 'cannot be sent to the browser. Pass plain data, or create it inside the island.',
): IslandProps {
  const json: Record<string, unknown> = {}
  const rich: Record<string, unknown> = {}
  const slots: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined) continue
    if (key === '__proto__')
      throw new Error(`${name}: a prop cannot be called __proto__. Pass it under another name.`)
    if (isMarkup(value)) slots[key] = value
    else if (isJson(value, new Set())) json[key] = value
    else rich[key] = value
  }
  // Without such props, the browser does not load the code that restores them.
  if (Object.keys(rich).length === 0) return { json, hasSignals: false, slots }

  let hasSignals = false
  const reducers = {
    Signal(value: unknown): unknown {
      if (!isSignal(value)) return undefined
      hasSignals = true
      return [numberSignal(value), value.peek()]
    },
  }
  try {
    return { json, text: stringify(rich, reducers), hasSignals, slots }
  } catch (error) {
    throw findPropProblem(rich, name, reducers, refusal, error)
  }
}

/** Tells whether a value is an element or a list with elements. Signals also look like elements, but are not. */
function isMarkup(value: unknown, known?: Set<unknown>): boolean {
  if (!Array.isArray(value)) return isValidElement(value) && !isSignal(value)
  const seen = known ?? new Set()
  if (seen.has(value)) return false
  seen.add(value)
  return value.some((item) => isMarkup(item, seen))
}

interface SignalLike {
  peek(): unknown
}

/** Checks the brand that `@preact/signals` uses. */
function isSignal(value: unknown): value is SignalLike {
  return (value as { brand?: unknown } | null)?.brand === signalBrand
}

const signalBrand = Symbol.for('preact-signals')

/** Tells whether a value survives JSON unchanged. */
function isJson(value: unknown, above: Set<object>): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object' || above.has(value)) return false
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false
  // JSON could carry this property, but in the browser it could pollute a prototype when the object is merged.
  if (Object.hasOwn(value, '__proto__')) return false
  above.add(value)
  const items = Array.isArray(value) ? value : Object.values(value)
  // JSON turns holes in an array into null.
  const isDense = !Array.isArray(value) || Object.keys(value).length === value.length
  const carried = isDense && items.every((item) => isJson(item, above))
  above.delete(value)
  return carried
}

/** Finds the prop that cannot be sent, and returns an error that describes it. */
function findPropProblem(
  props: Record<string, unknown>,
  name: string,
  reducers: Record<string, (value: unknown) => unknown>,
  refusal: string,
  error: unknown,
): Error {
  for (const [key, value] of Object.entries(props)) {
    try {
      stringify(value, reducers)
    } catch (cause) {
      const path = cause instanceof DevalueError ? cause.path : ''
      if (cause instanceof DevalueError && cause.value === elementMark) {
        return new Error(
          `${name}: the prop ${key}${path.replace(/\.constructor$/, '')} is an element inside data. Pass the element as a separate prop.`,
          { cause },
        )
      }
      return new Error(`${name}: the prop ${key}${path} is ${describe(cause)} and ${refusal}`, { cause })
    }
  }
  return error as Error
}

/** The value of an element that devalue fails on, by which to recognize elements. */
const elementMark: unknown = h('i', null).constructor

function describe(cause: unknown): string {
  const value = cause instanceof DevalueError ? cause.value : undefined
  if (typeof value === 'function') return `a function${value.name && ` (${value.name})`}`
  if (typeof value === 'symbol') return 'a symbol'
  const type = (value as object | undefined)?.constructor?.name
  if (type && type !== 'Object') return `an instance of ${type}`
  return `not plain data (${cause instanceof Error ? cause.message : cause})`
}

// The props of an island on their way to the browser: what JSON carries, what devalue carries, and HTML of the server.
import { DevalueError, stringify } from 'devalue'
import { h, isValidElement } from 'preact'

export interface IslandProps {
  /** The props that JSON gives back as they are. */
  readonly json: Record<string, unknown>
  /** The others, as devalue writes them. */
  readonly text?: string
  /** Whether there are signals among those. */
  readonly hasSignals: boolean
  /** Props that are HTML of the server. */
  readonly slots: Readonly<Record<string, unknown>>
}

/**
 * Prepares the props of an island.
 *
 * @param name The island, for messages
 * @param numberSignal Gives a number to each signal of the page, so that islands share it in the browser as well
 * @throws Error that names the prop for what cannot be sent: functions, symbols, instances of classes, elements in objects
 */
export function prepareIslandProps(
  props: Readonly<Record<string, unknown>>,
  name: string,
  numberSignal: (signal: object) => number,
): IslandProps {
  const json: Record<string, unknown> = {}
  const rich: Record<string, unknown> = {}
  const slots: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined) continue
    if (key === '__proto__')
      throw new Error(`${name}: no prop can be called __proto__. Pass it by another name.`)
    if (isMarkup(value)) slots[key] = value
    else if (isJson(value, new Set())) json[key] = value
    else rich[key] = value
  }
  // An island without such props loads no code for them.
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
    throw findPropProblem(rich, name, reducers, error)
  }
}

/** Elements, alone or in a list. Text alone is a value like any other; a signal passes for an element where it is shown. */
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

/** The brand by which `@preact/signals` itself tells them. */
function isSignal(value: unknown): value is SignalLike {
  return (value as { brand?: unknown } | null)?.brand === signalBrand
}

const signalBrand = Symbol.for('preact-signals')

/** Whether JSON gives a value back as it is. */
function isJson(value: unknown, above: Set<object>): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object' || above.has(value)) return false
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false
  // JSON would give them back, but what they reach in somebody's merge() is better stopped here.
  if (Object.hasOwn(value, '__proto__')) return false
  above.add(value)
  const items = Array.isArray(value) ? value : Object.values(value)
  // A hole in an array is no entry of it, and JSON makes `null` of one.
  const isWhole = !Array.isArray(value) || Object.keys(value).length === value.length
  const carried = isWhole && items.every((item) => isJson(item, above))
  above.delete(value)
  return carried
}

/** Finds the prop that is to blame. */
function findPropProblem(
  props: Record<string, unknown>,
  name: string,
  reducers: Record<string, (value: unknown) => unknown>,
  error: unknown,
): Error {
  for (const [key, value] of Object.entries(props)) {
    try {
      stringify(value, reducers)
    } catch (cause) {
      const path = cause instanceof DevalueError ? cause.path : ''
      if (cause instanceof DevalueError && cause.value === elementMark) {
        return new Error(
          `${name}: the prop ${key}${path.replace(/\.constructor$/, '')} is an element inside of data. Pass elements as a prop of their own.`,
          { cause },
        )
      }
      return new Error(
        `${name}: the prop ${key}${path} is ${describe(cause)} and cannot be sent to the browser. Pass plain data, or make it inside the island.`,
        { cause },
      )
    }
  }
  return error as Error
}

/** What marks elements is the first of their values that cannot be sent. */
const elementMark: unknown = h('i', null).constructor

function describe(cause: unknown): string {
  const value = cause instanceof DevalueError ? cause.value : undefined
  if (typeof value === 'function') return `a function${value.name && ` (${value.name})`}`
  if (typeof value === 'symbol') return 'a symbol'
  const type = (value as object | undefined)?.constructor?.name
  if (type && type !== 'Object') return `an instance of ${type}`
  return `no plain data (${cause instanceof Error ? cause.message : cause})`
}

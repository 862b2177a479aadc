// Names the type of a value for messages about arguments of the site's code.
import { isThenable } from './thenable.ts'

/** Describes what a value is, with an article where one is needed: `undefined`, `a list`, `an object`, `a number`. */
export function describeType(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Error) return 'an error'
  if (isThenable(value)) return 'a promise'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

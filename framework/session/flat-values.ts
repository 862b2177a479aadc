// Remembers the values of sessions that hold no objects: reading such a session neither parses nor formats its JSON again.
import { reservedNames } from './session-object.ts'
import { formatSessionRecord, type SessionRecord } from './session-record.ts'

/** The values of a session: only texts, numbers, booleans and `null`, so that all its requests may share them. */
export type FlatValues = Readonly<Record<string, unknown>>

/** At most 8 MB, because a cookie has at most 4 kB. */
const maxRemembered = 1000
const remembered = new Map<string, FlatValues>()

/** Finds the values in the JSON of a seal; `undefined` if they were not remembered. */
export function findFlatValues(json: string): FlatValues | undefined {
  return remembered.get(json)
}

/**
 * Remembers the values of a record if all requests may share them, and if formatting them gives the same JSON.
 *
 * @param json The JSON of a genuine seal: visitors could otherwise push out those in use
 */
export function rememberFlatValues(json: string, record: Readonly<SessionRecord>): void {
  const { values, createdAt, flashes } = record
  if (createdAt !== undefined || flashes.length > 0) return
  const isFlat = Object.entries(values).every(
    ([name, value]) => (typeof value !== 'object' || value === null) && !reservedNames.includes(name),
  )
  if (!isFlat || formatSessionRecord(record) !== json) return
  if (remembered.size >= maxRemembered) remembered.clear()
  remembered.set(json, Object.freeze(values))
}

/** Tells whether values are the same in the same order, so that their JSON is the same. */
export function hasSameValues(values: FlatValues, others: FlatValues): boolean {
  const names = Object.keys(values)
  const otherNames = Object.keys(others)
  return (
    names.length === otherNames.length &&
    names.every((name, index) => name === otherNames[index] && Object.is(values[name], others[name]))
  )
}

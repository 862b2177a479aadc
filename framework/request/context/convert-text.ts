// Converts the text of a form field to a number, a boolean or a date.

/** What a field's text stands for. */
export type TextKind = 'number' | 'boolean' | 'date'

/**
 * Converts the text of a field.
 *
 * @returns The same text if it is not of that kind, so that the schema refuses it; `undefined` for an empty number or date
 */
export function convertText(text: string, kind: TextKind): unknown {
  if (kind === 'boolean') return booleans.get(text) ?? text
  if (text.trim() === '') return undefined
  return kind === 'number' ? toNumber(text) : toDate(text)
}

// A box without a value sends "on"; menus and radio buttons also name the opposite.
const booleans: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['true', true],
  ['1', true],
  ['off', false],
  ['false', false],
  ['0', false],
])

/** Converts a number as `<input type="number">` sends it (HTML, section 2.3.4.3), unless digits would be lost. */
function toNumber(text: string): number | string {
  if (!/^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return text
  const number = Number(text)
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number))
    ? number
    : text
}

/** Converts a date, or a date with a time, as UTC unless the text names another offset (HTML, sections 2.3.5.2 and 7). */
function toDate(text: string): Date | string {
  const [, day, time = '', offset = 'Z'] =
    /^(\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text.trim()) ??
    []
  if (day === undefined) return text
  // Date() moves the 30th of February to March.
  const midnight = new Date(`${day}T00:00Z`)
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return text
  const date = time === '' ? midnight : new Date(`${day}T${time}${offset}`)
  return Number.isNaN(date.getTime()) ? text : date
}

// Formats a server-sent event (HTML standard, section 9.2.5).
import { toJsonText } from '../http/json-text.ts'
import { describeType } from '../http/value-type.ts'

/** A server-sent event. Missing fields are not sent. */
export interface ServerEvent {
  /** The event type that listeners in the browser are registered for (default there: `message`). */
  readonly event?: string | undefined
  /** The browser sends this as `Last-Event-ID` when it reconnects. */
  readonly id?: string | number | undefined
  /** Strings are sent unchanged, everything else as JSON. */
  readonly data?: unknown
  /** How long the browser waits before it reconnects (ms). */
  readonly retry?: number | undefined
  /** A comment, which browsers ignore. */
  readonly comment?: string | undefined
}

/**
 * Formats an event for an event stream.
 *
 * Line breaks in data are split into several data lines. In a name or an id, line breaks and NUL become spaces. So the
 * browser always dispatches exactly one event, even if the text comes from a visitor.
 *
 * @param event The event, or a string to send as its data
 * @throws Error for an invalid event
 */
export function formatEvent(event: ServerEvent | string): string {
  if (typeof event === 'string') return formatData(event)
  if (typeof event !== 'object' || event === null || !fields.some((field) => field in event)) {
    throw new Error(
      'ctx.events(): the yielded value is not an event. Yield text or an object with data, event, id, retry or comment.',
    )
  }
  const { event: name, id, data, retry, comment } = event
  let text = ''
  if (comment !== undefined) text += writeLines('', String(comment))
  if (name !== undefined) text += `event: ${toOneLine(name)}\n`
  if (id !== undefined) text += `id: ${toOneLine(id)}\n`
  if (retry !== undefined) text += `retry: ${toDelay(retry)}\n`
  // Browsers do not dispatch an event without a data line, so an event with only a name gets an empty one.
  if (data === undefined) return `${text}${name === undefined ? '' : 'data: \n'}\n`
  return text + formatData(data)
}

const fields: readonly (keyof ServerEvent)[] = ['data', 'event', 'id', 'retry', 'comment']

function formatData(data: unknown): string {
  const text: string | undefined = typeof data === 'string' ? data : toJsonText(data, 'ctx.events()')
  if (text === undefined) {
    throw new Error(`ctx.events(): ${describeType(data)} cannot be sent as data. Yield text or a JSON value.`)
  }
  return `${writeLines('data', text)}\n`
}

/** A lone CR also ends a line (section 9.2.5). Left in, it would let the text inject a field. */
function writeLines(field: string, text: string): string {
  if (!/[\r\n]/.test(text)) return `${field}: ${text}\n`
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `${field}: ${line}\n`)
    .join('')
}

function toOneLine(text: string | number): string {
  // Browsers ignore an id that contains NUL.
  return String(text).replace(/\r\n|[\r\n\0]/g, ' ')
}

function toDelay(retry: number): number {
  if (Number.isInteger(retry) && retry >= 0) return retry
  throw new Error(`ctx.events(): retry is ${retry}. Use a whole number of milliseconds.`)
}

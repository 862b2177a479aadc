// The text of one server-sent event (HTML standard, section 9.2.5).

/** One event, or a part of one: what is not there is not sent. */
export interface ServerEvent {
  /** The name that the browser's listeners are registered for (default there: `message`). */
  readonly event?: string | undefined
  /** What the browser sends back as `Last-Event-ID` when it connects again. */
  readonly id?: string | number | undefined
  /** Text is sent as it is, everything else as JSON. */
  readonly data?: unknown
  /** How long the browser waits before it connects again, in milliseconds. */
  readonly retry?: number | undefined
  /** Sent, and heard by nobody. */
  readonly comment?: string | undefined
}

/**
 * Writes an event as browsers read it.
 *
 * Line breaks in data become lines of data; a name or an id cannot have any, nor NUL, and gets spaces instead. So
 * whatever a visitor has written, the browser hears exactly one event.
 *
 * @param event Text alone is its data
 * @throws Error for what is no event
 */
export function formatEvent(event: ServerEvent | string): string {
  if (typeof event === 'string') return formatData(event)
  if (typeof event !== 'object' || event === null || !fields.some((field) => field in event)) {
    throw new Error(
      'ctx.events(): this is no event. Yield text, or an object with data, event, id, retry or comment.',
    )
  }
  const { event: name, id, data, retry, comment } = event
  let text = ''
  if (comment !== undefined) text += writeLines('', String(comment))
  if (name !== undefined) text += `event: ${toOneLine(name)}\n`
  if (id !== undefined) text += `id: ${toOneLine(id)}\n`
  if (retry !== undefined) text += `retry: ${toDelay(retry)}\n`
  // Without a line of data browsers dispatch nothing, and a name is given to be heard.
  if (data === undefined) return `${text}${name === undefined ? '' : 'data: \n'}\n`
  return text + formatData(data)
}

const fields: readonly (keyof ServerEvent)[] = ['data', 'event', 'id', 'retry', 'comment']

function formatData(data: unknown): string {
  const text: string | undefined = typeof data === 'string' ? data : JSON.stringify(data)
  if (text === undefined) {
    throw new Error(
      `ctx.events(): a ${typeof data} cannot be sent as data. Yield text, or what JSON can express.`,
    )
  }
  return `${writeLines('data', text)}\n`
}

/** A lone CR ends a line as well (section 9.2.5): leaving it would let text begin a field of its own. */
function writeLines(field: string, text: string): string {
  if (!/[\r\n]/.test(text)) return `${field}: ${text}\n`
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `${field}: ${line}\n`)
    .join('')
}

function toOneLine(text: string | number): string {
  // Browsers ignore an id with NUL in it.
  return String(text).replace(/\r\n|[\r\n\0]/g, ' ')
}

function toDelay(retry: number): number {
  if (Number.isInteger(retry) && retry >= 0) return retry
  throw new Error(`ctx.events(): retry is ${retry}. Give a whole number of milliseconds.`)
}

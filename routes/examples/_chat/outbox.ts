// Messages in the browser that the server has not published yet. They survive a reload of the page.

/** A message as the browser sends it. */
export interface SentMessage {
  /** Made in the browser, so that the server recognizes a message that is sent again. */
  id: string
  text: string
}

const key = 'vial-chat-waiting'

/** Reads the messages that were waiting when the page was left. */
export function loadWaiting(): readonly SentMessage[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]') as SentMessage[]
  } catch {
    // The browser does not let the page store anything.
    return []
  }
}

/** Stores the waiting messages for the next load of the page, in this tab. */
export function saveWaiting(messages: readonly SentMessage[]): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(messages))
  } catch {
    // As above: then a reload loses them.
  }
}

/** Creates a random id. `crypto.randomUUID()` needs HTTPS. */
export function createMessageId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(36)).join('-')
}

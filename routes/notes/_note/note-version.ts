// Versions of a note in the JSON API: its ETag, and the If-Match header of requests that change it.
import { HttpError } from 'vial'
import type { Note } from '../_data/database.ts'

/** Creates the entity tag of a note: the time of its last change. */
export function toTag({ changed }: Pick<Note, 'changed'>): string {
  return `"${changed}"`
}

/**
 * Reads which version of a note a request may change.
 *
 * A weak tag counts too: compression makes the tag of a response weak, but the version is the same (RFC 9110, section
 * 13.1.1 compares strongly, because the bytes of a file may differ).
 *
 * @returns The time of the last change, or `undefined` without a condition
 * @throws HttpError 412 if the note has changed since
 */
export function expectVersion({ headers }: Request, note: Pick<Note, 'changed'>): string | undefined {
  const wanted = headers.get('if-match')
  if (wanted === null || wanted.trim() === '*') return undefined
  if (!wanted.includes(toTag(note))) throw versionError()
  return note.changed
}

/** Creates the error for a note that has changed since the client read it. */
export function versionError(): HttpError {
  return new HttpError(412, 'This note has changed since you read it. Read it again, and repeat your change.')
}

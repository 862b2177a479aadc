// A guest book, whichever database keeps it.
import * as v from 'valibot'

/** An entry is one document. Fields that a guest leaves empty are not part of it. */
export interface Entry {
  name: string
  text: string
  /** Where the guest comes from. */
  from?: string
  /** ISO 8601, in UTC. */
  written: string
}

export interface GuestBook {
  /**
   * Lists the entries, newest first.
   *
   * @throws HttpError 503 if the database is down
   */
  list(): Promise<Entry[]>
  /**
   * Adds an entry, and removes the oldest ones.
   *
   * @throws HttpError 503 if the database is down
   */
  add(entry: Entry): Promise<void>
  close(): Promise<void>
}

/** The number of entries to keep. */
export const maxEntries = 50

const line = (message: string, max: number) =>
  v.pipe(
    v.optional(v.string(message), ''),
    v.trim(),
    v.maxLength(max, `Use at most ${max} characters.`),
    v.regex(/^\P{Cc}*$/u, 'Remove the control characters.'),
  )

/** The form. */
export const EntrySchema = v.object({
  name: v.pipe(line('Write one name.', 60), v.nonEmpty('Enter your name.')),
  from: line('Write one place.', 60),
  text: v.pipe(
    v.optional(v.string('Write one text.'), ''),
    v.trim(),
    v.nonEmpty('Write something.'),
    v.maxLength(1000, 'Use at most 1,000 characters.'),
  ),
})

// Reads and writes notes, with the same queries for SQLite and PostgreSQL.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Note, NotesDatabase } from './database.ts'

export interface NoteText {
  title: string
  body: string
}

export interface NoteFilter {
  /** The id of the user. */
  owner: number
  /** The text to find in title or body, ignoring case. Empty matches all notes. */
  q: string
}

export const pageSize = 10

/** Counts the notes that match a filter. */
export async function countNotes(db: NotesDatabase, filter: NoteFilter): Promise<number> {
  const { count } = await selectNotes(db, filter)
    .select((query) => query.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  // PostgreSQL counts in 64 bits, which the driver returns as a string.
  return Number(count)
}

/** Lists one page of notes, most recently changed first. Returns an empty list after the last page. */
export function listNotes(db: NotesDatabase, filter: NoteFilter, page: number): Promise<Note[]> {
  return selectNotes(db, filter)
    .select(columns)
    .orderBy('changed', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
}

/** Finds a note by id, regardless of its owner. */
export async function findNote(db: NotesDatabase, id: number): Promise<Note | undefined> {
  // PostgreSQL fails on numbers outside its integer range instead of returning no row.
  if (id < 1 || id > 2 ** 31 - 1) return undefined
  return db.selectFrom('notes').select(columns).where('id', '=', id).executeTakeFirst()
}

/**
 * Adds a note.
 *
 * @param formId Identifies the form. The same text from the same form is the same note (default: always a new note)
 */
export async function addNote(
  db: NotesDatabase,
  owner: number,
  text: NoteText,
  formId?: string,
): Promise<Note> {
  const now = new Date().toISOString()
  // Another text from the same form is another note: the visitor has gone back to it.
  const submission = formId ? hash([formId, text.title, text.body]) : null
  const added = await db
    .insertInto('notes')
    .values({ owner, ...text, folded: fold(text), created: now, changed: now, submission })
    .onConflict((conflict) => conflict.columns(['owner', 'submission']).doNothing())
    .returning(columns)
    .executeTakeFirst()
  return added ?? findSubmission(db, owner, submission)
}

/**
 * Changes title and body.
 *
 * @param expected The time of the last change that the author has seen (default: any)
 * @returns `undefined` if the note does not exist, or if it has changed since
 */
export function changeNote(
  db: NotesDatabase,
  id: number,
  text: NoteText,
  expected?: string,
): Promise<Note | undefined> {
  const query = db
    .updateTable('notes')
    .set({ ...text, folded: fold(text), changed: timeAfter(expected) })
    .where('id', '=', id)
  return (expected ? query.where('changed', '=', expected) : query).returning(columns).executeTakeFirst()
}

/** Returns the present time, or the next millisecond if the given time is the present: two changes must differ. */
function timeAfter(before: string | undefined): string {
  const now = Date.now()
  return new Date(before !== undefined && Date.parse(before) === now ? now + 1 : now).toISOString()
}

/**
 * Deletes a note.
 *
 * @param expected The time of the last change that the author has seen (default: any)
 * @returns Whether there was a note to delete
 */
export async function deleteNote(db: NotesDatabase, id: number, expected?: string): Promise<boolean> {
  const query = db.deleteFrom('notes').where('id', '=', id)
  const { numDeletedRows } = await (expected
    ? query.where('changed', '=', expected)
    : query
  ).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

const columns = ['id', 'owner', 'title', 'body', 'created', 'changed'] as const

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

function findSubmission(db: NotesDatabase, owner: number, submission: string | null): Promise<Note> {
  return db
    .selectFrom('notes')
    .select(columns)
    .where('owner', '=', owner)
    .where('submission', '=', submission)
    .executeTakeFirstOrThrow()
}

function selectNotes(db: NotesDatabase, { owner, q }: NoteFilter) {
  const query = db.selectFrom('notes').where('owner', '=', owner)
  if (q === '') return query
  const pattern = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return query.where(sql<boolean>`folded like ${pattern} escape '\\'`)
}

// SQLite only lower-cases ASCII, and PostgreSQL depends on its locale. This gives the same result for both.
function fold({ title, body }: NoteText): string {
  return `${title}\n${body}`.toLowerCase()
}

// Reads and writes notes. Each query names the owner, so that no visitor reaches another one's notes.
import type { Note, SiteDatabase } from './database.ts'

/** Lists the notes of a user, the newest first. */
export function listNotes(db: SiteDatabase, owner: number): Promise<Note[]> {
  return db.selectFrom('notes').selectAll().where('owner', '=', owner).orderBy('id', 'desc').execute()
}

/** Adds a note. */
export async function addNote(db: SiteDatabase, owner: number, text: string): Promise<void> {
  await db.insertInto('notes').values({ owner, text }).execute()
}

/** Deletes a note, and tells whether the user had it. */
export async function deleteNote(db: SiteDatabase, owner: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('notes')
    .where('owner', '=', owner)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

// Finds the note of a URL, if it belongs to the logged-in user.
import { HttpError, notFound } from 'vial'
import type { AnyContext } from 'vial/auth'
import { loggedInUser } from '../_account/accounts.ts'
import type { Note } from '../_data/database.ts'
import { findNote } from '../_data/notes.server.ts'

/**
 * Finds the note with the id in the URL.
 *
 * @throws HttpError 404 if it does not exist, 403 if it belongs to another user
 */
export async function findOwnNote(ctx: AnyContext & { params: { id: number } }): Promise<Note> {
  const user = await loggedInUser(ctx)
  const note = (await findNote(ctx.app.locals.db, ctx.params.id)) ?? notFound('There is no such note.')
  if (note.owner !== user.id) throw new HttpError(403, 'This note belongs to another user.')
  return note
}

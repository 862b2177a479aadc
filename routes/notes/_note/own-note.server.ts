// The note of an address, if it belongs to who asks.
import { HttpError, notFound } from 'vial'
import type { AnyContext } from 'vial/auth'
import { loggedInUser } from '../_account/accounts.ts'
import type { Note } from '../_data/database.ts'
import { findNote } from '../_data/notes.server.ts'

/**
 * Finds the note with the id of the URL.
 *
 * @throws HttpError 404 when there is none, 403 when it is somebody else's
 */
export async function findOwnNote(ctx: AnyContext & { params: { id: number } }): Promise<Note> {
  const user = await loggedInUser(ctx)
  const note = (await findNote(ctx.app.locals.db, ctx.params.id)) ?? notFound('There is no such note.')
  if (note.owner !== user.id) throw new HttpError(403, 'This note belongs to somebody else.')
  return note
}

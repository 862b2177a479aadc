// The JSON API of the notes: list and create.
import { type Context, href } from 'vial'
import { loggedInUser } from '../_account/accounts.ts'
import { addNote, countNotes, listNotes, pageSize } from '../_data/notes.server.ts'
import { toTag } from '../_note/note-version.ts'
import { ListSchema, NoteSchema } from '../_note/note-schema.ts'

export const search = ListSchema

export async function GET(ctx: Context<'/notes/api/notes'>) {
  const { db } = ctx.app.locals
  const { q, page } = ctx.search
  const filter = { owner: (await loggedInUser(ctx)).id, q }
  const [total, notes] = await Promise.all([countNotes(db, filter), listNotes(db, filter, page)])
  return { notes, page, pages: Math.ceil(total / pageSize), total }
}

export async function POST(ctx: Context<'/notes/api/notes'>) {
  const text = await ctx.json(NoteSchema)
  const note = await addNote(ctx.app.locals.db, (await loggedInUser(ctx)).id, text)
  ctx.status = 201
  ctx.headers.set('etag', toTag(note))
  ctx.headers.set('location', href('/notes/api/notes/[id=int]', { id: note.id }))
  return note
}

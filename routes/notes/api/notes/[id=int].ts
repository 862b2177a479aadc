// The JSON API of one note: read, replace and delete.
import { type Context, notFound } from 'vial'
import { changeNote, deleteNote } from '../../_data/notes.server.ts'
import { NoteSchema } from '../../_note/note-schema.ts'
import { findOwnNote } from '../../_note/own-note.server.ts'

type Ctx = Context<'/notes/api/notes/[id=int]'>

export function GET(ctx: Ctx) {
  return findOwnNote(ctx)
}

export async function PUT(ctx: Ctx) {
  const { id } = await findOwnNote(ctx)
  const text = await ctx.json(NoteSchema)
  return (await changeNote(ctx.app.locals.db, id, text)) ?? notFound('There is no such note.')
}

export async function DELETE(ctx: Ctx) {
  const { id } = await findOwnNote(ctx)
  await deleteNote(ctx.app.locals.db, id)
}

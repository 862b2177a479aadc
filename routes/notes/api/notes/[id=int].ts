// The JSON API of one note: read, replace and delete.
import { type Context, notFound } from 'vial'
import { changeNote, deleteNote } from '../../_data/notes.server.ts'
import { NoteSchema } from '../../_note/note-schema.ts'
import { expectVersion, toTag, versionError } from '../../_note/note-version.ts'
import { findOwnNote } from '../../_note/own-note.server.ts'

type Ctx = Context<'/notes/api/notes/[id=int]'>

export async function GET(ctx: Ctx) {
  const note = await findOwnNote(ctx)
  ctx.headers.set('etag', toTag(note))
  return note
}

export async function PUT(ctx: Ctx) {
  const current = await findOwnNote(ctx)
  const text = await ctx.json(NoteSchema)
  const version = expectVersion(ctx.request, current)
  const note = await changeNote(ctx.app.locals.db, current.id, text, version)
  // Another request has changed or deleted it in the meantime.
  if (!note) throw version === undefined ? notFound('There is no such note.') : versionError()
  ctx.headers.set('etag', toTag(note))
  return note
}

export async function DELETE(ctx: Ctx) {
  const note = await findOwnNote(ctx)
  const version = expectVersion(ctx.request, note)
  const isDeleted = await deleteNote(ctx.app.locals.db, note.id, version)
  if (!isDeleted && version !== undefined) throw versionError()
}

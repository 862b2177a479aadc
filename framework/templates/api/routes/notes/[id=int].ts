// Reads, replaces and deletes a note.
import { type Context, notFound } from 'vial'
import { NoteSchema } from '../_notes.ts'

export const config = { session: false }

export function GET({ app, params }: Context<'/notes/[id=int]'>) {
  return app.locals.notes.find(params.id) ?? notFound('There is no such note.')
}

export async function PUT(ctx: Context<'/notes/[id=int]'>) {
  const { notes } = ctx.app.locals
  const { id } = ctx.params
  if (!notes.find(id)) notFound('There is no such note.')
  const note = { id, ...(await ctx.json(NoteSchema)) }
  notes.replace(note)
  return note
}

export function DELETE({ app, params }: Context<'/notes/[id=int]'>) {
  if (!app.locals.notes.remove(params.id)) notFound('There is no such note.')
}

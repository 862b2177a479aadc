// Lists the notes and adds one.
import * as v from 'valibot'
import { type Context, href } from 'vial'
import { NoteSchema } from '../_notes.ts'

// ?isDone=true. An invalid value is answered with 400.
export const search = v.object({
  isDone: v.optional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ),
})

export const config = { session: false }

export function GET({ app, search }: Context<'/notes'>) {
  return { notes: app.locals.notes.list({ isDone: search.isDone }) }
}

export async function POST(ctx: Context<'/notes'>) {
  // Answers 422 with a problem document that names the wrong fields.
  const note = ctx.app.locals.notes.add(await ctx.json(NoteSchema))
  ctx.status = 201
  ctx.headers.set('location', href('/notes/[id=int]', { id: note.id }))
  return note
}

// The notes of the user who is logged in.
import * as v from 'valibot'
import { type Context, FieldMessages, type PageProps, field, href, notFound, redirect } from 'vial'
import { loggedInUser } from '../_accounts.ts'
import { addNote, deleteNote, listNotes } from '../_data/notes.server.ts'
import NoteField from './note-field.island.tsx'

const longest = 500

const NoteSchema = v.object({
  text: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('Write a note.'),
    v.maxLength(longest, `Use at most ${longest} characters.`),
  ),
})

export const head = { title: 'Notes' }

export async function loader(ctx: Context<'/notes'>) {
  const user = await loggedInUser(ctx)
  return { notes: await listNotes(ctx.app.locals.db, user.id) }
}

export const actions = {
  async add(ctx: Context<'/notes'>) {
    const form = await ctx.form(NoteSchema)
    if (!form.ok) return ctx.fail(422, form)
    await addNote(ctx.app.locals.db, (await loggedInUser(ctx)).id, form.data.text)
    ctx.flash('success', 'Saved.')
    return redirect(href('/notes'))
  },

  async remove(ctx: Context<'/notes'>) {
    const { id } = (await ctx.form()).values
    const user = await loggedInUser(ctx)
    if (!(await deleteNote(ctx.app.locals.db, user.id, Number(id)))) notFound('There is no such note.')
    ctx.flash('success', 'Deleted.')
    return redirect(href('/notes'))
  },
}

export default function Notes({ data, form }: PageProps<'/notes'>) {
  return (
    <>
      <h1>Notes</h1>
      <form method="post" action="?/add">
        <NoteField attributes={field(form, 'text')} most={longest} /> <button type="submit">Save</button>
        <FieldMessages form={form} name="text" />
      </form>
      <ul>
        {data.notes.map((note) => (
          <li key={note.id}>
            <form method="post" action="?/remove">
              <input type="hidden" name="id" value={note.id} />
              {note.text}{' '}
              <button type="submit" aria-label={`Delete ${note.text}`}>
                Delete
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  )
}

// Creates a note.
import { type Context, type PageProps, href, redirect } from 'vial'
import { loggedInUser } from './_account/accounts.ts'
import { addNote } from './_data/notes.server.ts'
import { EditorFiles } from './_note/editor-files.tsx'
import { NoteFields } from './_note/note-fields.tsx'
import { NoteSchema } from './_note/note-schema.ts'
import source from 'virtual:source/routes/notes/new.tsx?source'

export async function POST(ctx: Context<'/notes/new'>) {
  const form = await ctx.form(NoteSchema)
  if (!form.ok) return ctx.fail(422, form)
  const note = await addNote(ctx.app.locals.db, (await loggedInUser(ctx)).id, form.data)
  ctx.flash('success', `“${note.title}” has been saved.`)
  return redirect(href('/notes'))
}

export const head = ({ form }: PageProps<'/notes/new'>) => ({
  title: `${form ? 'Problem: ' : ''}New note`,
  meta: [{ name: 'description', content: 'Write a new note.' }],
})

export default function NewNote({ form }: PageProps<'/notes/new'>) {
  return (
    <>
      <h1>New note</h1>
      <NoteFields form={form}>
        <button type="submit" class="button">
          Save
        </button>
        <a href={href('/notes')}>Cancel</a>
      </NoteFields>
      <EditorFiles page={source} />
    </>
  )
}

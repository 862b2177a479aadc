// Creates a note.
import { type Context, type PageProps, href, redirect } from 'vial'
import { loggedInUser } from './_account/accounts.ts'
import { addNote } from './_data/notes.server.ts'
import { EditorFiles } from './_note/editor-files.tsx'
import { NoteFields } from './_note/note-fields.tsx'
import { NewNoteSchema } from './_note/note-schema.ts'
import source from 'virtual:source/routes/notes/new.tsx?source'

export function loader() {
  return { formId: crypto.randomUUID() }
}

export async function POST(ctx: Context<'/notes/new'>) {
  const form = await ctx.form(NewNoteSchema)
  if (!form.ok) return ctx.fail(422, form)
  const { formId, ...text } = form.data
  const note = await addNote(ctx.app.locals.db, (await loggedInUser(ctx)).id, text, formId)
  ctx.flash('success', `“${note.title}” has been saved.`)
  return redirect(href('/notes'))
}

export const head = ({ form }: PageProps<'/notes/new'>) => ({
  title: `${form ? 'Problem: ' : ''}New note`,
  meta: [{ name: 'description', content: 'Write a new note.' }],
})

export default function NewNote({ data, form }: PageProps<'/notes/new'>) {
  return (
    <>
      <h1>New note</h1>
      <NoteFields form={form} hidden={{ formId: form?.values.formId ?? data.formId }}>
        <button type="submit" class="button">
          Save
        </button>
        <a href={href('/notes')}>Cancel</a>
      </NoteFields>
      <EditorFiles page={source} />
    </>
  )
}

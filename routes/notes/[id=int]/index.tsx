// Shows and edits one note.
import { type Context, type PageProps, href, notFound, redirect } from 'vial'
import { changeNote } from '../_data/notes.server.ts'
import { EditorFiles } from '../_note/editor-files.tsx'
import Moment from '../../_site/moment.island.tsx'
import { NoteFields } from '../_note/note-fields.tsx'
import { NoteSchema } from '../_note/note-schema.ts'
import { findOwnNote } from '../_note/own-note.server.ts'
import source from 'virtual:source/routes/notes/[id=int]/index.tsx?source'

export async function loader(ctx: Context<'/notes/[id=int]'>) {
  return { note: await findOwnNote(ctx) }
}

export async function POST(ctx: Context<'/notes/[id=int]'>) {
  const { id } = await findOwnNote(ctx)
  const form = await ctx.form(NoteSchema)
  if (!form.ok) return ctx.fail(422, form)
  const note = (await changeNote(ctx.app.locals.db, id, form.data)) ?? notFound('There is no such note.')
  ctx.flash('success', `“${note.title}” has been saved.`)
  return redirect(href('/notes'))
}

export const head = ({ data, form }: PageProps<'/notes/[id=int]'>) => ({
  title: `${form ? 'Problem: ' : ''}${data.note.title}`,
  meta: [{ name: 'description', content: 'One of your notes.' }],
})

export default function EditNote({ data, form }: PageProps<'/notes/[id=int]'>) {
  const { note } = data
  return (
    <>
      <p>
        <a href={href('/notes')}>All notes</a>
      </p>
      <h1 class="note-heading">{note.title}</h1>
      <p class="note-time">
        Written <Moment iso={note.created} />, changed <Moment iso={note.changed} />
      </p>
      <NoteFields form={form} note={note}>
        <button type="submit" class="button">
          Save
        </button>
        <a href={href('/notes')}>Cancel</a>
        <a class="delete-link" href={href('/notes/[id=int]/delete', { id: note.id })}>
          Delete this note
        </a>
      </NoteFields>
      <EditorFiles page={source} />
    </>
  )
}

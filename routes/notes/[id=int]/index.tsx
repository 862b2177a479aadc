// Shows and edits one note.
import { type Context, type FieldErrors, type PageProps, href, isHttpError, redirect } from 'vial'
import { changeNote } from '../_data/notes.server.ts'
import { EditorFiles } from '../_note/editor-files.tsx'
import Moment from '../../_site/moment.island.tsx'
import { LostNote } from '../_note/lost-note.tsx'
import { NoteFields } from '../_note/note-fields.tsx'
import { ChangeNoteSchema } from '../_note/note-schema.ts'
import { NoteText } from '../_note/note-text.tsx'
import { findOwnNote } from '../_note/own-note.server.ts'
import source from 'virtual:source/routes/notes/[id=int]/index.tsx?source'

export async function loader(ctx: Context<'/notes/[id=int]'>) {
  try {
    return { note: await findOwnNote(ctx) }
  } catch (error) {
    // The page shows a text that was sent, even if there is no note for it any more.
    if (ctx.request.method === 'POST' && isHttpError(error)) return { note: undefined }
    throw error
  }
}

export async function POST(ctx: Context<'/notes/[id=int]'>) {
  const form = await ctx.form(ChangeNoteSchema)
  const { values } = form
  try {
    const { id } = await findOwnNote(ctx)
    if (!form.ok) return ctx.fail(422, form)
    const { changed, ...text } = form.data
    const note = await changeNote(ctx.app.locals.db, id, text, changed)
    if (note) {
      ctx.flash('success', `“${note.title}” has been saved.`)
      return redirect(href('/notes'))
    }
    // The note has changed or, if this throws, has been deleted just now.
    await findOwnNote(ctx)
    return ctx.fail(409, { ok: false as const, values, errors: conflict })
  } catch (error) {
    if (!isHttpError(error)) throw error
    return ctx.fail(error.status, { ok: false as const, values, errors: { '': [error.message] } })
  }
}

const conflict: FieldErrors = {
  '': [
    'This note has changed since you opened it, in another tab or on another device. Nothing is lost: your text is in the form, and the other one is below it. Save again to replace the other text with yours.',
  ],
}

export const head = ({ data, form }: PageProps<'/notes/[id=int]'>) => ({
  title: `${form ? 'Problem: ' : ''}${data.note?.title ?? 'Your text is not saved'}`,
  meta: [{ name: 'description', content: 'One of your notes.' }],
})

export default function EditNote({ data, form, status }: PageProps<'/notes/[id=int]'>) {
  const { note } = data
  if (!note) return <LostNote form={form} />
  return (
    <>
      <p>
        <a href={href('/notes')}>All notes</a>
      </p>
      <h1 class="note-heading">{note.title}</h1>
      <p class="note-time">
        Written <Moment iso={note.created} />, changed <Moment iso={note.changed} />
      </p>
      <NoteFields
        form={form}
        note={note}
        hidden={{ changed: status === 409 ? note.changed : (form?.values.changed ?? note.changed) }}
      >
        <button type="submit" class="button">
          Save
        </button>
        <a href={href('/notes')}>Cancel</a>
        <a class="delete-link" href={href('/notes/[id=int]/delete', { id: note.id })}>
          Delete this note
        </a>
      </NoteFields>
      {status === 409 && (
        <section aria-labelledby="other-title">
          <h2 id="other-title">The other text</h2>
          <h3 dir="auto">{note.title}</h3>
          <NoteText text={note.body} />
        </section>
      )}
      <EditorFiles page={source} />
    </>
  )
}

// Deletes a note after confirmation.
import { type Context, type PageProps, href, redirect } from 'vial'
import { deleteNote } from '../_data/notes.server.ts'
import { findOwnNote } from '../_note/own-note.server.ts'

export async function loader(ctx: Context<'/notes/[id=int]/delete'>) {
  return { note: await findOwnNote(ctx) }
}

export async function POST(ctx: Context<'/notes/[id=int]/delete'>) {
  const note = await findOwnNote(ctx)
  await deleteNote(ctx.app.locals.db, note.id)
  ctx.flash('success', `“${note.title}” has been deleted.`)
  return redirect(href('/notes'))
}

export const head = {
  title: 'Delete a note',
  meta: [{ name: 'description', content: 'Delete one of your notes.' }],
}

export default function DeleteNote({ data }: PageProps<'/notes/[id=int]/delete'>) {
  const { id, title } = data.note
  return (
    <>
      <h1 class="note-heading">Delete “{title}”?</h1>
      <p>This cannot be undone.</p>
      <form class="form-buttons" method="post">
        <button type="submit" class="button button-danger">
          Delete
        </button>
        <a href={href('/notes/[id=int]', { id })}>Keep it</a>
      </form>
    </>
  )
}

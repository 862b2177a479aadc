// The list of one's own notes, with search and pages.
import { type Context, type PageProps, href } from 'vial'
import { requireUser } from './_account/require-user.ts'
import { countNotes, listNotes, pageSize } from './_data/notes.server.ts'
import { NoteList } from './_note/note-list.tsx'
import { ListSchema } from './_note/note-schema.ts'
import { Pager } from './_note/pager.tsx'
import { SearchForm } from './_note/search-form.tsx'

export const search = ListSchema

export async function loader(ctx: Context<'/notes'>) {
  const { db } = ctx.app.locals
  const filter = { owner: requireUser(ctx).id, q: ctx.search.q }
  const total = await countNotes(db, filter)
  const pages = Math.max(1, Math.ceil(total / pageSize))
  // A page can lose its last note while somebody looks at it: the one before is the next best answer.
  const page = Math.min(ctx.search.page, pages)
  return { notes: await listNotes(db, filter, page), total, page, pages }
}

export const head = ({ search }: PageProps<'/notes'>) => ({
  title: search.q ? `Notes with “${search.q}”` : 'Your notes',
  meta: [{ name: 'description', content: 'Your own notes, newest first.' }],
})

export default function Notes({ data, search }: PageProps<'/notes'>) {
  const { notes, total, page, pages } = data
  return (
    <>
      <div class="notes-head">
        <h1>Your notes</h1>
        <a class="button" href={href('/notes/new')}>
          New note
        </a>
      </div>
      {(total > 0 || search.q) && <SearchForm q={search.q} total={total} />}
      {total === 0 ? <Nothing q={search.q} /> : <NoteList notes={notes} />}
      <Pager page={page} pages={pages} q={search.q} />
    </>
  )
}

function Nothing({ q }: { q: string }) {
  return (
    <p class="notes-empty">
      {q ? (
        <>
          No note contains “{q}”. <a href={href('/notes')}>Show all notes</a>
        </>
      ) : (
        <>
          There is nothing here yet. <a href={href('/notes/new')}>Write your first note</a>
        </>
      )}
    </p>
  )
}

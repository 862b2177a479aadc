// The list of the user's notes, with search and pages.
import { type Context, type PageProps, href } from 'vial'
import { FoldedSourceFiles } from '../_site/source-files.tsx'
import { loggedInUser } from './_account/accounts.ts'
import { countNotes, listNotes, pageSize } from './_data/notes.server.ts'
import { ListSchema } from './_note/note-schema.ts'
import { toSummary } from './_note/note-summary.ts'
import liveSearchSource from 'virtual:source/routes/notes/_note/live-search.ts?source'
import Search from './_note/search.island.tsx'
import islandSource from 'virtual:source/routes/notes/_note/search.island.tsx?source'
import pageSource from 'virtual:source/routes/notes/index.tsx?source'

export const search = ListSchema

export async function loader(ctx: Context<'/notes'>) {
  const { db } = ctx.app.locals
  const filter = { owner: (await loggedInUser(ctx)).id, q: ctx.search.q }
  const total = await countNotes(db, filter)
  const pages = Math.max(1, Math.ceil(total / pageSize))
  // The requested page may be empty after a note was deleted. Show the last page instead.
  const page = Math.min(ctx.search.page, pages)
  const notes = await listNotes(db, filter, page)
  return { notes: notes.map(toSummary), total, page, pages }
}

export const head = ({ search }: PageProps<'/notes'>) => ({
  title: search.q ? `Notes with “${search.q}”` : 'Your notes',
  meta: [{ name: 'description', content: 'Your notes, newest first.' }],
})

export default function Notes({ data, search }: PageProps<'/notes'>) {
  return (
    <>
      <div class="notes-head">
        <h1>Your notes</h1>
        <a class="button" href={href('/notes/new')}>
          New note
        </a>
      </div>
      {data.total > 0 || search.q ? (
        <>
          <Search {...data} q={search.q} hydrate="idle" />
          <FoldedSourceFiles files={files}>
            <p>
              The page loads the notes and renders the search as an island. It is a plain form until it
              hydrates; then it queries the JSON endpoint as you type.
            </p>
          </FoldedSourceFiles>
        </>
      ) : (
        <p class="notes-empty">
          There is nothing here yet. <a href={href('/notes/new')}>Write your first note</a>
        </p>
      )}
    </>
  )
}

const files = [pageSource, islandSource, liveSearchSource]

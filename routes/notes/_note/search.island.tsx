// The search, list and pager of the notes. Searches as the visitor types; without JavaScript, it is a plain form.
import { useEffect, useRef, useState } from 'preact/hooks'
import { href } from 'vial'
import { type FoundNotes, createLiveSearch } from './live-search.ts'
import { NoteList } from './note-list.tsx'
import { Pager } from './pager.tsx'
import { SearchForm } from './search-form.tsx'

export default function Search(first: FoundNotes) {
  const [{ q, notes, total, page, pages }, setFound] = useState(first)
  const [hasFailed, setFailed] = useState(false)
  const [liveSearch] = useState(() => createLiveSearch(first.q, show))
  const root = useRef<HTMLDivElement>(null)

  useEffect(() => {
    // The visitor may have typed before the island hydrated.
    liveSearch.search(root.current!.querySelector<HTMLInputElement>('input[name=q]')!.value)
    return liveSearch.stop
  }, [liveSearch])

  function show(found: FoundNotes | undefined): void {
    setFailed(!found)
    if (!found) return
    setFound(found)
    history.replaceState(history.state, '', href('/notes', {}, { query: { q: found.q || undefined } }))
  }

  return (
    <div ref={root}>
      <SearchForm q={q} total={total} hasFailed={hasFailed} onText={liveSearch.search} />
      {total === 0 ? (
        <p class="notes-empty">
          {q ? `No note contains “${q}”. ` : 'There are no notes any more. '}
          <a href={href('/notes')}>Show all notes</a>
        </p>
      ) : (
        <NoteList notes={notes} />
      )}
      <Pager page={page} pages={pages} q={q} />
    </div>
  )
}

// Search, list and pages of the notes: finds while somebody types. Without a script the search is a plain form.
import { useEffect, useRef, useState } from 'preact/hooks'
import { href } from 'vial'
import { type FoundNotes, createLiveSearch } from './live-search.ts'
import { NoteList } from './note-list.tsx'
import { Pager } from './pager.tsx'
import { SearchForm } from './search-form.tsx'

export default function Search(first: FoundNotes) {
  const [{ q, notes, total, page, pages }, setFound] = useState(first)
  const [isStuck, setStuck] = useState(false)
  const [search] = useState(() => createLiveSearch(first.q, show))
  const root = useRef<HTMLDivElement>(null)

  useEffect(() => {
    // Somebody may have typed before this was awake.
    search.look(root.current!.querySelector<HTMLInputElement>('input[name=q]')!.value)
    return search.stop
  }, [search])

  function show(found: FoundNotes | undefined): void {
    setStuck(!found)
    if (!found) return
    setFound(found)
    history.replaceState(history.state, '', href('/notes', {}, { query: { q: found.q || undefined } }))
  }

  return (
    <div ref={root}>
      <SearchForm q={q} total={total} isStuck={isStuck} onText={search.look} />
      {total === 0 ? (
        <p class="notes-empty">
          {q ? `No note contains “${q}”. ` : 'There is nothing here any more. '}
          <a href={href('/notes')}>Show all notes</a>
        </p>
      ) : (
        <NoteList notes={notes} />
      )}
      <Pager page={page} pages={pages} q={q} />
    </div>
  )
}

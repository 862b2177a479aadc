// Searches notes as the visitor types, through the JSON API.
import { href } from 'vial'
import type { Note } from '../_data/database.ts'
import { type NoteSummary, toSummary } from './note-summary.ts'

export interface FoundNotes {
  /** The search text. */
  q: string
  notes: readonly NoteSummary[]
  total: number
  page: number
  pages: number
}

export interface LiveSearch {
  /** Searches once the visitor stops typing. Drops the response to an older search. */
  search(text: string): void
  stop(): void
}

/**
 * Creates a live search.
 *
 * @param shown The search text of the notes on the page
 * @param onFound Called with the result, or with `undefined` if the request failed
 */
export function createLiveSearch(
  shown: string,
  onFound: (found: FoundNotes | undefined) => void,
): LiveSearch {
  let wanted: string | undefined = shown
  let abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    clearTimeout(timer)
    abort.abort()
  }

  return {
    stop,
    search(text) {
      const q = text.trim()
      if (q === wanted) return
      wanted = q
      stop()
      abort = new AbortController()
      const { signal } = abort
      timer = setTimeout(async () => {
        const found = await findNotes(q, signal)
        if (signal.aborted) return
        // Allow the same search again after a failure.
        if (!found) wanted = undefined
        onFound(found)
      }, 150)
    },
  }
}

async function findNotes(q: string, signal: AbortSignal): Promise<FoundNotes | undefined> {
  try {
    const response = await fetch(href('/notes/api/notes', {}, { query: { q: q || undefined } }), { signal })
    if (!response.ok) return undefined
    const { notes, pages, ...rest } = (await response.json()) as Omit<FoundNotes, 'notes'> & { notes: Note[] }
    return { ...rest, q, notes: notes.map(toSummary), pages: Math.max(1, pages) }
  } catch {
    // A network error, or the request was aborted. The form still works.
    return undefined
  }
}

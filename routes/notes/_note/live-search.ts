// Finds notes in the browser while somebody types, by the JSON interface.
import { href } from 'vial'
import type { Note } from '../_data/database.ts'
import { type NoteSummary, toSummary } from './note-summary.ts'

export interface FoundNotes {
  /** What they were looked up by. */
  q: string
  notes: readonly NoteSummary[]
  total: number
  page: number
  pages: number
}

export interface LiveSearch {
  /** Looks for a text as soon as nobody types for a moment; an older answer never comes after a newer one. */
  look(text: string): void
  stop(): void
}

/**
 * Makes a search.
 *
 * @param shown What the notes on the page were looked up by
 * @param onFound Takes what was found, or `undefined` when there was no answer
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
    look(text) {
      const q = text.trim()
      if (q === wanted) return
      wanted = q
      stop()
      abort = new AbortController()
      const { signal } = abort
      timer = setTimeout(async () => {
        const found = await findNotes(q, signal)
        if (signal.aborted) return
        // The same text may have more luck later.
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
    // No connection, logged out, or given up: the form still works, whatever it was.
    return undefined
  }
}

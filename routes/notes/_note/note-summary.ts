// What a list shows of a note.
import type { Note } from '../_data/database.ts'

export interface NoteSummary {
  id: number
  title: string
  /** The beginning of the text. */
  excerpt: string
  /** When it was changed, in ISO 8601. */
  changed: string
}

/** Leaves out what a list does not show. */
export function toSummary({ id, title, body, changed }: Note): NoteSummary {
  return { id, title, excerpt: toExcerpt(body), changed }
}

// The style sheet shows two lines of it.
function toExcerpt(body: string): string {
  return [...body.slice(0, 800).replace(/\s+/g, ' ')].slice(0, 300).join('')
}

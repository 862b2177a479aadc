// The part of a note that a list shows.
import type { Note } from '../_data/database.ts'

export interface NoteSummary {
  id: number
  title: string
  /** The beginning of the text. */
  excerpt: string
  /** The time of the last change, in ISO 8601. */
  changed: string
}

/** Reduces a note to what a list shows. */
export function toSummary({ id, title, body, changed }: Note): NoteSummary {
  return { id, title, excerpt: toExcerpt(body), changed }
}

// The stylesheet shows two lines of it.
function toExcerpt(body: string): string {
  return [...body.slice(0, 800).replace(/\s+/g, ' ')].slice(0, 300).join('')
}

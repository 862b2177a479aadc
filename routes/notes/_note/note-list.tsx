// A page of notes: title, the beginning of the text, and when it was changed.
import { href } from 'vial'
import type { Note } from '../_data/database.ts'
import { Moment } from './moment.tsx'

export function NoteList({ notes }: { notes: readonly Note[] }) {
  return (
    <ul class="note-list">
      {notes.map(({ id, title, body, changed }) => (
        <li key={id}>
          <h2>
            <a href={href('/notes/[id=int]', { id })}>{title}</a>
          </h2>
          {body && <p class="note-excerpt">{toExcerpt(body)}</p>}
          <p class="note-time">
            Changed <Moment iso={changed} />
          </p>
        </li>
      ))}
    </ul>
  )
}

// The style sheet shows two lines of it.
function toExcerpt(body: string): string {
  return [...body.slice(0, 800).replace(/\s+/g, ' ')].slice(0, 300).join('')
}

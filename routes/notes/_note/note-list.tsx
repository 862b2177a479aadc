// One page of notes: title, excerpt and time of the last change.
import { href } from 'vial'
import Moment from '../../_site/moment.island.tsx'
import type { NoteSummary } from './note-summary.ts'

export function NoteList({ notes }: { notes: readonly NoteSummary[] }) {
  return (
    <ul class="note-list">
      {notes.map(({ id, title, excerpt, changed }) => (
        <li key={id}>
          <h2>
            <a href={href('/notes/[id=int]', { id })}>{title}</a>
          </h2>
          {excerpt && <p class="note-excerpt">{excerpt}</p>}
          <p class="note-time">
            Changed <Moment iso={changed} />
          </p>
        </li>
      ))}
    </ul>
  )
}

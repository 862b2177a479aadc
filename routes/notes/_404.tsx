// There is no such note, or no such page below /notes.
import { type ErrorProps, href } from 'vial'
import '../_site/errors.css'
import { Mark } from '../_site/mark.tsx'

export const head = { title: 'Not among the notes' }

export default function NotAmongNotes({ error }: ErrorProps) {
  return (
    <section class="error-page">
      <Mark size={88} empty />
      <p class="error-status">404</p>
      <h1>Not among the notes</h1>
      <p>{error.message} It may have been deleted, or the address has a typing error.</p>
      <p>
        <a class="button" href={href('/notes')}>
          Go to your notes
        </a>
      </p>
    </section>
  )
}

// The page for notes and URLs below /notes that do not exist.
import { type ErrorProps, href } from 'vial'
import '../_site/errors.css'
import { Mark } from '../_site/mark.tsx'

export const head = { title: 'Note not found' }

export default function NoteNotFound({ error }: ErrorProps) {
  return (
    <section class="error-page">
      <Mark size={88} empty />
      <p class="error-status">404</p>
      <h1>Note not found</h1>
      <p>{error.message} It may have been deleted, or the address may be misspelt.</p>
      <p>
        <a class="button" href={href('/notes')}>
          Go to your notes
        </a>
      </p>
    </section>
  )
}

// The page for another user's note, and for other requests that are not allowed.
import { type ErrorProps, href } from 'vial'
import '../_site/errors.css'

export const head = { title: 'Not allowed' }

export default function NotAllowed({ error }: ErrorProps) {
  return (
    <section class="error-page">
      <p class="error-status">403</p>
      <h1>You don’t have access</h1>
      <p>{error.message}</p>
      <p>
        <a class="button" href={href('/notes')}>
          Go to your notes
        </a>
      </p>
    </section>
  )
}

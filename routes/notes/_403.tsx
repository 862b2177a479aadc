// A note of somebody else, or a request that is refused for another reason.
import { type ErrorProps, href } from 'vial'
import '../_site/errors.css'

export const head = { title: 'Not allowed' }

export default function NotAllowed({ error }: ErrorProps) {
  return (
    <section class="error-page">
      <p class="error-status">403</p>
      <h1>You may not do that</h1>
      <p>{error.message}</p>
      <p>
        <a class="button" href={href('/notes')}>
          Go to your notes
        </a>
      </p>
    </section>
  )
}

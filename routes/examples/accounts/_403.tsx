// Somebody who is not allowed in.
import { type ErrorProps, href } from 'vial'
import '../../_site/errors.css'

export const head = { title: 'Not allowed' }

export default function NotAllowed({ error }: ErrorProps) {
  return (
    <section class="error-page">
      <p class="error-status">403</p>
      <h1>This is for others</h1>
      <p>{error.message}</p>
      <p>
        <a class="button" href={href('/examples/accounts')}>
          Be somebody else
        </a>
      </p>
    </section>
  )
}

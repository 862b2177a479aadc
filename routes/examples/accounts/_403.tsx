// The page for a user without the required role.
import { type ErrorProps, href } from 'vial'
import '../../_site/errors.css'

export const head = { title: 'Not allowed' }

export default function NotAllowed({ error }: ErrorProps) {
  return (
    <section class="error-page">
      <p class="error-status">403</p>
      <h1>You don’t have access</h1>
      <p>{error.message}</p>
      <p>
        <a class="button" href={href('/examples/accounts')}>
          Switch user
        </a>
      </p>
    </section>
  )
}

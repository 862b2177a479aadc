// A page for admins only.
import { href } from 'vial'
import { requireRole } from '../_accounts/accounts.ts'

export const middleware = [requireRole('admin')]

export const head = { title: 'For admins' }

export default function Admins() {
  return (
    <>
      <h1>For admins</h1>
      <p class="lead">Only Ada can see this page.</p>
      <p>
        <a href={href('/examples/accounts')}>Switch user</a>
      </p>
    </>
  )
}

// A page for editors and admins.
import { href } from 'vial'
import { requireRole } from '../_accounts/accounts.ts'

export const middleware = [requireRole('editor', 'admin')]

export const head = { title: 'For editors' }

export default function Editors() {
  return (
    <>
      <h1>For editors</h1>
      <p class="lead">Edgar and Ada can see this page.</p>
      <p>
        <a href={href('/examples/accounts')}>Switch user</a>
      </p>
    </>
  )
}

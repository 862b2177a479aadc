// Lists the users, for admins. It does not show the content of their notes.
import { type Context, type PageProps, href } from 'vial'
import { requireRole } from './_account/accounts.ts'
import { listUsers } from './_data/users.server.ts'
import Moment from '../_site/moment.island.tsx'

export const middleware = [requireRole('admin')]

export async function loader({ app }: Context<'/notes/admin'>) {
  return { users: await listUsers(app.locals.db) }
}

export const head = { title: 'Users' }

export default function Admin({ data }: PageProps<'/notes/admin'>) {
  return (
    <>
      <h1>Users</h1>
      <table class="users">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Notes</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {data.users.map(({ id, name, notes, created }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>{notes}</td>
              <td>
                <Moment iso={created} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <a href={href('/notes')}>Go to your notes</a>
      </p>
    </>
  )
}

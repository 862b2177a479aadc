// Who may see what: a login without passwords, to try the roles.
import * as v from 'valibot'
import { type Context, type PageProps, href, redirect } from 'vial'
import { returnPath } from 'vial/auth'
import { SourceFiles } from '../../_site/source-files.tsx'
import { type PersonId, currentUser, login, people } from '../_accounts/accounts.ts'
import accountsSource from '../_accounts/accounts.ts?raw'
import adminsSource from './admins.tsx?raw'
import pageSource from './index.tsx?raw'
import logoutSource from './logout.ts?raw'
import './accounts.css'

const ids = Object.keys(people) as PersonId[]
const PersonSchema = v.object({ person: v.picklist(ids) })

export async function loader(ctx: Context<'/examples/accounts'>) {
  return { user: await currentUser(ctx) }
}

export async function POST(ctx: Context<'/examples/accounts'>) {
  const form = await ctx.form(PersonSchema)
  if (!form.ok) return ctx.fail(422, form)
  await login(ctx, form.data.person)
  return redirect(returnPath(ctx, href('/examples/accounts')))
}

export const head = {
  title: 'Accounts and roles',
  meta: [{ name: 'description', content: 'Log in as a reader, an editor or an admin, and see what opens.' }],
}

export default function Accounts({ data: { user } }: PageProps<'/examples/accounts'>) {
  return (
    <>
      <h1>Accounts and roles</h1>
      <p class="examples-lead">
        Be one of three people, and see which pages open. They have no passwords, because they have nothing to
        hide.
      </p>
      <section class="person" aria-labelledby="person">
        <h2 id="person">Who you are</h2>
        <p>
          {user ? (
            <>
              You are <strong>{user.name}</strong>, {user.role === 'reader' ? 'a' : 'an'} {user.role}.
            </>
          ) : (
            'You are nobody yet.'
          )}
        </p>
        <form method="post" class="person-buttons">
          {ids.map((id) => (
            <button key={id} type="submit" class="button button-quiet" name="person" value={id}>
              Be {people[id].name}, {people[id].role}
            </button>
          ))}
        </form>
        {user && (
          <form method="post" action={href('/examples/accounts/logout')} class="person-buttons">
            <button type="submit" class="button button-quiet">
              Log out
            </button>
          </form>
        )}
      </section>
      <h2>What you may see</h2>
      <ul>
        <li>
          <a href={href('/examples/accounts/editors')}>For editors</a>, and for admins
        </li>
        <li>
          <a href={href('/examples/accounts/admins')}>For admins</a> only
        </li>
      </ul>
      <p>
        Logging in begins a new session, and logging out ends it. So if you are logged in to the notes, you
        are not afterwards, and the cart of the other example is empty.
      </p>
      <SourceFiles files={files}>
        <p>
          <code>auth()</code> is told how a user is found and what the roles are. It gives the functions for
          the pages and the guards for their <code>middleware</code>.
        </p>
        <p>
          Who is nobody comes here, with the page they wanted in <code>?next=</code>. Who is somebody else
          gets a 403, with the nearest <code>_403.tsx</code>.
        </p>
        <p>
          <a href={href('/docs/accounts')}>More about accounts</a>
        </p>
      </SourceFiles>
    </>
  )
}

const files = [
  { file: 'routes/examples/_accounts/accounts.ts', code: accountsSource },
  { file: 'routes/examples/accounts/index.tsx', code: pageSource },
  { file: 'routes/examples/accounts/admins.tsx', code: adminsSource },
  { file: 'routes/examples/accounts/logout.ts', code: logoutSource },
]

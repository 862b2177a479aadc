// A login without passwords, to try out roles.
import * as v from 'valibot'
import { type Context, type PageProps, href, redirect } from 'vial'
import { returnPath } from 'vial/auth'
import { SourceFiles } from '../../_site/source-files.tsx'
import { type PersonId, currentUser, login, people } from '../_accounts/accounts.ts'
import accountsSource from 'virtual:source/routes/examples/_accounts/accounts.ts?source'
import adminsSource from 'virtual:source/routes/examples/accounts/admins.tsx?source'
import pageSource from 'virtual:source/routes/examples/accounts/index.tsx?source'
import logoutSource from 'virtual:source/routes/examples/accounts/logout.ts?source'
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
  meta: [
    { name: 'description', content: 'Log in as a reader, an editor or an admin, and see which pages open.' },
  ],
}

export default function Accounts({ data: { user } }: PageProps<'/examples/accounts'>) {
  return (
    <>
      <h1>Accounts and roles</h1>
      <p class="lead">
        Log in as one of three people, and see which pages open. They need no passwords in this example.
      </p>
      <section class="person" aria-labelledby="person">
        <h2 id="person">Your account</h2>
        <p>
          {user ? (
            <>
              You are <strong>{user.name}</strong>, {user.role === 'reader' ? 'a' : 'an'} {user.role}.
            </>
          ) : (
            'You are not logged in.'
          )}
        </p>
        <form method="post" class="person-buttons">
          {ids.map((id) => (
            <button key={id} type="submit" class="button button-quiet" name="person" value={id}>
              Log in as {people[id].name}, {people[id].role}
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
      <h2>Protected pages</h2>
      <ul>
        <li>
          <a href={href('/examples/accounts/editors')}>For editors</a>, and for admins
        </li>
        <li>
          <a href={href('/examples/accounts/admins')}>For admins</a> only
        </li>
      </ul>
      <p>
        Logging in starts a new session, and logging out ends it. This also logs you out of the notes and
        empties the cart of the other example.
      </p>
      <SourceFiles files={files}>
        <p>
          You tell <code>auth()</code> how to load a user and what roles the user has. It returns functions
          for your pages and guards for <code>middleware</code>.
        </p>
        <p>
          Anonymous visitors are sent here, with the requested page in <code>?next=</code>. Users without the
          role get a 403, rendered by the nearest <code>_403.tsx</code>.
        </p>
        <p>
          <a href={href('/docs/accounts')}>More about accounts</a>
        </p>
      </SourceFiles>
    </>
  )
}

const files = [accountsSource, pageSource, adminsSource, logoutSource]

// The layout of the notes: account links and flash messages.
import { type Context, type LayoutProps, href } from 'vial'
import { Flashes } from '../_forms/flashes.tsx'
import '../_forms/forms.css'
import { currentUser, hasRole } from './_account/accounts.ts'
import './notes.css'

export async function loader(ctx: Context) {
  return { name: (await currentUser(ctx))?.name, isAdmin: await hasRole(ctx, 'admin') }
}

export default function NotesLayout({
  data,
  flash,
  children,
}: LayoutProps<Awaited<ReturnType<typeof loader>> | undefined>) {
  return (
    <div class="notes">
      <div class="notes-bar">
        <a class="notes-title" href={href('/notes')}>
          Notes
        </a>
        {data?.name ? (
          <form class="notes-user" method="post" action={href('/notes/logout')}>
            {data.isAdmin && <a href={href('/notes/admin')}>Users</a>}
            <span>
              Logged in as{' '}
              <a href={href('/notes/account')}>
                <bdi>{data.name}</bdi>
              </a>
            </span>
            <button type="submit" class="button button-quiet">
              Log out
            </button>
          </form>
        ) : (
          <nav class="notes-user" aria-label="Your account">
            <a href={href('/notes/login')}>Log in</a>
            <a href={href('/notes/signup')}>Sign up</a>
          </nav>
        )}
      </div>
      <Flashes flash={flash} />
      {children}
    </div>
  )
}

// The frame of the notes: who is logged in, and the messages for them.
import { type Context, type LayoutProps, href } from 'vial'
import { Flashes } from '../_forms/flashes.tsx'
import '../_forms/forms.css'
import './notes.css'

export function loader({ locals }: Context) {
  return { name: locals.user?.name }
}

export const head = { meta: [{ name: 'robots', content: 'noindex' }] }

export default function NotesLayout({
  data,
  flash,
  children,
}: LayoutProps<ReturnType<typeof loader> | undefined>) {
  return (
    <div class="notes">
      <div class="notes-bar">
        <a class="notes-title" href={href('/notes')}>
          Notes
        </a>
        {data?.name ? (
          <form class="notes-user" method="post" action={href('/notes/logout')}>
            <span>
              Logged in as <strong>{data.name}</strong>
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

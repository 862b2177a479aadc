// Shows who is logged in. A personal part is rendered for each visitor, even in a page that is cached or prerendered.
import { type Context, type PersonalProps, href, personal } from 'vial'
import { currentUser } from './_accounts.ts'

export async function loader(ctx: Context) {
  return { name: (await currentUser(ctx))?.name }
}

export default personal(({ data }: PersonalProps<typeof loader>) =>
  data.name ? (
    <form method="post" action={href('/logout')}>
      {data.name} <button type="submit">Log out</button>
    </form>
  ) : (
    <a href={href('/login')}>Log in</a>
  ),
)

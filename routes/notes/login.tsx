// Logging in.
import { type Context, type PageProps, href, redirect } from 'vial'
import { AccountPage } from './_account/account-page.tsx'
import { LoginSchema, NextSchema } from './_account/credentials.ts'
import { logIn } from './_account/log-in.ts'
import { toNextPath } from './_account/next-path.ts'
import { verifyUser } from './_data/users.server.ts'

export const search = NextSchema

export function loader({ locals, search }: Context<'/notes/login'>) {
  return locals.user ? redirect(toNextPath(search.next)) : {}
}

export async function POST(ctx: Context<'/notes/login'>) {
  const form = await ctx.form(LoginSchema)
  if (!form.ok) return ctx.fail(422, form)
  const user = await verifyUser(ctx.app.locals.db, form.data)
  // One sentence for both, so that nobody can find out who has an account here.
  if (!user) {
    return ctx.fail(422, {
      values: form.values,
      errors: { '': ['This name and password do not belong together.'] },
    })
  }
  logIn(ctx, user)
  ctx.flash('success', `Welcome back, ${user.name}.`)
  return redirect(toNextPath(ctx.search.next))
}

export const head = ({ form }: PageProps<'/notes/login'>) => ({
  title: `${form ? 'Problem: ' : ''}Log in`,
  meta: [{ name: 'description', content: 'Log in to your notes.' }],
})

export default function Login({ form, search }: PageProps<'/notes/login'>) {
  return (
    <AccountPage title="Log in" action="Log in" form={form}>
      <p>
        No account yet? <a href={href('/notes/signup', {}, { query: { next: search.next } })}>Sign up</a>
      </p>
    </AccountPage>
  )
}

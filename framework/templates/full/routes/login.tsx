// The login page.
import { type Context, type PageProps, href, redirect } from 'vial'
import { returnPath } from 'vial/auth'
import { AccountFields } from './_account-fields.tsx'
import { LoginSchema, attemptLogin, currentUser, login } from './_accounts.ts'
import { verifyUser } from './_data/users.server.ts'

export const head = { title: 'Log in' }

export async function loader(ctx: Context<'/login'>) {
  return (await currentUser(ctx)) ? redirect(returnPath(ctx, href('/notes'))) : {}
}

export async function POST(ctx: Context<'/login'>) {
  const form = await ctx.form(LoginSchema)
  if (!form.ok) return ctx.fail(422, form)
  const user = await attemptLogin(ctx, form.data.name, () => verifyUser(ctx.app.locals.db, form.data))
  // One message for both cases, so that it does not reveal who has an account.
  if (!user) {
    return ctx.fail(422, { values: form.values, errors: { name: ['The name or password is wrong.'] } })
  }
  await login(ctx, user.id)
  return redirect(returnPath(ctx, href('/notes')))
}

export default function Login({ form }: PageProps<'/login'>) {
  return (
    <form method="post">
      <h1>Log in</h1>
      <AccountFields form={form} password="current-password" />
      <button type="submit">Log in</button>
      <p>
        No account yet? <a href={href('/signup')}>Sign up</a>
      </p>
    </form>
  )
}

// The signup page.
import { type Context, type PageProps, href, redirect } from 'vial'
import { rateLimit } from 'vial/server'
import { AccountFields } from './_account-fields.tsx'
import { SignUpSchema, login } from './_accounts.ts'
import { addUser } from './_data/users.server.ts'

export const head = { title: 'Sign up' }

export const middleware = [rateLimit({ points: 20, duration: '1h', methods: ['POST'], name: 'sign up' })]

export async function POST(ctx: Context<'/signup'>) {
  const form = await ctx.form(SignUpSchema)
  if (!form.ok) return ctx.fail(422, form)
  const user = await addUser(ctx.app.locals.db, form.data)
  if (!user) {
    return ctx.fail(422, { values: form.values, errors: { name: ['This name is taken.'] } })
  }
  await login(ctx, user.id)
  ctx.flash('success', `Welcome, ${user.name}.`)
  return redirect(href('/notes'))
}

export default function SignUp({ form }: PageProps<'/signup'>) {
  return (
    <form method="post">
      <h1>Sign up</h1>
      <AccountFields form={form} password="new-password" />
      <button type="submit">Sign up</button>
    </form>
  )
}

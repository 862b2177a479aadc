// Signing up.
import { type Context, type PageProps, href, redirect } from 'vial'
import { AccountPage } from './_account/account-page.tsx'
import { NextSchema, SignUpSchema } from './_account/credentials.ts'
import { logIn } from './_account/log-in.ts'
import { toNextPath } from './_account/next-path.ts'
import { addUser } from './_data/users.server.ts'

export const search = NextSchema

export function loader({ locals, search }: Context<'/notes/signup'>) {
  return locals.user ? redirect(toNextPath(search.next)) : {}
}

export async function POST(ctx: Context<'/notes/signup'>) {
  const form = await ctx.form(SignUpSchema)
  if (!form.ok) return ctx.fail(422, form)
  const user = await addUser(ctx.app.locals.db, form.data)
  if (!user) {
    return ctx.fail(422, {
      values: form.values,
      errors: { name: ['This name is taken. Choose another one.'] },
    })
  }
  logIn(ctx, user)
  ctx.flash('success', `Welcome, ${user.name}.`)
  return redirect(toNextPath(ctx.search.next))
}

export const head = ({ form }: PageProps<'/notes/signup'>) => ({
  title: `${form ? 'Problem: ' : ''}Sign up`,
  meta: [{ name: 'description', content: 'Make an account to keep notes.' }],
})

export default function SignUp({ form, search }: PageProps<'/notes/signup'>) {
  return (
    <AccountPage title="Sign up" action="Sign up" form={form} isNew>
      <p>
        You have an account? <a href={href('/notes/login', {}, { query: { next: search.next } })}>Log in</a>
      </p>
    </AccountPage>
  )
}

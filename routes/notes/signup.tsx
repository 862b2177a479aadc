// The signup page.
import { type Context, type PageProps, href, redirect } from 'vial'
import { returnPath } from 'vial/auth'
import { rateLimit } from 'vial/server'
import { AccountPage } from './_account/account-page.tsx'
import { currentUser, login } from './_account/accounts.ts'
import { NextSchema, SignUpSchema } from './_account/credentials.ts'
import { addUser } from './_data/users.server.ts'

export const search = NextSchema

// More than any household needs, and too few to fill a disk.
export const middleware = [rateLimit({ points: 200, duration: '1h', methods: ['POST'], name: 'sign up' })]

export async function loader(ctx: Context<'/notes/signup'>) {
  return (await currentUser(ctx)) ? redirect(returnPath(ctx, href('/notes'))) : {}
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
  await login(ctx, user.id)
  ctx.flash('success', `Welcome, ${user.name}.`)
  return redirect(returnPath(ctx, href('/notes')))
}

export const head = ({ form }: PageProps<'/notes/signup'>) => ({
  title: `${form ? 'Problem: ' : ''}Sign up`,
  meta: [{ name: 'description', content: 'Create an account to keep notes.' }],
})

export default function SignUp({ form, search }: PageProps<'/notes/signup'>) {
  return (
    <AccountPage title="Sign up" action="Sign up" form={form} isNew>
      <p>
        Already have an account?{' '}
        <a href={href('/notes/login', {}, { query: { next: search.next } })}>Log in</a>
      </p>
    </AccountPage>
  )
}

// The login page.
import { type Context, type FieldErrors, type PageProps, href, redirect } from 'vial'
import { returnPath } from 'vial/auth'
import { AccountPage } from './_account/account-page.tsx'
import { attemptLogin, currentUser, login } from './_account/accounts.ts'
import { LoginSchema, NextSchema } from './_account/credentials.ts'
import { verifyUser } from './_data/users.server.ts'

export const search = NextSchema

export async function loader(ctx: Context<'/notes/login'>) {
  return (await currentUser(ctx)) ? redirect(returnPath(ctx, href('/notes'))) : {}
}

export async function POST(ctx: Context<'/notes/login'>) {
  const form = await ctx.form(LoginSchema)
  const hasNote = form.values.body !== undefined
  if (hasNote && form.values.name === undefined) return ctx.fail(401, { ...form, errors: loginEnded })
  if (!form.ok) return ctx.fail(422, form)
  const user = await attemptLogin(ctx, form.data.name, () => verifyUser(ctx.app.locals.db, form.data))
  // The same message for both cases, so that it does not reveal who has an account.
  if (!user) {
    return ctx.fail(422, {
      values: form.values,
      errors: { '': ['The name or password is wrong.'] },
    })
  }
  await login(ctx, user.id)
  // The browser sends the note again, to the page that it was meant for.
  if (hasNote) return redirect(returnPath(ctx, href('/notes/new')), 307)
  ctx.flash('success', `Welcome back, ${user.name}.`)
  return redirect(returnPath(ctx, href('/notes')))
}

/** The fields of a note that was sent after the login had ended. */
const noteFields = ['title', 'body', 'formId', 'changed']

const loginEnded: FieldErrors = {
  '': ['Your login has ended. Your note is kept: log in, and it is saved.'],
}

export const head = ({ form }: PageProps<'/notes/login'>) => ({
  title: `${form ? 'Problem: ' : ''}Log in`,
  meta: [{ name: 'description', content: 'Log in to your notes.' }],
})

export default function Login({ form, search }: PageProps<'/notes/login'>) {
  return (
    <AccountPage title="Log in" action="Log in" form={form} kept={noteFields}>
      <p>
        No account yet? <a href={href('/notes/signup', {}, { query: { next: search.next } })}>Sign up</a>
      </p>
    </AccountPage>
  )
}

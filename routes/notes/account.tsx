// The user's account page: changes the password, which logs out all other devices.
import { type Context, type FieldErrors, type PageProps, href, redirect } from 'vial'
import { ErrorSummary } from '../_forms/error-summary.tsx'
import { Field } from '../_forms/field.tsx'
import { attemptLogin, loggedInUser, login } from './_account/accounts.ts'
import { ChangePasswordSchema } from './_account/credentials.ts'
import { changePassword, verifyUser } from './_data/users.server.ts'

export async function loader(ctx: Context<'/notes/account'>) {
  return { name: (await loggedInUser(ctx)).name }
}

export async function POST(ctx: Context<'/notes/account'>) {
  const { db } = ctx.app.locals
  const { name } = await loggedInUser(ctx)
  const form = await ctx.form(ChangePasswordSchema)
  if (!form.ok) return ctx.fail(422, form)
  const { password, newPassword } = form.data
  // An attacker at an unlocked screen is logged in too, so password attempts are limited here as well.
  const user = await attemptLogin(ctx, name, () => verifyUser(db, { name, password }))
  if (!user) {
    const errors: FieldErrors = { password: ['This is not your current password.'] }
    return ctx.fail(422, { values: form.values, errors })
  }
  await changePassword(db, user.id, newPassword)
  // Changing the password has ended all logins, including this one.
  await login(ctx, user.id)
  ctx.flash('success', 'Your password has been changed, and you are logged out everywhere else.')
  return redirect(href('/notes'))
}

export const head = ({ form }: PageProps<'/notes/account'>) => ({
  title: `${form ? 'Problem: ' : ''}Your account`,
})

export default function Account({ data, form }: PageProps<'/notes/account'>) {
  return (
    <div class="account">
      <h1>Your account</h1>
      <p>
        Your name is <strong>{data.name}</strong>. Changing your password logs you out everywhere else.
      </p>
      <ErrorSummary errors={form?.errors} />
      <form method="post" noValidate>
        {/* For password managers, which store names and passwords together. */}
        <input hidden type="text" name="name" value={data.name} autocomplete="username" readOnly />
        <Field
          name="password"
          label="Password"
          type="password"
          form={form}
          autocomplete="current-password"
          required
        />
        <Field
          name="newPassword"
          label="New password"
          type="password"
          hint="At least 10 characters; a few words in a row are easy to remember."
          form={form}
          autocomplete="new-password"
          required
        />
        <div class="form-buttons">
          <button type="submit" class="button">
            Change password
          </button>
        </div>
      </form>
    </div>
  )
}

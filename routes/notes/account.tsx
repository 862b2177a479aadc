// The user's account page: changes the password, which logs out all other devices, or deletes the account.
import { type Context, type FieldErrors, type PageProps, href, redirect } from 'vial'
import { ErrorSummary } from '../_forms/error-summary.tsx'
import { Field } from '../_forms/field.tsx'
import { attemptLogin, loggedInUser, login, logout } from './_account/accounts.ts'
import { ChangePasswordSchema, RemoveAccountSchema } from './_account/credentials.ts'
import { changePassword, removeUser, verifyUser } from './_data/users.server.ts'

export async function loader(ctx: Context<'/notes/account'>) {
  return { name: (await loggedInUser(ctx)).name }
}

export const actions = { change, remove }

async function change(ctx: Context<'/notes/account'>) {
  const form = await ctx.form(ChangePasswordSchema)
  if (!form.ok) return ctx.fail(422, form)
  const user = await verifyPassword(ctx, form.data.password)
  if (!user) return ctx.fail(422, { values: form.values, errors: wrongPassword })
  await changePassword(ctx.app.locals.db, user.id, form.data.newPassword)
  // Changing the password has ended all logins, including this one.
  await login(ctx, user.id)
  ctx.flash('success', 'Your password has been changed, and you are logged out everywhere else.')
  return redirect(href('/notes'))
}

async function remove(ctx: Context<'/notes/account'>) {
  const form = await ctx.form(RemoveAccountSchema)
  if (!form.ok) return ctx.fail(422, form)
  const user = await verifyPassword(ctx, form.data.password)
  if (!user) return ctx.fail(422, { values: form.values, errors: wrongPassword })
  await removeUser(ctx.app.locals.db, user.id)
  logout(ctx)
  ctx.flash('success', 'Your account has been deleted.')
  return redirect(href('/notes/login'))
}

// An attacker at an unlocked screen is logged in too, so password attempts are limited here as well.
async function verifyPassword(ctx: Context<'/notes/account'>, password: string) {
  const { name } = await loggedInUser(ctx)
  return attemptLogin(ctx, name, () => verifyUser(ctx.app.locals.db, { name, password }))
}

const wrongPassword: FieldErrors = { password: ['This is not your current password.'] }

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
      <ErrorSummary errors={form?.errors} action={form?.action} />
      <form method="post" action="?/change" noValidate>
        {/* For password managers, which store names and passwords together. */}
        <input hidden type="text" name="name" value={data.name} autocomplete="username" readOnly />
        <Field
          name="password"
          label="Password"
          type="password"
          form={form}
          action="change"
          autocomplete="current-password"
          required
        />
        <Field
          name="newPassword"
          label="New password"
          type="password"
          hint="At least 10 characters; a few words in a row are easy to remember."
          form={form}
          action="change"
          autocomplete="new-password"
          required
        />
        <div class="form-buttons">
          <button type="submit" class="button">
            Change password
          </button>
        </div>
      </form>
      <h2>Delete your account</h2>
      <p>This deletes all your notes, too. It cannot be undone.</p>
      <form method="post" action="?/remove" noValidate>
        <Field
          name="password"
          label="Confirm with your password"
          type="password"
          form={form}
          action="remove"
          autocomplete="current-password"
          required
        />
        <div class="form-buttons">
          <button type="submit" class="button button-danger">
            Delete account
          </button>
        </div>
      </form>
    </div>
  )
}

// The page that login and signup share.
import type { ComponentChildren } from 'preact'
import { type SentForm, useRequest } from 'vial'
import { ErrorSummary } from '../../_forms/error-summary.tsx'
import { Field } from '../../_forms/field.tsx'

export interface AccountPageProps {
  title: string
  /** The label of the button. */
  action: string
  form: SentForm | undefined
  /** Whether the visitor chooses a new password here. */
  isNew?: boolean
  /** The names of submitted fields to send again with the form. */
  kept?: readonly string[]
  /** The content below the form. */
  children: ComponentChildren
}

export function AccountPage({ title, action, form, isNew = false, kept = [], children }: AccountPageProps) {
  return (
    <div class="account">
      <h1>{title}</h1>
      <InsecureNotice />
      <ErrorSummary errors={form?.errors} />
      <form method="post" noValidate>
        {kept.map((name) => {
          const value = form?.values?.[name]
          return value !== undefined && <input key={name} type="hidden" name={name} value={value} />
        })}
        <Field
          form={form}
          name="name"
          label="Name"
          hint={
            isNew ? 'Letters, digits, dots, hyphens and underscores. No email address needed.' : undefined
          }
          autocomplete="username"
          required
        />
        <Field
          form={form}
          name="password"
          label="Password"
          type="password"
          hint={isNew ? 'At least 10 characters; a few words in a row are easy to remember.' : undefined}
          autocomplete={isNew ? 'new-password' : 'current-password'}
          required
        />
        <div class="form-buttons">
          <button type="submit" class="button">
            {action}
          </button>
        </div>
      </form>
      {children}
    </div>
  )
}

/** Without it, visitors would log in, see this page again, and not know why. */
function InsecureNotice() {
  const { url } = useRequest()
  if (!import.meta.env.PROD || url.protocol !== 'http:' || isLocal(url.hostname)) return null
  return (
    <p class="flash flash-error" role="note">
      You cannot log in here. The login is kept in a cookie that browsers accept over HTTPS only, and this
      page came over plain HTTP. Use the address that begins with <b>https://</b>, or <b>localhost</b> on the
      machine of the server.
    </p>
  )
}

/** Browsers trust the machine that they run on. */
function isLocal(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

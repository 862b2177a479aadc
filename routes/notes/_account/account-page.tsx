// The page that login and signup share.
import type { ComponentChildren } from 'preact'
import type { SentForm } from 'vial'
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

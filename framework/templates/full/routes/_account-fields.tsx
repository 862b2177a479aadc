// The fields of the login and signup pages.
import { FieldMessages, type SentForm, field } from 'vial'

interface Props {
  form: SentForm | undefined
  /** Tells password managers whether to fill in a password or to suggest a new one. */
  password: 'current-password' | 'new-password'
}

export function AccountFields({ form, password }: Props) {
  return (
    <>
      <label>
        Name <input {...field(form, 'name')} autocomplete="username" required />
      </label>
      <FieldMessages form={form} name="name" />
      <label>
        Password <input {...field(form, 'password', { type: 'password' })} autocomplete={password} required />
      </label>
      <FieldMessages form={form} name="password" />
    </>
  )
}

// The visitor's session, with two forms that change it.
import { type Flash, type FormFailure, href } from 'vial'
import { ErrorSummary } from '../_forms/error-summary.tsx'
import { Field } from '../_forms/field.tsx'
import { Flashes } from '../_forms/flashes.tsx'
import '../_forms/forms.css'
import { Facts, Label } from './label.tsx'

export interface YourSessionProps {
  visits: number
  name: string | undefined
  form: FormFailure | undefined
  flash: readonly Flash[]
}

export function YourSession({ visits, name, form, flash }: YourSessionProps) {
  return (
    <Label title="Your session" id="you">
      <Flashes flash={flash} />
      <ErrorSummary errors={form?.errors} />
      <Facts facts={{ Visits: visits, Name: name ?? 'not set yet' }} />
      <form class="name-form" method="post" action={href('/')} noValidate>
        <Field
          form={form}
          name="name"
          label="What should we call you?"
          maxlength={40}
          autocomplete="nickname"
          required
        />
        <button type="submit" class="button">
          Save
        </button>
      </form>
      <form class="forget-form" method="post" action={href('/forget')}>
        <button type="submit" class="button button-quiet">
          Forget me
        </button>
        <p class="label-note">
          Both values are stored in an encrypted cookie in your browser, and nowhere else.
        </p>
      </form>
    </Label>
  )
}

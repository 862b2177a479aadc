// The form of a note, filled with the stored note or the submitted values.
import type { FormFailure } from 'vial'
import type { ComponentChildren } from 'preact'
import { ErrorSummary } from '../../_forms/error-summary.tsx'
import { Field } from '../../_forms/field.tsx'
import Editor from './editor.island.tsx'

export interface NoteFieldsProps {
  form: FormFailure | undefined
  note?: { title: string; body: string }
  /** Hidden fields. */
  hidden: Readonly<Record<string, string>>
  /** The URL that saves the note (default: that of the page). */
  action?: string
  /** The buttons. */
  children: ComponentChildren
}

export function NoteFields({ form, note, hidden, action, children }: NoteFieldsProps) {
  return (
    <>
      <ErrorSummary errors={form?.errors} />
      <form method="post" action={action} noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Field
          form={form}
          name="title"
          label="Title"
          initial={note?.title}
          maxlength={120}
          required
          autocomplete="off"
        />
        <Editor form={form} initial={note?.body} />
        <div class="form-buttons">{children}</div>
      </form>
    </>
  )
}

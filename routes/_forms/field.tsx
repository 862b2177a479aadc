// A labelled field with its hint and its errors, linked for assistive technology.
import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { type FieldAttributes, FieldMessages, type SentForm, field } from 'vial'

export interface FieldProps {
  /** The name of the field, and its id unless there is an action. */
  name: string
  label: string
  /** The submitted form, if there is one. */
  form: SentForm | undefined
  /** The action that the form is for, on a page with several forms. */
  action?: string | undefined
  /** The value before the form is submitted. */
  initial?: string | undefined
  hint?: ComponentChildren
  /** The number of lines. A field with `rows` is a `<textarea>`. */
  rows?: number
  type?: 'text' | 'password' | 'file'
  autocomplete?: InputHTMLAttributes['autocomplete']
  maxlength?: number
  accept?: string
  multiple?: boolean
  required?: boolean
  /** Called in the browser with the content of the text area whenever it changes. */
  onText?: (text: string) => void
}

export function Field({
  form,
  name,
  action,
  label,
  initial,
  hint,
  rows,
  type = 'text',
  onText,
  ...rest
}: FieldProps) {
  const hintId = `${name}-hint`
  const options = { initial, hint: hint ? hintId : undefined, action }
  const attributes = { ...rest, ...field(form, name, rows ? options : { ...options, type }) }
  const isInvalid = attributes['aria-invalid'] !== undefined
  return (
    <div class={isInvalid ? 'field field-invalid' : 'field'}>
      <label for={attributes.id}>{label}</label>
      {hint && (
        <p class="field-hint" id={hintId}>
          {hint}
        </p>
      )}
      <FieldMessages form={form} name={name} action={action} class="field-error">
        <span class="visually-hidden">Error: </span>
      </FieldMessages>
      {rows ? <TextArea {...attributes} rows={rows} onText={onText} /> : <input {...attributes} />}
    </div>
  )
}

type TextAreaProps = FieldAttributes & { rows: number; onText: FieldProps['onText'] }

function TextArea({ value, onText, ...attributes }: TextAreaProps) {
  return (
    <textarea {...attributes} onInput={onText && ((event) => onText(event.currentTarget.value))}>
      {value}
    </textarea>
  )
}

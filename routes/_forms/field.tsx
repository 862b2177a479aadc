// A labelled field with its hint and its errors, tied together for assistive technology.
import type { InputHTMLAttributes } from 'preact'

export interface FieldProps {
  /** Name and id of the field. */
  name: string
  label: string
  value?: string | undefined
  hint?: string | undefined
  errors?: readonly string[] | undefined
  /** The number of lines; a field with lines is a text area. */
  rows?: number
  type?: 'text' | 'password'
  autocomplete?: InputHTMLAttributes['autocomplete']
  maxlength?: number
  required?: boolean
  /** Called in the browser with what is in the text area, whenever that changes. */
  onText?: (text: string) => void
}

export function Field({ label, hint, errors, rows, type = 'text', value, name, ...rest }: FieldProps) {
  const describedBy = [hint && `${name}-hint`, errors && `${name}-error`].filter(Boolean).join(' ')
  const attributes = {
    ...rest,
    id: name,
    name,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': errors ? ('true' as const) : undefined,
  }
  return (
    <div class={errors ? 'field field-invalid' : 'field'}>
      <label for={name}>{label}</label>
      {hint && (
        <p class="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {errors && (
        <p class="field-error" id={`${name}-error`}>
          <span class="visually-hidden">Error: </span>
          {errors.join(' ')}
        </p>
      )}
      <Control {...attributes} type={type} rows={rows} value={value} />
    </div>
  )
}

interface ControlProps extends Omit<FieldProps, 'label' | 'hint' | 'errors' | 'rows'> {
  id: string
  rows: number | undefined
  'aria-describedby': string | undefined
  'aria-invalid': 'true' | undefined
}

function Control({ type, rows, value, onText, ...attributes }: ControlProps) {
  // What was typed as a password never comes back in a page.
  if (type === 'password') return <input {...attributes} type="password" />
  if (!rows) return <input {...attributes} type="text" value={value} />
  // A parser drops a line break that comes first.
  const text = value?.startsWith('\n') ? `\n${value}` : value
  return (
    <textarea {...attributes} rows={rows} onInput={onText && ((event) => onText(event.currentTarget.value))}>
      {text}
    </textarea>
  )
}

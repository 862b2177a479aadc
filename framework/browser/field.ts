// Form fields: attributes that restore submitted values and connect fields to their error messages.
import { h, type ComponentChildren, type VNode } from 'preact'

/** The parts of a result of `ctx.form()` that a page needs to show the form again. */
export interface SentForm {
  readonly values?: Readonly<Record<string, string>> | undefined
  readonly lists?: Readonly<Record<string, readonly string[]>> | undefined
  readonly errors?: Readonly<Record<string, readonly string[]>> | undefined
  /** The action that the form was for, on a page with `actions`. */
  readonly action?: string | undefined
}

/** Tells the forms of a page apart. */
interface FormOwner {
  /** The action of the form, on a page with several: other forms leave the field alone, and the id begins with it. */
  action?: string | undefined
  /**
   * What tells this form from others with the same fields, such as `{ id: book.id }` in a list. The form sends it in hidden
   * fields. Other rows leave the field alone, and the id begins with its values.
   */
  row?: Readonly<Record<string, string | number>> | undefined
}

/** The options of `field()`. */
export interface FieldOptions<
  Type extends string | undefined = string | undefined,
  Multiple extends boolean = boolean,
> extends FormOwner {
  /** The type of the input. Passwords and files are never filled in (default: no attribute). */
  type?: Type
  /** The value of a `checkbox` or `radio` (default: on). */
  value?: string
  /** Whether the field is a `<select multiple>`, so that several options are selected (default: false). */
  multiple?: Multiple
  /**
   * The value before the form was submitted. A list checks several boxes or selects several options, and `true` checks a `checkbox`. A date is written
   * in UTC, as `ctx.form()` reads it, in the notation of the `type`. `null` leaves the field empty.
   */
  initial?: string | number | boolean | Date | readonly string[] | null | undefined
  /** The id of a hint. */
  hint?: string | undefined
}

/** Attributes of an `<input>`, `<select>` or `<textarea>`. */
export interface FieldAttributes {
  id: string
  name: string
  value?: string
  checked?: boolean
  'aria-invalid'?: 'true'
  'aria-describedby'?: string
}

/** Includes the literal type, because it decides which other attributes an `<input>` accepts. */
type TypedAttributes<Type, Multiple> = (Multiple extends true ? ListAttributes : FieldAttributes) &
  (Type extends string ? { type: Type } : unknown)

/** Attributes of a `<select multiple>`. The server also gets a list as `value`, which Preact's types of a `<select>` lack. */
interface ListAttributes extends Omit<FieldAttributes, 'value'> {
  multiple: true
  /** Selects the options in the browser, where a `<select>` has a single value. */
  ref: (select: HTMLSelectElement | null) => void
}

/**
 * Returns the attributes of a field: `<input {...field(form, 'title')} />`.
 *
 * The id is the name, after `action` and the values of `row` if they are given, and followed by the value for one of several
 * boxes. Names are literal: `a.b` and `a[b]` are not paths.
 *
 * @param sent The `form` prop of the page
 */
export function field<
  const Type extends string | undefined = undefined,
  const Multiple extends boolean = false,
>(
  sent: SentForm | undefined | null,
  name: string,
  { type, value, multiple, initial, hint, action, row }: FieldOptions<Type, Multiple> = {},
): TypedAttributes<Type, Multiple> {
  const owner = { action, row }
  const form = formOf(sent, owner)
  const isBox = type === 'checkbox' || type === 'radio'
  const attributes: FieldAttributes & { type?: string } = {
    id: toId(isBox && value !== undefined ? `${name}-${value}` : name, owner),
    name,
  }
  if (type !== undefined) attributes.type = type
  if (isBox) {
    attributes.value = value ?? 'on'
    const texts = type === 'checkbox' && initial === true ? [attributes.value] : toTexts(initial)
    attributes.checked = (sentTexts(form, name) ?? texts).includes(attributes.value)
  } else if (multiple) {
    const texts = sentTexts(form, name) ?? toTexts(initial)
    Object.assign(attributes, { multiple, value: texts, ref: selectOptions(texts) })
  } else if (!isSecret(type, name)) {
    const text = (sentTexts(form, name) ?? toTexts(initial, type))[0]
    if (text !== undefined) attributes.value = text
  }
  const hasErrors = errorsOf(form, name).length > 0
  if (hasErrors) attributes['aria-invalid'] = 'true'
  const described = [hint, hasErrors && toErrorId(name, owner)].filter(Boolean).join(' ')
  if (described !== '') attributes['aria-describedby'] = described
  return attributes as TypedAttributes<Type, Multiple>
}

function selectOptions(texts: readonly string[]): ListAttributes['ref'] {
  return (select) => {
    for (const option of select?.options ?? []) option.selected = texts.includes(option.value)
  }
}

/** Lists the errors of a field, including those of its individual values. The name `''` stands for the whole form. */
export function errorsOf(form: SentForm | undefined | null, name: string): string[] {
  return Object.entries(form?.errors ?? {}).flatMap(([key, messages]) =>
    key === name || (key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1))) ? messages : [],
  )
}

/** `action` and `row` are those of `field()`. */
export interface FieldMessagesProps extends FormOwner {
  form: SentForm | undefined | null
  name: string
  class?: string
  /** Content before the messages. */
  children?: ComponentChildren
}

/** Shows the errors of a field, in an element that `field()` refers to. Renders nothing if there are none. */
export function FieldMessages({
  form,
  name,
  action,
  row,
  class: className,
  children,
}: FieldMessagesProps): VNode | null {
  const owner = { action, row }
  const errors = errorsOf(formOf(form, owner), name)
  if (errors.length === 0) return null
  const attributes = { id: toErrorId(name, owner), ...(className !== undefined && { class: className }) }
  return h('p', attributes as object, children, errors.join(' '))
}

/** Returns the form that was sent, unless it was for another action or row. */
function formOf(
  form: SentForm | undefined | null,
  { action, row = {} }: FormOwner,
): SentForm | undefined | null {
  if (action !== undefined && form?.action !== action) return undefined
  const values = form?.values ?? {}
  const isSent = ([name, value]: [string, string | number]): boolean =>
    Object.hasOwn(values, name) && values[name] === String(value)
  return Object.entries(row).every(isSent) ? form : undefined
}

/** Returns `undefined` only if the form was not submitted. So a box that was unchecked stays unchecked. */
function sentTexts(form: SentForm | undefined | null, name: string): readonly string[] | undefined {
  const { values, lists } = form ?? {}
  if (!values) return undefined
  if (lists && Object.hasOwn(lists, name)) return lists[name]
  return Object.hasOwn(values, name) ? toTexts(values[name]) : []
}

function toTexts(value: FieldOptions['initial'], type?: string): readonly string[] {
  if (value === undefined || value === null) return []
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? [] : [formatDate(value, type)]
  return typeof value === 'object' ? value : [String(value)]
}

/** Formats a date as an input of the type expects it (HTML, section 2.3.5), or else with its time zone. */
function formatDate(date: Date, type = ''): string {
  const text = date.toISOString()
  const [start, end] = dateParts.get(type) ?? [0]
  return text.slice(start, end)
}

const dateParts = new Map<string, readonly [start: number, end: number]>([
  ['date', [0, 10]],
  ['datetime-local', [0, 16]],
  ['month', [0, 7]],
  ['time', [11, 16]],
])

/** Also checks the name, in case the type is not passed to field(). */
function isSecret(type: string | undefined, name: string): boolean {
  return type === 'password' || type === 'file' || /password/i.test(name)
}

function toErrorId(name: string, owner: FormOwner): string {
  return `${toId(name === '' ? 'form' : name, owner)}-error`
}

/** An id must not contain spaces, because they separate ids in a list. */
function toId(name: string, { action, row = {} }: FormOwner): string {
  return [...(action === undefined ? [] : [action]), ...Object.values(row), name]
    .join('-')
    .replace(/\s+/g, '-')
}

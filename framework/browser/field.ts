// Fields of forms: what was sent stands in them again, and what is wrong with it stands beside them, tied together by ids.
import { h, type ComponentChildren, type VNode } from 'preact'

/** What `ctx.form()` gave, as far as a page with this form needs it. */
export interface SentForm {
  readonly values?: Readonly<Record<string, string>> | undefined
  readonly lists?: Readonly<Record<string, readonly string[]>> | undefined
  readonly errors?: Readonly<Record<string, readonly string[]>> | undefined
}

export interface FieldOptions<Type extends string | undefined = string | undefined> {
  /** The type of the input; what was sent never comes back as a password or a file (default: none is set). */
  type?: Type
  /** With `checkbox` and `radio`: what this one stands for (default: on). */
  value?: string
  /** What stands there before anything was sent; a list checks several boxes. */
  initial?: string | number | readonly string[] | undefined
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

/** With the type, if one was given: which other attributes an `<input>` may have depends on it. */
type TypedAttributes<Type> = FieldAttributes & (Type extends string ? { type: Type } : unknown)

/**
 * Gives the attributes of a field: `<input {...field(form, 'title')} />`.
 *
 * Its id is its name, with the value behind it for one of several boxes. Names are just names: `a.b` and `a[b]` are no paths.
 *
 * @param form The `form` prop of the page
 */
export function field<const Type extends string | undefined = undefined>(
  form: SentForm | undefined | null,
  name: string,
  { type, value, initial, hint }: FieldOptions<Type> = {},
): TypedAttributes<Type> {
  const isBox = type === 'checkbox' || type === 'radio'
  const attributes: FieldAttributes & { type?: string } = {
    id: toId(isBox && value !== undefined ? `${name}-${value}` : name),
    name,
  }
  if (type !== undefined) attributes.type = type
  if (isBox) {
    attributes.value = value ?? 'on'
    attributes.checked = (sentTexts(form, name) ?? toTexts(initial)).includes(attributes.value)
  } else if (!isSecret(type, name)) {
    const text = (sentTexts(form, name) ?? toTexts(initial))[0]
    if (text !== undefined) attributes.value = text
  }
  const hasErrors = errorsOf(form, name).length > 0
  if (hasErrors) attributes['aria-invalid'] = 'true'
  const described = [hint, hasErrors && toErrorId(name)].filter(Boolean).join(' ')
  if (described !== '') attributes['aria-describedby'] = described
  return attributes as TypedAttributes<Type>
}

/** Lists what is wrong with a field, and with each of several values of it; `''` is for the form as a whole. */
export function errorsOf(form: SentForm | undefined | null, name: string): string[] {
  return Object.entries(form?.errors ?? {}).flatMap(([key, messages]) =>
    key === name || (key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1))) ? messages : [],
  )
}

export interface FieldMessagesProps {
  form: SentForm | undefined | null
  name: string
  class?: string
  /** What stands before the messages. */
  children?: ComponentChildren
}

/** Shows what is wrong with a field, where `field()` refers to it; nothing when all is well. */
export function FieldMessages({ form, name, class: className, children }: FieldMessagesProps): VNode | null {
  const errors = errorsOf(form, name)
  if (errors.length === 0) return null
  const attributes = { id: toErrorId(name), ...(className !== undefined && { class: className }) }
  return h('p', attributes as object, children, errors.join(' '))
}

/** `undefined` when nothing was sent at all, so that an unchecked box stays unchecked. */
function sentTexts(form: SentForm | undefined | null, name: string): readonly string[] | undefined {
  const { values, lists } = form ?? {}
  if (!values) return undefined
  if (lists && Object.hasOwn(lists, name)) return lists[name]
  return Object.hasOwn(values, name) ? toTexts(values[name]) : []
}

function toTexts(value: FieldOptions['initial']): readonly string[] {
  if (value === undefined) return []
  return typeof value === 'object' ? value : [String(value)]
}

/** A password that is called so is kept back even where the type was not told here. */
function isSecret(type: string | undefined, name: string): boolean {
  return type === 'password' || type === 'file' || /password/i.test(name)
}

function toErrorId(name: string): string {
  return `${toId(name === '' ? 'form' : name)}-error`
}

/** An id has no spaces: they part the ids of a list. */
function toId(name: string): string {
  return name.replace(/\s+/g, '-')
}

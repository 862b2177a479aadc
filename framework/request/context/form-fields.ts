// Gives the fields of a form or a query the types that their schema expects.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { assertOptions } from '../../http/assert-options.ts'
import { type TextKind, convertText } from './convert-text.ts'
import type { FormFields } from './form.ts'
import { type SchemaVariant, readSchemaFields } from './schema-fields.ts'

/** The names of fields that are not text, for schemas that do not tell (see Standard JSON Schema). */
export interface FormOptions {
  /** Always a list; a missing one is empty. Its numbers and dates keep their places: an empty one before others is `undefined`. */
  readonly lists?: readonly string[]
  /** Numbers as HTML writes them; an empty one is `undefined`. */
  readonly numbers?: readonly string[]
  /** `on`, `true` and `1` are true; `off`, `false`, `0` and a missing one are false. */
  readonly booleans?: readonly string[]
  /** ISO dates, with or without a time, in UTC; an empty one is `undefined`. */
  readonly dates?: readonly string[]
}

/** How one field is converted. */
interface FieldRule {
  readonly isList: boolean
  readonly kind: TextKind | undefined
  /** Whether an empty number or date is `null`. */
  readonly isNullable: boolean
  /** Whether a list or a box that is missing is empty or false. */
  readonly isFilled: boolean
}

/**
 * Converts the fields that the options or the JSON Schema of the schema name; all others keep their text.
 *
 * A text that cannot be converted stays as it is, and the schema refuses it.
 *
 * @param source A form leaves out what is empty; a query also leaves out what has a default
 * @throws Error for a field with two types
 */
export function convertFields(
  fields: FormFields,
  schema: StandardSchemaV1 | undefined,
  options: FormOptions | undefined,
  source: 'form' | 'query',
): Record<string, unknown> {
  const rules = schema ? readRules(readSchemaFields(schema), fields, source) : new Map<string, FieldRule>()
  if (options) addOptions(rules, options)
  if (rules.size === 0) return fields
  const converted = new Map<string, unknown>(Object.entries(fields))
  for (const [name, rule] of rules) {
    const value = convertField(converted.get(name), rule, source)
    if (value === undefined) converted.delete(name)
    else converted.set(name, value)
  }
  // Object.fromEntries() defines properties, so a field called __proto__ is plain data.
  return Object.fromEntries(converted)
}

function convertField(
  value: unknown,
  { isList, kind, isNullable, isFilled }: FieldRule,
  source: 'form' | 'query',
): unknown {
  if (isList) {
    if (value === undefined) return isFilled ? [] : undefined
    const items = (Array.isArray(value) ? value : [value]).map((item) => convertValue(item, kind))
    if (source === 'query') return items.filter((item) => item !== undefined)
    // In the rows of a table, an empty item must not move the items after it to other rows.
    return items.slice(0, items.findLastIndex((item) => item !== undefined) + 1)
  }
  if (value === undefined) return kind === 'boolean' && isFilled ? false : undefined
  return convertValue(value, kind) ?? (isNullable ? null : undefined)
}

/** Files, and several values where one is expected, stay as they are. */
function convertValue(value: unknown, kind: TextKind | undefined): unknown {
  return kind !== undefined && typeof value === 'string' ? convertText(value, kind) : value
}

function readRules(
  variants: readonly SchemaVariant[],
  fields: FormFields,
  source: 'form' | 'query',
): Map<string, FieldRule> {
  const fitting = variants.filter(({ tags }) => fits(tags, fields))
  const chosen = fitting.length > 0 ? fitting : variants
  const rules = new Map<string, FieldRule>()
  for (const name of new Set(chosen.flatMap((variant) => [...variant.fields.keys()]))) {
    const found = chosen.map((variant) => variant.fields.get(name))
    const [first] = found.filter((field) => field !== undefined)
    const isSame = found.every(
      (field) => !field || (field.isList === first?.isList && field.kind === first.kind),
    )
    if (!first || !isSame || (!first.isList && first.kind === undefined)) continue
    rules.set(name, {
      isList: first.isList,
      kind: first.kind,
      isNullable: found.every((field) => field?.isNullable && field.isRequired),
      isFilled: found.every((field) => field?.isRequired || (source === 'form' && field?.hasDefault)),
    })
  }
  return rules
}

/** Tells whether a form has the texts that a variant requires, such as `kind=card`. */
function fits(tags: SchemaVariant['tags'], fields: FormFields): boolean {
  for (const [name, values] of tags) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    const isText = values.every((tag) => typeof tag === 'string')
    if (isText && !values.some((tag) => tag === value)) return false
  }
  return true
}

const optionNames = { lists: true, numbers: true, booleans: true, dates: true } satisfies Record<
  keyof FormOptions,
  true
>

function addOptions(rules: Map<string, FieldRule>, options: FormOptions): void {
  assertOptions('ctx.form()', options, optionNames)
  const kinds = new Map<string, TextKind>()
  for (const [list, kind] of optionKinds) {
    for (const name of options[list] ?? []) {
      if (kinds.has(name)) {
        throw new Error(
          `ctx.form(): the field "${name}" is among the ${kinds.get(name)}s and the ${kind}s. Remove it from one of them.`,
        )
      }
      kinds.set(name, kind)
    }
  }
  for (const name of new Set([...(options.lists ?? []), ...kinds.keys()])) {
    const known = rules.get(name)
    rules.set(name, {
      isList: options.lists?.includes(name) || (known?.isList ?? false),
      kind: kinds.get(name) ?? known?.kind,
      isNullable: known?.isNullable ?? false,
      isFilled: true,
    })
  }
}

const optionKinds = [
  ['numbers', 'number'],
  ['booleans', 'boolean'],
  ['dates', 'date'],
] as const

// Finds what no form can send to a schema: numbers, boxes, dates, lists, objects and names with brackets. For development.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { findNearMiss } from '../../routing/near-miss.ts'
import { convertText } from './convert-text.ts'
import type { FormFields } from './form.ts'
import { type FormOptions, convertFields } from './form-fields.ts'
import { readSchemaFields } from './schema-fields.ts'

/** A field that a schema refuses whatever a visitor enters. */
export interface FormMistake {
  /** Empty if the schema refuses every form. */
  readonly name: string
  /** What is wrong, and what to do. */
  readonly message: string
}

/** A query that a schema has refused, or a form. */
export interface ReviewedForm {
  readonly source: 'form' | 'query'
  readonly schema: StandardSchemaV1
  readonly options: FormOptions | undefined
  /** What was sent. */
  readonly fields: FormFields
  readonly issues: readonly StandardSchemaV1.Issue[]
}

/**
 * Finds the fields of a form or a refused query that no visitor could have filled in.
 *
 * It asks the schema: a field is one of them if its text is refused, but the number, boolean, date, list or object in its
 * place is accepted. A schema that accepts a single value refuses every form.
 */
export async function reviewForm(form: ReviewedForm): Promise<FormMistake[]> {
  const mistakes = findWrongNames(form)
  if (form.issues.length === 0) return mistakes
  if (await acceptsSingleValue(form)) return [{ name: '', message: describeSingle(form) }]
  for (const name of new Set(form.issues.flatMap((issue) => firstName(issue) ?? []))) {
    if (mistakes.some((mistake) => mistake.name === name)) continue
    const expected = await findExpected(form, name)
    if (expected) mistakes.push({ name, message: describe(form, name, expected) })
  }
  return mistakes
}

/**
 * Finds names with brackets, and misspelt ones, in the place of a field that the schema or the options expect. It would be
 * missing or empty.
 */
function findWrongNames({ source, schema, options, fields, issues }: ReviewedForm): FormMistake[] {
  if (source === 'query') return []
  const expected = new Set([
    ...Object.values(options ?? {}).flat(),
    ...readSchemaFields(schema).flatMap((variant) => [...variant.fields.keys()]),
    ...issues.flatMap((issue) => firstName(issue) ?? []),
  ])
  const missing = [...expected].filter((name) => !Object.hasOwn(fields, name))
  const found = new Map<string, FormMistake>()
  for (const sent of Object.keys(fields)) {
    if (expected.has(sent)) continue
    const bare = sent.replace(brackets, '')
    const name = missing.includes(bare) ? bare : findNearMiss(sent, missing)
    // Short names differ in one letter without being misspelt: x and y.
    if (name === undefined || (name !== bare && name.length < 3) || found.has(name)) continue
    const [shown, quoted] = [JSON.stringify(sent), JSON.stringify(name)]
    const message =
      name === bare
        ? `the form sends ${shown}, and names are literal, so ${quoted} is missing. Write name="${name}" for every one of them, and ctx.form(schema, { lists: ['${name}'] }).`
        : `the form sends ${shown}, which the schema does not have, and ${quoted} is missing. Give the field the name that the schema has.`
    found.set(name, { name, message })
  }
  return [...found.values()]
}

// As other frameworks write the names of a list: day[] or day[0].
const brackets = /\[\d*\]$/

/** Tells whether a schema is for a text, number or boolean, and not for an object. */
async function acceptsSingleValue({ schema, issues }: ReviewedForm): Promise<boolean> {
  if (issues.some(({ path }) => path && path.length > 0)) return false
  for (const value of ['', 'a', 1, true]) {
    if (!(await schema['~standard'].validate(value)).issues) return true
  }
  return false
}

function describeSingle({ source }: ReviewedForm): string {
  const call = source === 'form' ? 'ctx.form(schema)' : 'search'
  return `the schema of ${call} expects a single value, but a ${source} is an object with a property for each name, so it is always refused. Use a schema for an object.`
}

type Expected = 'numbers' | 'booleans' | 'dates' | 'lists' | 'object'

async function findExpected(form: ReviewedForm, name: string): Promise<Expected | undefined> {
  const value = Object.hasOwn(form.fields, name) ? form.fields[name] : undefined
  for (const [expected, instead] of candidatesFor(value, form.source)) {
    const found = await issuesWith(form, name, instead)
    // What is wrong inside an object only shows once there is one.
    const isAccepted = found.every((issue) => expected === 'object' && isInside(issue))
    if (isAccepted && (expected === 'lists' || (await refusesText(form, name)))) return expected
  }
  return undefined
}

/** Lists what might be accepted instead of a text, or of a missing field. */
function candidatesFor(value: unknown, source: ReviewedForm['source']): [Expected, unknown][] {
  if (value === undefined) {
    // An input that is left empty is sent. Links name only some parameters.
    const missing: [Expected, unknown][] =
      source === 'form'
        ? []
        : [
            ['numbers', 1],
            ['dates', new Date(0)],
          ]
    return [...missing, ['booleans', false], ['booleans', true], ['object', {}], ['lists', []]]
  }
  if (typeof value !== 'string') return []
  const candidates: [Expected, unknown][] = [
    ['booleans', true],
    ['booleans', false],
    ['object', {}],
    ['lists', [value]],
  ]
  const number = convertText(value, 'number')
  if (typeof number === 'number') candidates.unshift(['numbers', number])
  const date = convertText(value, 'date')
  if (date instanceof Date) candidates.push(['dates', date])
  return candidates
}

/** Tells whether a field is refused with all the texts that a box or an input may send. */
async function refusesText(form: ReviewedForm, name: string): Promise<boolean> {
  for (const text of ['on', 'true', '1', '']) {
    if ((await issuesWith(form, name, text)).length === 0) return false
  }
  return true
}

/** Asks the schema about the same form with another value. */
async function issuesWith(
  { schema, options, fields, source }: ReviewedForm,
  name: string,
  value: unknown,
): Promise<readonly StandardSchemaV1.Issue[]> {
  const changed = { ...fields, [name]: value } as FormFields
  const { issues = [] } = await schema['~standard'].validate(convertFields(changed, schema, options, source))
  // An issue without a field is about the whole form, such as a check that runs once all fields are right.
  return issues.filter((issue) => firstName(issue) === name)
}

/** Tells whether an issue is about a property of the field; a number would be the position in a list. */
function isInside({ path = [] }: StandardSchemaV1.Issue): boolean {
  const [, second] = path
  return second !== undefined && typeof (typeof second === 'object' ? second.key : second) !== 'number'
}

function firstName({ path }: StandardSchemaV1.Issue): string | undefined {
  const [first] = path ?? []
  if (first === undefined) return undefined
  return String(typeof first === 'object' ? first.key : first)
}

function describe({ source }: ReviewedForm, name: string, expected: Expected): string {
  const quoted = JSON.stringify(name)
  if (expected === 'object') {
    return `the schema expects an object in ${quoted}, and a ${source} sends only texts${source === 'form' ? ' and files' : ''}. Use one ${source === 'form' ? 'field' : 'parameter'} for each value, and build the object from them.`
  }
  if (source === 'query') {
    return `the schema of search refuses every text in ${quoted}, because it expects ${nouns[expected]}, so a request with it gets 400. Use a schema with Standard JSON Schema, by which the text is converted (valibot: toStandardJsonSchema() of @valibot/to-json-schema), or one that converts the text itself.`
  }
  return `the schema refuses every text in ${quoted}, because it expects ${nouns[expected]}. Write ctx.form(schema, { ${expected}: ['${name}'] }), or use a schema with Standard JSON Schema.`
}

const nouns: Readonly<Record<Exclude<Expected, 'object'>, string>> = {
  numbers: 'a number',
  booleans: 'true or false',
  dates: 'a date',
  lists: 'a list',
}

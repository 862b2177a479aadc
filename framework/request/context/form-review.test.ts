import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type LiteralSite, createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from './context.ts'
import type { FormOptions } from './form-fields.ts'
import { reviewForm } from './form-review.ts'

function createSite(
  schema: StandardSchemaV1,
  options?: FormOptions,
  manifest: object = { reviewForm },
): LiteralSite {
  const POST = async (ctx: Context): Promise<unknown> => ctx.fail(422, await ctx.form(schema, options))
  return createLiteralSite({ 'api.ts': { POST } }, manifest)
}

/** Creates a schema that accepts texts. */
function refuseObjectsWith(...issues: StandardSchemaV1.Issue[]): StandardSchemaV1 {
  const validate = (value: unknown) => (typeof value === 'string' ? { value } : { issues })
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

/** Creates a schema that refuses everything with an issue at a path. */
function refuseWith(path: StandardSchemaV1.Issue['path'] & object): StandardSchemaV1 {
  const validate = () => ({ issues: [{ message: 'is missing', path }] })
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

async function warningsOf(site: LiteralSite, ...bodies: string[]): Promise<string[]> {
  for (const body of bodies) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await site.fetch('/api', { method: 'POST', body, headers })
  }
  expect(site.log.filter(({ level }) => level !== 'warn')).toEqual([])
  return site.log.map(({ message }) => message)
}

describe('a form that its schema can never accept', () => {
  it.each<[string, StandardSchemaV1, string, string]>([
    ['a number', v.object({ a: v.number() }), 'a=5', "numbers: ['a']"],
    ['an optional number', v.object({ a: v.optional(v.number()) }), 'a=5', "numbers: ['a']"],
    ['a box that is ticked', v.object({ a: v.boolean() }), 'a=on', "booleans: ['a']"],
    ['a box that is not', v.object({ a: v.boolean() }), '', "booleans: ['a']"],
    ['a box that must be ticked', v.object({ a: v.literal(true) }), 'a=on', "booleans: ['a']"],
    ['a date', v.object({ a: v.date() }), 'a=2026-11-28', "dates: ['a']"],
    ['a box that must not be ticked', v.object({ a: v.literal(false) }), 'a=on', "booleans: ['a']"],
    ['a missing box that must be ticked', v.object({ a: v.literal(true) }), '', "booleans: ['a']"],
    ['a missing box that must not be', v.object({ a: v.literal(false) }), '', "booleans: ['a']"],
    [
      'a list or nothing',
      v.object({ a: v.union([v.array(v.string()), v.literal('')]) }),
      'a=x',
      "lists: ['a']",
    ],
    ['a list with one value', v.object({ a: v.array(v.string()) }), 'a=x', "lists: ['a']"],
    ['a list without values', v.object({ a: v.array(v.string()) }), '', "lists: ['a']"],
  ])('is reported with its remedy: %s', async (_, schema, body, remedy) => {
    const [warning, ...more] = await warningsOf(createSite(schema), body, body)

    expect(warning).toMatch(/^routes\/api\.ts: the schema refuses every text in "a", because it expects /)
    expect(warning).toContain(
      `Write ctx.form(schema, { ${remedy} }), or use a schema with Standard JSON Schema.`,
    )
    expect(more).toEqual([])
  })

  it.each<[string, StandardSchemaV1]>([
    ['valibot', v.object({ address: v.object({ street: v.string() }) })],
    ['zod', z.object({ address: z.object({ street: z.string() }) })],
    ['arktype', type({ address: { street: 'string' } })],
  ])('is reported if it needs an object inside (%s)', async (_, schema) => {
    for (const body of ['address.street=x', 'address=x']) {
      expect(await warningsOf(createSite(schema), body)).toEqual([
        'routes/api.ts: the schema expects an object in "address", and a form sends only texts and files. Use one field for each value, and build the object from them.',
      ])
    }
  })

  it('is reported if it needs an object, however the schema tells that', async () => {
    const schema = refuseWith(['address', 'street'])

    expect(await warningsOf(createSite(schema), 'address=x')).toEqual([
      expect.stringContaining('the schema expects an object in "address"'),
    ])
  })

  it.each<[string, StandardSchemaV1, FormOptions | undefined, string]>([
    ['an accepted list', v.object({ a: v.array(v.string()) }), { lists: ['a'] }, 'a[]=1&a[]=2'],
    ['a list of a schema that tells', z.object({ a: z.array(z.string()) }), undefined, 'a[]=1'],
    ['a refused list', v.object({ a: v.pipe(v.array(v.string()), v.nonEmpty()) }), { lists: ['a'] }, 'a[]=1'],
    ['a list with positions', v.object({ a: v.array(v.string()) }), undefined, 'a[0]=1&a[1]=2'],
  ])('is reported if names have brackets, as in PHP: %s', async (_, schema, options, body) => {
    const sent = body.slice(0, body.indexOf('='))

    expect(await warningsOf(createSite(schema, options), body, body)).toEqual([
      `routes/api.ts: the form sends "${sent}", and names are literal, so "a" is missing. Write name="a" for every one of them, and ctx.form(schema, { lists: ['a'] }).`,
    ])
  })

  it('is not reported for brackets in a name that the schema has', async () => {
    const schema = v.object({ 'a[]': v.array(v.string()), b: v.optional(v.string()) })

    expect(await warningsOf(createSite(schema, { lists: ['a[]'] }), 'a[]=1&a[]=2&b=x&b[]=y')).toEqual([])
  })

  it.each<[string, StandardSchemaV1]>([
    ['a required field', v.object({ name: v.string(), mail: v.string() })],
    ['an optional field', z.object({ name: z.string().optional(), mail: z.string() })],
  ])('is reported if a name is misspelt: %s', async (_, schema) => {
    const site = createSite(schema)

    expect(await warningsOf(site, 'name=a&mail=b&namee=c', 'x=1&y=2&name=a', 'nmae=a&mail=b')).toEqual([
      'routes/api.ts: the form sends "nmae", which the schema does not have, and "name" is missing. Give the field the name that the schema has.',
    ])
  })

  it('is reported once for each field', async () => {
    const schema = v.object({ a: v.number(), b: v.boolean() })

    expect(await warningsOf(createSite(schema), 'a=x&b=on', 'a=5&b=on', 'a=5&b=on')).toHaveLength(2)
  })

  it('is not reported in production', async () => {
    expect(await warningsOf(createSite(v.object({ a: v.number() }), undefined, {}), 'a=5')).toEqual([])
  })
})

describe('a query that its schema can never accept', () => {
  const createPage = (search: StandardSchemaV1): LiteralSite =>
    createLiteralSite({ 'list.ts': { search, GET: () => 'list' } }, { reviewForm })

  it.each<[string, StandardSchemaV1, string, string]>([
    ['a number', v.object({ page: v.number() }), '?page=2', 'a number'],
    ['a number that is missing', v.object({ page: v.number() }), '', 'a number'],
    ['an optional number', v.object({ page: v.optional(v.number(), 1) }), '?page=2', 'a number'],
    ['a date that is missing', v.object({ page: v.date() }), '', 'a date'],
    ['a boolean', v.object({ page: v.boolean() }), '?page=true', 'true or false'],
    ['a list', v.object({ page: v.array(v.string()) }), '?page=a', 'a list'],
  ])('is reported once, with route and remedy: %s', async (_, schema, query, expected) => {
    const site = createPage(schema)
    for (let count = 0; count < 2; count++) expect((await site.fetch(`/list${query}`)).status).toBe(400)

    expect(site.log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      `warn routes/list.ts: the schema of search refuses every text in "page", because it expects ${expected}, so a request with it gets 400. Use a schema with Standard JSON Schema, by which the text is converted (valibot: toStandardJsonSchema() of @valibot/to-json-schema), or one that converts the text itself.`,
    ])
  })

  it.each<[string, StandardSchemaV1]>([
    ['valibot', v.number()],
    ['zod', z.string()],
    ['arktype', type('boolean')],
    ['only an empty text', v.literal('')],
    ['any other text', v.pipe(v.string(), v.minLength(1))],
    ['only true', v.literal(true)],
  ])('is reported if the schema is for a single value (%s)', async (_, schema) => {
    const site = createPage(schema)
    expect((await site.fetch('/list?page=1')).status).toBe(400)

    expect(site.log.map(({ message }) => message)).toEqual([
      'routes/list.ts: the schema of search expects a single value, but a query is an object with a property for each name, so it is always refused. Use a schema for an object.',
    ])
    expect(await warningsOf(createSite(schema), 'a=1')).toEqual([
      'routes/api.ts: the schema of ctx.form(schema) expects a single value, but a form is an object with a property for each name, so it is always refused. Use a schema for an object.',
    ])
  })

  it('is reported if it needs an object inside', async () => {
    const site = createPage(v.object({ address: v.object({ street: v.string() }) }))
    await site.fetch('/list?address=x')

    expect(site.log.map(({ message }) => message)).toEqual([
      'routes/list.ts: the schema expects an object in "address", and a query sends only texts. Use one parameter for each value, and build the object from them.',
    ])
  })

  it.each<[string, StandardSchemaV1, string]>([
    ['a number that is converted', z.object({ page: z.number() }), '?page=two'],
    ['a number that is missing', z.object({ page: z.number() }), ''],
    ['a text that is missing', v.object({ page: v.string() }), ''],
    ['text that becomes a number', v.object({ page: v.pipe(v.string(), v.toNumber()) }), '?page=x'],
    ['a name that is unknown', v.strictObject({ page: v.optional(v.string()) }), '?utm_source=x'],
    [
      'a rule for the whole query',
      v.pipe(
        v.object({ page: v.string() }),
        v.check(() => false),
      ),
      '?page=x',
    ],
  ])('is not reported if a visitor can correct it: %s', async (_, schema, query) => {
    const site = createPage(schema)
    expect((await site.fetch(`/list${query}`)).status).toBe(400)

    expect(site.log).toEqual([])
  })
})

describe('a form that a visitor can correct', () => {
  it.each<[string, StandardSchemaV1, string, FormOptions?]>([
    ['text that is too short', v.object({ a: v.pipe(v.string(), v.minLength(3)) }), 'a=1'],
    ['text that is missing', v.object({ a: v.string() }), ''],
    ['text that is not one of several', v.object({ a: v.picklist(['x', 'y']) }), 'a=1'],
    ['text that becomes a number', v.object({ a: v.pipe(v.string(), v.toNumber()) }), 'a=x'],
    ['text or a number', v.object({ a: v.union([v.pipe(v.string(), v.email()), v.number()]) }), 'a=x'],
    ['a number or one text', v.object({ a: v.union([v.number(), v.picklist(['on'])]) }), 'a=5'],
    ['a number or another text', v.object({ a: v.union([v.number(), v.picklist(['true'])]) }), 'a=5'],
    ['a number or a third text', v.object({ a: v.union([v.number(), v.picklist(['1'])]) }), 'a=5'],
    ['a number or an empty text', v.object({ a: v.union([v.number(), v.picklist([''])]) }), 'a=5'],
    ['a number that was not sent', v.object({ a: v.number() }), ''],
    ['a text or an object', refuseObjectsWith({ message: 'is missing', path: ['a'] }), 'a=x'],
    ['a text or another object', refuseObjectsWith({ message: 'x', path: ['a'] }, { message: 'y' }), 'a=x'],
    ['a box that is sent twice', v.object({ a: v.boolean() }), 'a=on&a=off'],
    ['a member of a list', refuseWith(['a', 0]), 'a=x'],
    ['a member of a list, with keys', refuseWith([{ key: 'a' }, { key: 0 }]), 'a=x'],
    ['a number that is too large', z.object({ a: z.number().max(3) }), 'a=5'],
    ['no number', z.object({ a: z.number() }), 'a=five'],
    ['a number that is missing', z.object({ a: z.number() }), 'a='],
    ['a strange box', z.object({ a: z.boolean() }), 'a=maybe'],
    ['a date that does not exist', z.object({ a: z.date() }), 'a=2026-02-30'],
    ['a date that is made', z.object({ a: z.coerce.date() }), 'a=soon'],
    ['a number that is made', z.object({ a: z.coerce.number() }), 'a=x'],
    ['too few boxes', z.object({ a: z.array(z.string()).min(2) }), 'a=x'],
    ['a number by option', v.object({ a: v.number() }), 'a=five', { numbers: ['a'] }],
    ['a box by option', v.object({ a: v.literal(true) }), '', { booleans: ['a'] }],
    [
      'a list by option',
      v.object({ a: v.pipe(v.array(v.string()), v.minLength(2)) }),
      'a=x',
      { lists: ['a'] },
    ],
    [
      'a rule for the whole form',
      v.pipe(
        v.object({ a: v.string() }),
        v.check(() => false),
      ),
      'a=x',
    ],
    ['a number for another field', v.object({ b: v.string(), a: v.string() }), 'a=x'],
  ])('is not reported: %s', async (_, schema, body, options) => {
    expect(await warningsOf(createSite(schema, options), body)).toEqual([])
  })
})

import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from './context.ts'
import { readForm } from './form.ts'
import type { FormOptions } from './form-fields.ts'

function send(body: string, schema?: StandardSchemaV1, options?: FormOptions): ReturnType<typeof readForm> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const request = new Request('http://localhost', { method: 'POST', body, headers })
  return readForm(request, schema, { ...(options && { options }) })
}

async function dataOf(body: string, schema?: StandardSchemaV1, options?: FormOptions): Promise<unknown> {
  const form = await send(body, schema, options)
  return form.ok ? form.data : form.errors
}

const noon = new Date('2026-11-28T12:00Z')

describe.each<[string, StandardSchemaV1]>([
  [
    'zod',
    z.object({
      title: z.string(),
      age: z.number(),
      stars: z.int().max(5).optional(),
      agree: z.boolean(),
      topics: z.array(z.string()),
      ids: z.array(z.number()),
      born: z.date().optional(),
      size: z.union([z.literal(1), z.literal(2)]).optional(),
    }),
  ],
  [
    'valibot',
    toStandardJsonSchema(
      v.object({
        title: v.string(),
        age: v.number(),
        stars: v.optional(v.pipe(v.number(), v.integer(), v.maxValue(5))),
        agree: v.boolean(),
        topics: v.array(v.string()),
        ids: v.array(v.number()),
        born: v.optional(v.date()),
        size: v.optional(v.picklist([1, 2])),
      }),
    ),
  ],
  [
    'arktype',
    type({
      title: 'string',
      age: 'number',
      'stars?': 'number.integer <= 5',
      agree: 'boolean',
      topics: 'string[]',
      ids: 'number[]',
      'born?': 'Date',
      'size?': '1 | 2',
    }),
  ],
])('a form with a schema of %s', (_, schema) => {
  it('has numbers, booleans, dates and lists where the schema has them', async () => {
    const body = 'title=7&age=42&stars=5&agree=on&topics=a&ids=1&ids=2&born=2026-11-28T12:00&size=2'

    expect(await dataOf(body, schema)).toEqual({
      title: '7',
      age: 42,
      stars: 5,
      agree: true,
      topics: ['a'],
      ids: [1, 2],
      born: noon,
      size: 2,
    })
  })

  it('takes missing boxes for false and for empty lists, and empty fields for nothing', async () => {
    expect(await dataOf('title=&age=0&stars=&born=', schema)).toEqual({
      title: '',
      age: 0,
      agree: false,
      topics: [],
      ids: [],
    })
  })

  it('keeps the places of numbers in a list, so that the rows of a table fit together', async () => {
    const inRow = (ids: string) => dataOf(`title=x&age=1&topics=a&topics=b&topics=c&${ids}`, schema)

    expect(Object.keys((await inRow('ids=&ids=2&ids=3')) as object)).toEqual(['ids.0'])
    expect(await inRow('ids=1&ids=2&ids=')).toMatchObject({ topics: ['a', 'b', 'c'], ids: [1, 2] })
    expect(await inRow('ids=&ids=')).toMatchObject({ ids: [] })
  })

  it('leaves what is something else to the schema, and keeps the text for the next attempt', async () => {
    const form = await send('title=x&age=old&stars=9&agree=maybe&ids=1&ids=two&born=2026-02-30', schema)

    expect(form.ok).toBe(false)
    expect(Object.keys(form.errors ?? {}).sort()).toEqual(['age', 'agree', 'born', 'ids.1', 'stars'])
    expect(form.values).toMatchObject({ age: 'old', stars: '9', agree: 'maybe', born: '2026-02-30' })
    expect(form.lists).toEqual({ ids: ['1', 'two'] })
  })

  it('refuses a missing number and several values for one', async () => {
    expect(Object.keys((await dataOf('title=x&age=', schema)) as object)).toEqual(['age'])
    expect(Object.keys((await dataOf('title=x&age=1&age=2', schema)) as object)).toEqual(['age'])
  })
})

describe('a schema that accepts text', () => {
  it.each<[string, StandardSchemaV1, string, unknown]>([
    ['zod: text', z.object({ a: z.string() }), 'a=1', { a: '1' }],
    ['zod: text or a number', z.object({ a: z.union([z.string(), z.number()]) }), 'a=1', { a: '1' }],
    ['zod: text or a list', z.object({ a: z.string().or(z.array(z.string())) }), 'a=1', { a: '1' }],
    ['zod: a date as text', z.object({ a: z.iso.date() }), 'a=2026-11-28', { a: '2026-11-28' }],
    ['zod: text that becomes a number', z.object({ a: z.string().transform(Number) }), 'a=007', { a: 7 }],
    ['zod: text that becomes a boolean', z.object({ a: z.stringbool() }), 'a=yes', { a: true }],
    ['zod: a date that is made', z.object({ a: z.coerce.date() }), 'a=2026-11-28T12:00Z', { a: noon }],
    [
      'zod: a box that is prepared by hand',
      z.object({ a: z.preprocess((text) => text === 'on', z.boolean()) }),
      'a=on',
      { a: true },
    ],
    ['zod: anything', z.object({ a: z.unknown(), b: z.any() }), 'a=1&b=on', { a: '1', b: 'on' }],
    ['zod: digits as text', z.object({ a: z.enum(['1', '2']) }), 'a=1', { a: '1' }],
    [
      'valibot: text that becomes a number',
      toStandardJsonSchema(v.object({ a: v.pipe(v.string(), v.toNumber()) })),
      'a=1',
      { a: 1 },
    ],
    ['arktype: text that becomes a number', type({ a: 'string.numeric.parse' }), 'a=1', { a: 1 }],
    ['arktype: text or a number', type({ a: 'string | number' }), 'a=1', { a: '1' }],
    ['valibot: without JSON Schema', v.object({ a: v.string() }), 'a=1', { a: '1' }],
  ])('keeps it (%s)', async (_, schema, body, data) => {
    expect(await dataOf(body, schema)).toEqual(data)
  })
})

describe('fields of other schemas', () => {
  it.each<[string, StandardSchemaV1, string, unknown]>([
    ['a box that must be ticked', z.object({ a: z.literal(true) }), 'a=on', { a: true }],
    ['a box with a default', z.object({ a: z.boolean().default(true) }), '', { a: false }],
    ['a list with a default', z.object({ a: z.array(z.string()).default(['x']) }), '', { a: [] }],
    ['a box that may be missing', z.object({ a: z.boolean().optional() }), '', {}],
    ['a list that may be missing', z.object({ a: z.array(z.string()).optional() }), '', {}],
    ['such a list with a value', z.object({ a: z.array(z.string()).optional() }), 'a=1', { a: ['1'] }],
    ['a number with a default', z.object({ a: z.number().default(3) }), 'a=', { a: 3 }],
    ['a number that may be null', z.object({ a: z.number().nullable() }), 'a=', { a: null }],
    ['a date that may be null', z.object({ a: z.date().nullable() }), 'a=', { a: null }],
    ['a date with a default', z.object({ a: z.date().default(noon) }), 'a=2026-11-28T12:00', { a: noon }],
    ['a number that is made', z.object({ a: z.coerce.number().optional() }), 'a=', {}],
    ['a list of dates', z.object({ a: z.array(z.date()) }), 'a=2026-11-28T12:00&a=', { a: [noon] }],
    ['a refined object', z.object({ a: z.number() }).refine(() => true), 'a=1', { a: 1 }],
    ['a transformed object', z.object({ a: z.number() }).transform((x) => [x]), 'a=1', [{ a: 1 }]],
    [
      'two objects in one',
      z.intersection(z.object({ a: z.number() }), z.object({ b: z.array(z.number()) })),
      'a=1&b=2',
      { a: 1, b: [2] },
    ],
    ['a set, beside a number', z.object({ s: z.set(z.string()).optional(), a: z.number() }), 'a=1', { a: 1 }],
    [
      'a field named like a part of objects',
      z.object({ constructor: z.number() }),
      'constructor=1',
      { constructor: 1 },
    ],
  ])('are converted too: %s', async (_, schema, body, data) => {
    expect(await dataOf(body, schema)).toEqual(data)
  })

  it('follow references', async () => {
    const count = z.number().meta({ id: 'count' })
    const tree = z.object({
      a: count,
      b: count,
      get child() {
        return tree.optional()
      },
    })
    expect(await dataOf('a=1&b=2', tree)).toEqual({ a: 1, b: 2 })
  })

  it('follow the text that tells the kinds of a form apart', async () => {
    const schema = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('card'), number: z.string() }),
      z.strictObject({ kind: z.literal('debit'), number: z.number(), tags: z.array(z.string()) }),
    ])
    expect(await dataOf('kind=card&number=12', schema)).toEqual({ kind: 'card', number: '12' })
    expect(await dataOf('kind=debit&number=12', schema)).toEqual({ kind: 'debit', number: 12, tags: [] })
  })

  it('keep their text when two kinds of a form disagree and nothing tells them apart', async () => {
    const schema = z.union([z.object({ a: z.string() }), z.object({ a: z.number() })])
    expect(await dataOf('a=1', schema)).toEqual({ a: '1' })
  })

  it('keep their text when the library cannot describe the schema', async () => {
    const refuse = (): never => {
      throw new Error('not supported')
    }
    const schema: StandardSchemaV1 & StandardJSONSchemaV1 = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => ({ value }),
        jsonSchema: { input: refuse, output: refuse },
      },
    }
    expect(await dataOf('a=1', schema)).toEqual({ a: '1' })
  })

  it('keep their text in a schema that is not an object', async () => {
    const schema = z.record(z.string(), z.string())
    expect(await dataOf('a=1&b=on', schema)).toEqual({ a: '1', b: 'on' })
  })

  it('keep files', async () => {
    const body = new FormData()
    body.append('files', new File(['x'], 'x.txt'))
    body.append('age', '7')
    const schema = z.object({ files: z.array(z.file()), age: z.number() })
    const form = await readForm(new Request('http://localhost', { method: 'POST', body }), schema)

    expect(form).toMatchObject({ ok: true, data: { files: [{ name: 'x.txt' }], age: 7 } })
  })
})

describe('the options of ctx.form()', () => {
  const options = { lists: ['topics'], numbers: ['age'], booleans: ['agree'], dates: ['born'] }

  it('convert fields for a schema that does not tell', async () => {
    const schema = v.object({
      title: v.string(),
      topics: v.array(v.string()),
      age: v.optional(v.number()),
      agree: v.boolean(),
      born: v.optional(v.date()),
    })

    expect(await dataOf('title=1&topics=a&age=7&agree=1&born=2026-11-28T12:00', schema, options)).toEqual({
      title: '1',
      topics: ['a'],
      age: 7,
      agree: true,
      born: noon,
    })
    expect(await dataOf('title=&age=&born=', schema, options)).toEqual({
      title: '',
      topics: [],
      agree: false,
    })
    expect(Object.keys((await dataOf('title=x&age=x&born=x&agree=x', schema, options)) as object)).toEqual([
      'age',
      'agree',
      'born',
    ])
  })

  it('work without a schema', async () => {
    expect(await dataOf('a=1&topics=x', undefined, options)).toEqual({
      a: '1',
      topics: ['x'],
      agree: false,
    })
  })

  it('make lists of numbers of a field with two options', async () => {
    const both = { lists: ['ids'], numbers: ['ids'] }

    expect(await dataOf('ids=1&ids=&ids=x', undefined, both)).toEqual({ ids: [1, undefined, 'x'] })
    expect(await dataOf('', undefined, both)).toEqual({ ids: [] })
  })

  it('add to what the schema tells', async () => {
    const schema = z.object({ a: z.boolean().optional(), ids: z.array(z.number()), free: z.any() })
    const more = { booleans: ['a'], lists: ['ids', 'free'] }

    expect(await dataOf('ids=1&free=2', schema, more)).toEqual({ a: false, ids: [1], free: ['2'] })
  })

  it('leave the prototypes of objects alone', async () => {
    const names = ['__proto__', 'constructor', 'toString']
    const data = (await dataOf('__proto__=1&constructor=2', undefined, { numbers: names })) as object

    expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
    expect(Object.entries(data)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ])
  })

  it('may not give one field two types', async () => {
    await expect(send('a=1', undefined, { numbers: ['a'], dates: ['a'] })).rejects.toThrow(
      'ctx.form(): the field "a" is among the numbers and the dates. Remove it from one of them.',
    )
  })

  it('reach a handler', async () => {
    const site = createLiteralSite({
      'api.ts': { POST: async (ctx: Context) => (await ctx.form(undefined, { numbers: ['a'] })).data },
    })
    const body = new URLSearchParams({ a: '7', b: '7' })

    expect(await site.text('/api', { method: 'POST', body })).toBe('{"a":7,"b":"7"}')
  })
})

describe('the search of a route', () => {
  const search = z.object({
    page: z.number().int().default(1),
    tags: z.array(z.string()).default(['all']),
    ids: z.array(z.number()),
    done: z.boolean(),
    open: z.boolean().default(true),
  })
  const site = createLiteralSite({ 'api.ts': { search, GET: (ctx: Context) => ctx.search } })
  const read = async (query: string): Promise<unknown> => JSON.parse(await site.text(`/api${query}`))

  it('is converted as a form is, but keeps the defaults of the schema', async () => {
    expect(await read('')).toEqual({ page: 1, tags: ['all'], ids: [], done: false, open: true })
    expect(await read('?page=2&tags=a&ids=1&done=on&open=0')).toEqual({
      page: 2,
      tags: ['a'],
      ids: [1],
      done: true,
      open: false,
    })
    expect(await read('?page=')).toMatchObject({ page: 1 })
  })

  it('is refused if it cannot be converted', async () => {
    expect((await site.fetch('/api?page=two')).status).toBe(400)
  })
})

// Tests how the fields of a form are converted if their schema has several variants, or options name them too.
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type FormOptions, convertFields } from './form-fields.ts'

type Fields = Record<string, string>

const payment = z.union([
  z.object({ kind: z.literal('card'), number: z.number() }),
  z.object({ kind: z.literal('cash'), number: z.string(), notes: z.array(z.string()) }),
])

describe('convertFields()', () => {
  it.each<[string, z.ZodType, Fields, object]>([
    ['the variant whose text fits', payment, { kind: 'card', number: '1' }, { kind: 'card', number: 1 }],
    [
      'the other variant',
      payment,
      { kind: 'cash', number: '1', notes: 'a' },
      { kind: 'cash', number: '1', notes: ['a'] },
    ],
    [
      'no variant if two types are possible',
      payment,
      { kind: 'gift', number: '1' },
      { kind: 'gift', number: '1' },
    ],
    [
      'the only variant that has the field, without filling in others',
      z.union([z.object({ a: z.number() }), z.object({ b: z.boolean() })]),
      { a: '1' },
      { a: 1 },
    ],
    [
      'a later variant if only that has the field',
      z.union([z.object({ b: z.string() }), z.object({ a: z.number() })]),
      { a: '1' },
      { a: 1 },
    ],
    [
      'the variants in which it is the same, if no text fits',
      z.union([
        z.object({ kind: z.literal('card'), number: z.number() }),
        z.object({ kind: z.literal('cash'), number: z.number() }),
      ]),
      { kind: 'gift', number: '1' },
      { kind: 'gift', number: 1 },
    ],
    [
      'the variant with one of several texts',
      z.union([
        z.object({ kind: z.literal(['card', 'bank']), number: z.number() }),
        z.object({ kind: z.literal('cash'), number: z.string() }),
      ]),
      { kind: 'bank', number: '1' },
      { kind: 'bank', number: 1 },
    ],
    [
      'a variant that numbers tell apart, unless a text fits',
      z.union([
        z.object({ kind: z.literal(1), number: z.number() }),
        z.object({ kind: z.literal('cash'), number: z.string() }),
      ]),
      { kind: '1', number: '5' },
      { kind: 1, number: 5 },
    ],
    [
      'a variant that numbers and texts tell apart, unless a text fits',
      z.union([
        z.object({ kind: z.literal([1, 'card']), number: z.number() }),
        z.object({ kind: z.literal('cash'), number: z.string() }),
      ]),
      { kind: '1', number: '5' },
      { kind: '1', number: 5 },
    ],
    [
      'no variant if only one has a list',
      z.union([z.object({ a: z.array(z.number()) }), z.object({ a: z.number() })]),
      { a: '1' },
      { a: '1' },
    ],
    [
      'both variants if they agree',
      z.union([z.object({ a: z.number() }), z.object({ a: z.number(), b: z.string() })]),
      { a: '1', b: '2' },
      { a: 1, b: '2' },
    ],
    [
      'both variants for an empty field that may be null in each',
      z.union([
        z.object({ a: z.number().nullable() }),
        z.object({ a: z.number().nullable(), b: z.string() }),
      ]),
      { a: '' },
      { a: null },
    ],
    [
      'both variants for an empty field that may be null in one',
      z.union([z.object({ a: z.number().nullable() }), z.object({ a: z.number(), b: z.string() })]),
      { a: '' },
      {},
    ],
  ])('uses %s', (_, schema, fields, converted) => {
    expect(convertFields(fields, schema, undefined, 'form')).toEqual(converted)
  })

  it.each<[string, z.ZodType, FormOptions, Fields, object]>([
    ['a list', z.object({ a: z.array(z.string()) }), { numbers: ['a'] }, { a: '1' }, { a: [1] }],
    ['null', z.object({ a: z.number().nullable() }), { numbers: ['a'] }, { a: '' }, { a: null }],
    ['a kind', z.object({ a: z.number() }), { lists: ['a'] }, { a: '1' }, { a: [1] }],
  ])(
    'keeps %s that the schema names if options name the field too',
    (_, schema, options, fields, converted) => {
      expect(convertFields(fields, schema, options, 'form')).toEqual(converted)
    },
  )

  it.each([
    ['form', { a: false }],
    ['query', {}],
  ] as const)('fills in a box with a default only for a form, not for a query: %s', (source, converted) => {
    const schema = z.object({ a: z.boolean().default(true) })

    expect(convertFields({}, schema, undefined, source)).toEqual(converted)
  })
})

// Tests what is read from the JSON Schema of a schema, whatever library it comes from.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { describe, expect, it } from 'vitest'
import { type SchemaField, readSchemaFields } from './schema-fields.ts'

type Node = Record<string, unknown>

/** Creates a schema that is described by a document. */
function schemaOf(describeInput: (() => Node) | undefined): StandardSchemaV1 {
  const jsonSchema = describeInput && { input: describeInput, output: describeInput }
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => ({ value }),
      ...(jsonSchema && { jsonSchema }),
    },
  }
}

/** Reads the only field of an object, whose definitions are those of the document. */
function fieldOf(node: Node, $defs: Node = {}, required: string[] = []): SchemaField | undefined {
  const document = { type: 'object', properties: { a: node }, required, $defs }
  const [variant] = readSchemaFields(schemaOf(() => document))
  return variant?.fields.get('a')
}

const text: SchemaField = {
  isList: false,
  kind: undefined,
  isNullable: false,
  isRequired: false,
  hasDefault: false,
}

/** Nests a node in references: each definition leads to the next one. */
const chainOf = (length: number, end: Node): Node =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [
      `n${index}`,
      index === length - 1 ? end : { $ref: `#/$defs/n${index + 1}` },
    ]),
  )

describe('a field', () => {
  it.each<[string, Node, Partial<SchemaField>]>([
    ['text', { type: 'string' }, {}],
    ['a number', { type: 'number' }, { kind: 'number' }],
    ['an integer', { type: 'integer' }, { kind: 'number' }],
    ['a boolean', { type: 'boolean' }, { kind: 'boolean' }],
    ['an object', { type: 'object' }, {}],
    ['a number with a default', { type: 'number', default: 1 }, { kind: 'number', hasDefault: true }],
    ['a number or null', { type: ['number', 'null'] }, { kind: 'number', isNullable: true }],
    ['a number or text', { type: ['number', 'string'] }, {}],
    ['null', { type: 'null' }, { isNullable: true }],
    ['anything', {}, {}],
    ['a constant number', { const: 5 }, { kind: 'number' }],
    ['a constant text', { const: 'x' }, {}],
    ['a constant null', { const: null }, { isNullable: true }],
    ['one of some numbers', { enum: [1, 2] }, { kind: 'number' }],
    ['one of some numbers or null', { enum: [1, null] }, { kind: 'number', isNullable: true }],
    ['one of numbers and texts', { enum: [1, 'x'] }, {}],
    ['a list of texts', { type: 'array', items: { type: 'string' } }, { isList: true }],
    ['a list of numbers', { type: 'array', items: { type: 'number' } }, { isList: true, kind: 'number' }],
    [
      'a list of numbers or texts',
      { type: 'array', items: { type: ['number', 'string'] } },
      { isList: true },
    ],
    ['a list of anything', { type: 'array' }, { isList: true }],
    [
      'a list that is described for each place',
      { type: 'array', items: [{ type: 'number' }] },
      { isList: true },
    ],
    [
      'either a number or null',
      { anyOf: [{ type: 'number' }, { type: 'null' }] },
      { kind: 'number', isNullable: true },
    ],
    ['exactly one of two numbers', { oneOf: [{ const: 1 }, { const: 2 }] }, { kind: 'number' }],
    ['either a number or a boolean', { anyOf: [{ type: 'number' }, { type: 'boolean' }] }, {}],
    [
      'either a list or null',
      { anyOf: [{ type: 'array', items: { type: 'number' } }, { type: 'null' }] },
      { isList: true, kind: 'number', isNullable: true },
    ],
    [
      'either of two lists',
      {
        anyOf: [
          { type: 'array', items: { type: 'number' } },
          { type: 'array', items: { type: 'string' } },
        ],
      },
      { isList: true },
    ],
    ['alternatives without members', { anyOf: [] }, {}],
    ['both a limit and a number', { allOf: [{ minimum: 1 }, { type: 'number' }] }, { kind: 'number' }],
    ['both of two limits', { allOf: [{ minimum: 1 }, { maximum: 2 }] }, {}],
  ])('that is %s is known', (_, node, expected) => {
    expect(fieldOf(node)).toEqual({ ...text, ...expected })
  })

  it('may be required', () => {
    expect(fieldOf({ type: 'string' }, {}, ['a'])).toEqual({ ...text, isRequired: true })
    expect(fieldOf({ type: 'string' }, {}, ['b'])).toEqual(text)
  })

  it.each<[string, Node, string | undefined]>([
    ['#/$defs/Size', { Size: { type: 'number' } }, 'number'],
    ['#/$defs/a~1b~0c', { 'a/b~c': { type: 'number' } }, 'number'],
    ['#/$defs/a%20b', { 'a b': { type: 'number' } }, 'number'],
    ['#/$defs/First', { First: { $ref: '#/$defs/Second' }, Second: { type: 'number' } }, 'number'],
    ['#/$defs/Missing', {}, undefined],
    ['#/$defs/Missing/more', {}, undefined],
    ['#/$defs/toString', {}, undefined],
    ['#/$defs/Text', { Text: 'number' }, undefined],
    ['#/$defs/Text/length', { Text: 'number' }, undefined],
    ['#/$defs/List', { List: [{ type: 'number' }] }, undefined],
    ['#/$defs/Null', { Null: null }, undefined],
    ['#/$defs/Null/more', { Null: null }, undefined],
    ['#/$defs/Loop', { Loop: { $ref: '#/$defs/Loop' } }, undefined],
    ['#/$defs/Loop', { Loop: { anyOf: [{ $ref: '#/$defs/Loop' }] } }, undefined],
    ['#/$defs/Loop', { Loop: { allOf: [{ $ref: '#/$defs/Loop' }] } }, undefined],
    ['#/$defs/n0', chainOf(20, { type: 'number' }), 'number'],
    ['#/$defs/n0', chainOf(21, { type: 'number' }), undefined],
  ])('may refer to %s in %j', ($ref, $defs, kind) => {
    expect(fieldOf({ $ref }, $defs)).toEqual({ ...text, kind })
  })

  it('that refers to itself is text, also in a list', () => {
    const Loop = { $ref: '#/$defs/Loop' }

    expect(fieldOf({ type: 'array', items: Loop }, { Loop })).toEqual({ ...text, isList: true })
  })
})

describe('the objects that a schema accepts', () => {
  const object = (name: string, value: unknown = undefined): Node => ({
    type: 'object',
    properties: { [name]: value === undefined ? { type: 'number' } : { const: value } },
  })
  const variantsOf = (document: Node) =>
    readSchemaFields(schemaOf(() => document)).map(({ fields, tags }) => [
      [...fields.keys()].join(),
      Object.fromEntries(tags),
    ])

  it.each<[string, Node, unknown[]]>([
    ['one', object('a'), [['a', {}]]],
    ['one that a reference names', { $ref: '#/$defs/A', $defs: { A: object('a') } }, [['a', {}]]],
    [
      'either of two',
      { anyOf: [object('a'), object('b')] },
      [
        ['a', {}],
        ['b', {}],
      ],
    ],
    [
      'one of two that are told apart',
      { oneOf: [object('kind', 'card'), object('kind', 'cash')] },
      [
        ['kind', { kind: ['card'] }],
        ['kind', { kind: ['cash'] }],
      ],
    ],
    ['both of two', { allOf: [object('a'), object('b')] }, [['a,b', {}]]],
    [
      'its own and either of two',
      { ...object('a', 'x'), anyOf: [object('b', 'y'), object('c')] },
      [
        ['a,b', { a: ['x'], b: ['y'] }],
        ['a,c', { a: ['x'] }],
      ],
    ],
    [
      'two times two',
      { allOf: [{ anyOf: [object('a'), object('b')] }, { anyOf: [object('c'), object('d')] }] },
      [
        ['a,c', {}],
        ['a,d', {}],
        ['b,c', {}],
        ['b,d', {}],
      ],
    ],
    ['none', { type: 'string' }, []],
    ['none that can be found', { $ref: '#/$defs/Missing' }, []],
    ['none, because it refers to itself', { $ref: '#' }, []],
    ['none, because its alternative is itself', { anyOf: [{ $ref: '#' }] }, []],
    ['none, because its part is itself', { allOf: [{ $ref: '#' }] }, []],
    ['none for a $ref that is not a text', { $ref: 5 }, []],
  ])('are %s', (_, document, expected) => {
    expect(variantsOf(document)).toEqual(expected)
  })

  it('are at most 100', () => {
    const two = { anyOf: [object('a'), object('b')] }

    expect(variantsOf({ allOf: Array.from({ length: 7 }, () => two) })).toHaveLength(100)
  })

  it('are found behind 20 references, but not behind more', () => {
    const documentOf = (length: number): Node => ({ $ref: '#/$defs/n0', $defs: chainOf(length, object('a')) })

    expect(variantsOf(documentOf(20))).toEqual([['a', {}]])
    expect(variantsOf(documentOf(21))).toEqual([])
  })
})

describe('readSchemaFields()', () => {
  it('reads a schema once', () => {
    let reads = 0
    const schema = schemaOf(() => {
      reads++
      return { type: 'object', properties: {} }
    })

    expect(readSchemaFields(schema)).toBe(readSchemaFields(schema))
    expect(reads).toBe(1)
  })

  it('asks for the version of JSON Schema that it knows, and passes no options to an unknown library', () => {
    const asked: unknown[] = []
    const schema = schemaOf(((options: unknown) => {
      asked.push(options)
      return {}
    }) as () => Node)
    readSchemaFields(schema)

    expect(asked).toEqual([{ target: 'draft-2020-12' }])
  })

  it('finds nothing in a schema without a description, or whose description fails', () => {
    const failing = schemaOf(() => {
      throw new Error('not representable')
    })

    expect([readSchemaFields(schemaOf(undefined)), readSchemaFields(failing)]).toEqual([[], []])
  })
})

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

async function warningsOf(site: LiteralSite, ...bodies: string[]): Promise<string[]> {
  for (const body of bodies) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await site.fetch('/api', { method: 'POST', body, headers })
  }
  return site.log.filter(({ level }) => level === 'warn').map(({ message }) => message)
}

describe('a form that its schema can never accept', () => {
  it.each<[string, StandardSchemaV1, string, string]>([
    ['a number', v.object({ a: v.number() }), 'a=5', "numbers: ['a']"],
    ['an optional number', v.object({ a: v.optional(v.number()) }), 'a=5', "numbers: ['a']"],
    ['a box that is ticked', v.object({ a: v.boolean() }), 'a=on', "booleans: ['a']"],
    ['a box that is not', v.object({ a: v.boolean() }), '', "booleans: ['a']"],
    ['a box that must be ticked', v.object({ a: v.literal(true) }), 'a=on', "booleans: ['a']"],
    ['a date', v.object({ a: v.date() }), 'a=2026-11-28', "dates: ['a']"],
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

  it('is reported once for each field', async () => {
    const schema = v.object({ a: v.number(), b: v.boolean() })

    expect(await warningsOf(createSite(schema), 'a=x&b=on', 'a=5&b=on', 'a=5&b=on')).toHaveLength(2)
  })

  it('is not reported in production', async () => {
    expect(await warningsOf(createSite(v.object({ a: v.number() }), undefined, {}), 'a=5')).toEqual([])
  })
})

describe('a form that a visitor can correct', () => {
  it.each<[string, StandardSchemaV1, string, FormOptions?]>([
    ['text that is too short', v.object({ a: v.pipe(v.string(), v.minLength(3)) }), 'a=1'],
    ['text that is missing', v.object({ a: v.string() }), ''],
    ['text that is not one of several', v.object({ a: v.picklist(['x', 'y']) }), 'a=1'],
    ['text that becomes a number', v.object({ a: v.pipe(v.string(), v.toNumber()) }), 'a=x'],
    ['text or a number', v.object({ a: v.union([v.pipe(v.string(), v.email()), v.number()]) }), 'a=x'],
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

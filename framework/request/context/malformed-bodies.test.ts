// Tests bodies and queries that are malformed, or made to cost much.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { linearGrowth, measureAsyncGrowth } from '../../fixtures/growth.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { multipart } from '../../fixtures/multipart-body.ts'
import type { Context } from './context.ts'

const site = createLiteralSite({
  'json.ts': { POST: async (ctx: Context) => ({ type: typeof (await ctx.json()) }) },
  'form.ts': { POST: async (ctx: Context) => (await ctx.form()).data },
  'up.ts': {
    async POST(ctx: Context) {
      for await (const part of ctx.uploads()) await part.bytes()
    },
  },
  'deep.tsx': {
    POST: (ctx: Context) => ctx.json(),
    default: ({ form }: { form: unknown }) => h('p', null, form as never),
  },
  'search.ts': {
    search: { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } },
    GET: ({ search }: Context) => search,
  },
  'query.ts': { GET: ({ query }: Context) => ({ count: query.size, first: query.get('a') }) },
})

function post(path: string, body: string, headers: Record<string, string>): Promise<Response> {
  return site.fetch(path, { method: 'POST', body, headers })
}

describe('a body', () => {
  it.each(['br', 'gzip', 'deflate', 'zstd', 'identity, gzip', 'nonsense'])(
    'refuses the encoding %s with 415',
    async (encoding) => {
      for (const [path, type] of [
        ['/json', 'application/json'],
        ['/form', 'application/x-www-form-urlencoded'],
        ['/form', multipart],
        ['/up', multipart],
      ] as const) {
        const response = await post(path, '{}', { 'content-type': type, 'content-encoding': encoding })
        expect([path, response.status]).toEqual([path, 415])
      }
    },
  )

  it('does no harm if it is nested as deeply as the limit allows', async () => {
    const depth = 100_000
    const deep = '['.repeat(depth) + ']'.repeat(depth)
    expect([200, 400]).toContain((await post('/json', deep, { 'content-type': 'application/json' })).status)
    const page = await post('/deep', deep, { 'content-type': 'application/json' })
    expect(page.status).toBeGreaterThanOrEqual(200)
    expect((await post('/json', '[]', { 'content-type': 'application/json' })).status).toBe(200)
  })

  it('with many numeric keys takes time in proportion to its length', async () => {
    const growth = await measureAsyncGrowth(
      (length) => `{${Array.from({ length: length / 12 }, (_, index) => `"${index * 7919}":1`).join()}}`,
      (body) => post('/json', body, { 'content-type': 'application/json' }),
    )
    expect(growth).toBeLessThan(linearGrowth)
  })

  it.each([
    ['application/json\t;x', 200],
    ['application/json ;x', 200],
    ['APPLICATION/JSON', 200],
    ['application/jsonx', 415],
    ['text/plain, application/json', 415],
  ])('is accepted or refused by its content type: %s is %i', async (type, status) => {
    expect((await post('/json', '{}', { 'content-type': type })).status).toBe(status)
  })
})

describe('a query', () => {
  const repeat = (count: number): string =>
    Array.from({ length: count }, (_, index) => `a=${index}`).join('&')

  it('is parsed as a flat list', async () => {
    const nested = await site.fetch(`/query?${'a[]'.repeat(2500)}=1`)
    expect(await nested.json()).toEqual({ count: 1, first: null })
    const repeated = await site.fetch(`/query?${repeat(1000)}`)
    expect(await repeated.json()).toEqual({ count: 1000, first: '0' })
  })

  it('of more than 1,000 parameters is refused before any code of the site runs', async () => {
    const response = await site.fetch(`/query?${repeat(1001)}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ detail: 'This address has more than 1000 parameters.' })
    expect((await site.fetch(`/search?${repeat(1001)}`)).status).toBe(400)
    expect((await site.fetch(`/search?${repeat(1000)}`)).status).toBe(200)
  })

  it.each([
    ['brackets', (length: number) => `${'a[]'.repeat(length / 3)}=1`],
    ['values of one name', (length: number) => repeat(length / 8)],
  ])('with many %s takes time in proportion to its length', async (_, create) => {
    const growth = await measureAsyncGrowth(create, (query) => site.fetch(`/query?${query}`))
    expect(growth).toBeLessThan(linearGrowth)
  })
})

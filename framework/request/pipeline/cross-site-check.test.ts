// Tests that an origin which middleware allows passes the cross-site check, and no other check.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'

const other = 'https://app.example'

/** Creates a middleware with a rule for origins, as cors() does. */
function allow(allowsOrigin: (origin: string, ctx: Context) => unknown): object {
  return Object.assign((_: Context, next: () => Promise<Response>) => next(), { allowsOrigin })
}

function createSite(rule: (origin: string, ctx: Context) => unknown) {
  return createLiteralSite(
    {
      '_middleware.ts': { default: allow(rule) },
      'a.ts': { GET: () => 'read', POST: async (ctx: Context) => (await ctx.request.text()).length },
    },
    { bodyLimit: 10 },
  )
}

const post = (body: string, headers: Record<string, string> = { origin: other }): RequestInit =>
  ({ method: 'POST', headers, body: new Blob([body]).stream(), duplex: 'half' }) as RequestInit

describe('a request from an origin that middleware allows', () => {
  it('passes, whether the rule answers at once or later', async () => {
    for (const rule of [() => true, async () => true]) {
      const response = await createSite(rule).fetch('/a', post('x'))

      expect([response.status, await response.text()]).toEqual([200, '1'])
    }
  })

  it('still has a limited body', async () => {
    const site = createSite(async () => true)

    expect((await site.fetch('/a', post('x'.repeat(10)))).status).toBe(200)
    expect((await site.fetch('/a', post('x'.repeat(11)))).status).toBe(413)
  })

  it('is known to the rule by its origin and context', async () => {
    const asked: unknown[] = []
    const site = createSite((origin, ctx) => asked.push(origin, ctx.route) > 0)
    await site.fetch('/a', post('x'))

    expect(asked).toEqual([other, '/a'])
  })
})

describe('a request from an origin that middleware does not allow', () => {
  it.each([false, undefined, 'yes', 1, null])('is refused if the rule answers %j', async (answer) => {
    expect((await createSite(() => answer).fetch('/a', post('x'))).status).toBe(403)
    expect((await createSite(async () => answer).fetch('/a', post('x'))).status).toBe(403)
  })

  it('is refused without an Origin, which no rule can know', async () => {
    const site = createSite(() => true)

    expect((await site.fetch('/a', post('x', { 'sec-fetch-site': 'cross-site' }))).status).toBe(403)
  })

  it('may read', async () => {
    const site = createSite(() => false)

    expect(await site.text('/a', { headers: { origin: other } })).toBe('read')
  })
})

// Tests what a site knows about a request: its id, its origin and the visitor's address.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import type { Context } from './context.ts'

const modules = {
  'who.ts': {
    GET: ({ requestId, url, clientAddress, isPrerendering }: Context) => ({
      requestId,
      href: url.href,
      clientAddress,
      isPrerendering,
    }),
  },
}

async function ask(
  headers: Record<string, string>,
  overrides: Partial<Manifest> = {},
  target = '/who?a=%62',
): Promise<Record<string, unknown>> {
  const response = await createLiteralSite(modules, overrides).fetch(target, { headers })
  const answer = (await response.json()) as Record<string, unknown>
  expect(response.headers.get('x-request-id')).toBe(answer.requestId)
  return answer
}

describe('ctx.requestId', () => {
  it('is the id that a trusted proxy sends', async () => {
    const ids = ['a', 'AZ09_.:-', 'x'.repeat(128)]
    for (const id of ids) {
      expect((await ask({ 'x-request-id': id }, { trustProxy: 1 })).requestId).toBe(id)
    }
  })

  it.each(['', 'x'.repeat(129), 'a b', 'a"b', '{"a":1}', ' ;a'])(
    'is a new id if a proxy sends %j',
    async (id) => {
      const { requestId } = await ask({ 'x-request-id': id }, { trustProxy: 1 })

      expect(requestId).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/)
    },
  )

  it('is a new id if no proxy is trusted', async () => {
    expect((await ask({ 'x-request-id': 'forged' })).requestId).not.toBe('forged')
    expect((await ask({ 'x-request-id': 'forged' })).requestId).toMatch(/^[\da-f]{8}-/)
  })
})

describe('ctx.url', () => {
  it('has the origin of the request, of a trusted proxy, or of the site', async () => {
    const forwarded = { 'x-forwarded-host': 'proxy.test', 'x-forwarded-proto': 'https' }

    expect((await ask(forwarded)).href).toBe('http://localhost/who?a=%62')
    expect((await ask(forwarded, { trustProxy: 1 })).href).toBe('https://proxy.test/who?a=%62')
    expect((await ask(forwarded, { trustProxy: 1, origin: 'https://site.test' })).href).toBe(
      'https://site.test/who?a=%62',
    )
    expect((await ask({}, {}, 'http://localhost:8080/who')).href).toBe('http://localhost:8080/who')
  })
})

describe('ctx.isPrerendering', () => {
  it('is true during the build only', async () => {
    expect((await ask({}, { isPrerendering: true })).isPrerendering).toBe(true)
    expect((await ask({})).isPrerendering).toBe(false)
  })
})

describe('ctx.clientAddress', () => {
  it('is missing if the platform does not know it', async () => {
    expect(await ask({})).not.toHaveProperty('clientAddress')
    expect((await ask({}, { clientAddress: () => '9.9.9.9' })).clientAddress).toBe('9.9.9.9')
  })
})

it('the target is the one that the server has received, if it tells', async () => {
  const GET = (ctx: Context): string => `${ctx.rawTarget} ${ctx.url.href}`
  const modules = { '[name].ts': { GET } }
  const told = createLiteralSite(modules, {
    receivedTarget: () => ({ origin: 'http://received.example', target: '/%61?b=1' }),
  })

  expect(await told.text('/other')).toBe('/%61?b=1 http://received.example/a?b=1')
  expect(await createLiteralSite(modules).text('http://asked.example:81/%61?b=1')).toBe(
    '/%61?b=1 http://asked.example:81/a?b=1',
  )
})

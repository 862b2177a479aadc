// Guards for API clients.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import type { Context } from '../request/context/context.ts'
import { requireBasic, requireBearer } from './http-guard.ts'
import { createApiToken, hashApiToken, isSameSecret } from './secret-text.ts'

const { token, hash } = createApiToken('test_')

const bearer = requireBearer((sent) => (hashApiToken(sent) === hash ? { client: 'shop' } : undefined), {
  realm: 'api',
})
const basic = requireBasic(async (name, password) =>
  name === 'ada' && isSameSecret(password, 'b:ä') ? name : undefined,
)

const site = createLiteralSite({
  'bearer.ts': { middleware: [bearer], GET: (ctx: Context) => bearer.of(ctx) },
  'basic.ts': { middleware: [basic], GET: (ctx: Context) => basic.of(ctx) },
  'none.ts': { GET: (ctx: Context) => bearer.of(ctx) },
})
const ask = (path: string, authorization?: string) =>
  site.fetch(path, authorization === undefined ? {} : { headers: { authorization } })

describe('requireBearer()', () => {
  it('accepts a known token and returns its owner', async () => {
    const response = await ask('/bearer', `bearer ${token}`)

    expect([response.status, await response.json()]).toEqual([200, { client: 'shop' }])
  })

  it('asks for a token if there is none', async () => {
    for (const sent of [undefined, `Basic ${token}`, '']) {
      const response = await ask('/bearer', sent)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"')
      expect(response.headers.get('content-type')).toBe('application/problem+json')
    }
  })

  it('refuses an unknown token', async () => {
    for (const sent of [`${token}x`, 'x', 'ä', '"']) {
      const response = await ask('/bearer', `Bearer ${encodeURIComponent(sent)}`)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"')
    }
  })

  it('throws if the guard is missing', async () => {
    expect((await ask('/none')).status).toBe(500)
    expect(site.log.at(-1)?.message).toBe(
      '/none: the guard has not run. Add it to the middleware of this route.',
    )
  })

  it('refuses a realm that cannot be sent in a header', () => {
    expect(() => requireBearer(() => undefined, { realm: 'a"b' })).toThrow('realm: "a"b" cannot be sent')
  })
})

it.each<[what: string, path: string, init: RequestInit]>([
  ['a page', '/in/page', {}],
  ['HEAD', '/in/page', { method: 'HEAD' }],
  ['an image', '/in/page', { headers: { 'sec-fetch-dest': 'image' } }],
  ['a cached route', '/in/cached', {}],
  ['a method that the route lacks', '/in/page', { method: 'PUT' }],
  ['OPTIONS', '/in/page', { method: 'OPTIONS' }],
  ['a URL without a route', '/in/nothing', {}],
])('requireBasic() asks for a password with WWW-Authenticate for %s', async (_, path, init) => {
  const guarded = createLiteralSite({
    'in/_middleware.ts': { default: basic },
    'in/page.tsx': { default: () => 'secret' },
    'in/cached.ts': { config: { cache: { maxAge: 60 } }, GET: () => 'secret' },
  })
  const response = await guarded.fetch(path, init)

  expect([response.status, response.headers.get('www-authenticate')]).toEqual([
    401,
    'Basic realm="site", charset="UTF-8"',
  ])
  expect(await response.text()).not.toContain('secret')
})

it.each([undefined, null, false])(
  'requireBearer() and requireBasic() refuse credentials if verify() returns %s',
  async (noMatch) => {
    const guarded = createLiteralSite({
      'bearer.ts': { middleware: [requireBearer(() => noMatch)], GET: () => 'secret' },
      'basic.ts': { middleware: [requireBasic(async () => noMatch)], GET: () => 'secret' },
    })
    for (const [path, authorization] of [
      ['/bearer', 'Bearer a'],
      ['/basic', 'Basic YTpi'],
    ] as const) {
      expect((await guarded.fetch(path, { headers: { authorization } })).status).toBe(401)
    }
  },
)

it('requireBearer() accepts the result of a comparison', async () => {
  const guard = requireBearer((sent) => isSameSecret(sent, 'good'))
  const guarded = createLiteralSite({
    'a.ts': { middleware: [guard], GET: (ctx: Context): { ok: true } => ({ ok: guard.of(ctx) }) },
  })
  expect((await guarded.fetch('/a', { headers: { authorization: 'Bearer bad' } })).status).toBe(401)
  expect(await guarded.text('/a', { headers: { authorization: 'Bearer good' } })).toBe('{"ok":true}')
})

describe('requireBasic()', () => {
  const encode = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`

  it('accepts a known name and password', async () => {
    const response = await ask('/basic', encode('ada:b:ä'))

    expect([response.status, await response.text()]).toEqual([200, 'ada'])
  })

  it('refuses anything else', async () => {
    for (const sent of [
      undefined,
      encode('ada'),
      encode('ada:c'),
      encode(':'),
      'Basic',
      'Basic !',
      'Bearer x',
    ]) {
      const response = await ask('/basic', sent)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="site", charset="UTF-8"')
    }
  })
})

describe('createApiToken()', () => {
  it('creates tokens of 256 bits and their hashes', () => {
    expect(token).toMatch(/^test_[\w-]{43}$/)
    expect(hash).not.toContain(token)
    expect(hashApiToken(token)).toBe(hash)
    expect(createApiToken().token).not.toBe(createApiToken().token)
  })
})

describe('isSameSecret()', () => {
  it('compares texts of any length', () => {
    expect(isSameSecret('a', 'a')).toBe(true)
    expect(isSameSecret('a', 'ab')).toBe(false)
    expect(isSameSecret('', 'ab')).toBe(false)
  })
})

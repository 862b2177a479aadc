// Login with an account of another service.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type LiteralSite, cookiesOf, createLiteralSite } from '../fixtures/literal-site.ts'
import { type OidcProvider, oidcClient, startOidcProvider } from '../fixtures/oidc-provider.ts'
import { redirect } from '../http/redirect.ts'
import type { Context } from '../request/context/context.ts'
import { auth } from './auth.ts'
import { type OidcOptions, oidc } from './oidc.ts'

let provider: OidcProvider
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.stop())
afterEach(() => {
  provider.mistake = undefined
  vi.useRealTimers()
})

describe('oidc()', () => {
  it('logs in the user that the service reports, and returns to the requested page', async () => {
    const site = createSite()
    const { url, cookie } = await begin(site, '/login/other?next=/own')

    expect(url.origin).toBe(provider.issuer)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'site',
      redirect_uri: 'http://localhost/login/back',
      scope: 'openid email',
      code_challenge_method: 'S256',
    })
    const response = await site.fetch(await provider.approve(url.href), { headers: { cookie } })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/own'])
    const who = await site.fetch('/who', { headers: { cookie: cookiesOf(response) } })
    expect(await who.json()).toEqual({ userId: 'ada-1' })
  })

  it('returns the claims of the ID token and, with userInfo, those of the service', async () => {
    const site = createSite({ userInfo: true })
    const { url, cookie } = await begin(site, '/login/other')

    await site.fetch(await provider.approve(url.href), { headers: { cookie } })

    expect(site.logins).toMatchObject([
      {
        claims: { sub: 'ada-1', name: 'Ada', email: 'ada@example.org' },
        accessToken: 'access of ada',
        returnTo: '/',
      },
    ])
  })

  it('returns only to paths of this site', async () => {
    const site = createSite()
    const { url, cookie } = await begin(site, '/login/other?next=//evil.example')
    const response = await site.fetch(await provider.approve(url.href), { headers: { cookie } })

    expect(response.headers.get('location')).toBe('/')
  })

  it('refuses the state of another visitor', async () => {
    const site = createSite()
    const victim = await begin(site, '/login/other')
    const attacker = await begin(site, '/login/other')
    const planted = await provider.approve(attacker.url.href)

    await expectRefusal(site, planted, victim.cookie, 400, 'This login did not start here')
    await expectRefusal(site, planted, '', 400, 'This login did not start here')
    await expectRefusal(site, '/login/back?code=x', victim.cookie, 400, 'This login did not start here')
  })

  it('refuses a code that has been used already', async () => {
    const site = createSite()
    const { url, cookie } = await begin(site, '/login/other')
    const back = await provider.approve(url.href)
    const response = await site.fetch(back, { headers: { cookie } })

    await expectRefusal(site, back, cookiesOf(response), 400, 'This login did not start here')
    // With a copy of the old cookie, the service refuses the code.
    await expectRefusal(site, back, cookie, 400, 'This login was not accepted.')
  })

  it('answers 403 if the login was denied, and does not continue it', async () => {
    const site = createSite()
    const { url, cookie } = await begin(site, '/login/other')

    const response = await expectRefusal(site, provider.deny(url.href), cookie, 403, 'The login was denied.')
    // The session was otherwise empty.
    expect(response.headers.getSetCookie().join()).toMatch(/^__Host-session=;.*Max-Age=0/i)
  })

  it.each(['nonce', 'audience', 'signature'] as const)('refuses a wrong %s', async (mistake) => {
    const site = createSite()
    const { url, cookie } = await begin(site, '/login/other')
    provider.mistake = mistake

    await expectRefusal(site, await provider.approve(url.href), cookie, 400, 'This login was not accepted.')
  })

  it('refuses a login that took longer than ten minutes', async () => {
    const site = createSite()
    const { url, cookie } = await begin(site, '/login/other')
    const back = await provider.approve(url.href)

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
    await expectRefusal(site, back, cookie, 400, 'This login took too long.')
  })

  it('answers 502 while the service is down or does not know the site, and recovers', async () => {
    const down = createSite({ issuer: 'http://127.0.0.1:1' })
    expect((await down.fetch('/login/other')).status).toBe(502)

    const site = createSite({ clientSecret: 'wrong' })
    const { url, cookie } = await begin(site, '/login/other')
    await expectRefusal(site, await provider.approve(url.href), cookie, 502, 'does not respond')
  })

  it.each([
    [{ issuer: 'http://issuer.example' }, 'does not use https. Use https, except on localhost.'],
    [{ issuer: 'issuer' }, 'is not a URL'],
    [{ clientId: '' }, 'clientId is empty'],
    [{ redirectPath: 'back' }, 'redirectPath is "back". It must start with a slash.'],
  ])('refuses %j', (options, message) => {
    expect(() => oidc({ ...toOptions(), ...options })).toThrow(message)
  })
})

async function expectRefusal(
  site: LiteralSite,
  url: string,
  cookie: string,
  status: number,
  sentence: string,
): Promise<Response> {
  const response = await site.fetch(url, { headers: { cookie } })
  expect(response.status).toBe(status)
  expect((await response.json()).detail).toContain(status < 500 ? sentence : '')
  return response
}

async function begin(site: LiteralSite, path: string): Promise<{ url: URL; cookie: string }> {
  const response = await site.fetch(path)
  return { url: new URL(response.headers.get('location')!), cookie: cookiesOf(response) }
}

function toOptions(): OidcOptions {
  return { issuer: provider.issuer, ...oidcClient, scopes: ['openid', 'email'], redirectPath: '/login/back' }
}

function createSite(options: Partial<OidcOptions> = {}): LiteralSite & { logins: unknown[] } {
  const other = oidc({ ...toOptions(), ...options })
  const account = auth({ load: (id) => ({ id }) })
  const logins: unknown[] = []
  const site = createLiteralSite({
    'login/other.ts': { GET: (ctx: Context) => other.start(ctx) },
    'login/back.ts': {
      async GET(ctx: Context) {
        const result = await other.finish(ctx)
        logins.push(result)
        await account.login(ctx, result.claims.sub)
        return redirect(result.returnTo)
      },
    },
    'who.ts': { GET: ({ session }: Context) => ({ ...session }) },
  })
  return Object.assign(site, { logins })
}

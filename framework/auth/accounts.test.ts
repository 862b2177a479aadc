// Login and limits on a real site, in development and in production.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookiesOf } from '../fixtures/literal-site.ts'
import { type OidcProvider, oidcClient, startOidcProvider } from '../fixtures/oidc-provider.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'

const files = {
  'routes/_accounts.ts': `
    import { auth, hashPassword } from 'vial/auth'
    export const ada = { id: 1, name: 'Ada', hash: hashPassword('right') }
    export const { login, attemptLogin, currentUser, requireUser } = auth<typeof ada>({ load: (id) => (id === 1 ? ada : undefined) })
  `,
  'routes/login.tsx': `
    import { type Context, redirect } from 'vial'
    import { returnPath, verifyPassword } from 'vial/auth'
    import { ada, attemptLogin, login } from './_accounts.ts'
    export async function POST(ctx: Context) {
      const { values } = await ctx.form()
      const isRight = await attemptLogin(ctx, values.name, async () => (await verifyPassword(values.password, await ada.hash)) || undefined)
      if (!isRight) return ctx.fail(422, {})
      await login(ctx, 1)
      return redirect(returnPath(ctx))
    }
    export default () => <h1>Log in</h1>
  `,
  'routes/own/_middleware.ts': `export { requireUser as default } from '../_accounts.ts'`,
  'routes/own/index.tsx': `
    import { useRequest } from 'vial'
    import { currentUser } from '../_accounts.ts'
    export default async function Own() {
      return <p>{(await currentUser(useRequest()))?.name}</p>
    }
  `,
  'routes/elsewhere/index.ts': `
    import type { Context } from 'vial'
    import { elsewhere } from '../_elsewhere.ts'
    export const GET = (ctx: Context) => elsewhere.start(ctx)
  `,
  'routes/elsewhere/back.ts': `
    import { type Context, redirect } from 'vial'
    import { login } from '../_accounts.ts'
    import { elsewhere } from '../_elsewhere.ts'
    export async function GET(ctx: Context) {
      const { claims, returnTo } = await elsewhere.finish(ctx)
      if (claims.sub !== 'ada-1') throw new Error(claims.sub)
      await login(ctx, 1)
      return redirect(returnTo)
    }
  `,
  'routes/api/_middleware.ts': `
    import { rateLimit } from 'vial/server'
    export default rateLimit({ points: 2, duration: '1m' })
  `,
  'routes/api/index.ts': 'export const GET = () => "ok"',
}

describe.each(['dev', 'production'] as const)('accounts in %s', (mode) => {
  let site: TemporarySite
  let server: RunningServer
  let provider: OidcProvider
  beforeAll(async () => {
    provider = await startOidcProvider()
    const options = { ...oidcClient, issuer: provider.issuer, redirectPath: '/elsewhere/back' }
    site = await createTemporarySite({
      ...files,
      'routes/_elsewhere.ts': `
        import { oidc } from 'vial/auth'
        export const elsewhere = oidc(${JSON.stringify(options)})
      `,
    })
    if (mode === 'dev') server = await site.startDev()
    else {
      const { code, output } = await site.build()
      expect(code, output).toBe(0)
      server = await site.startProduction()
    }
  })
  afterAll(async () => {
    await site?.dispose()
    await provider.stop()
  })

  it('log in and return to the page that was requested', async () => {
    const toLogin = (await server.fetch('/own')).headers.get('location')
    expect(toLogin).toBe('/login?next=%2Fown')
    const response = await server.fetch(toLogin!, toForm('right'))

    expect([response.status, response.headers.get('location')]).toEqual([303, '/own'])
    const page = await server.text('/own', { headers: { cookie: cookiesOf(response) } })
    expect(page).toContain('<p>Ada</p>')
  })

  it('log in with an account of another service', async () => {
    const start = await server.fetch('/elsewhere?next=/own')
    const back = await provider.approve(start.headers.get('location')!)
    const response = await server.fetch(back, { headers: { cookie: cookiesOf(start) } })

    expect([response.status, response.headers.get('location')]).toEqual([303, '/own'])
    expect(await server.text('/own', { headers: { cookie: cookiesOf(response) } })).toContain('<p>Ada</p>')
  })

  it('limit failed logins', async () => {
    const answers: number[] = []
    for (let index = 0; index < 6; index++) answers.push((await server.fetch('/login', toForm('x'))).status)

    expect(answers).toEqual([422, 422, 422, 422, 422, 429])
  })

  it('limit the number of requests', async () => {
    const answers = [await server.fetch('/api'), await server.fetch('/api'), await server.fetch('/api')]

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
    expect(answers[2]!.headers.get('ratelimit-remaining')).toBe('0')
  })

  function toForm(password: string): RequestInit {
    return {
      method: 'POST',
      headers: { origin: server.origin },
      body: new URLSearchParams({ name: 'ada', password }),
    }
  }
})

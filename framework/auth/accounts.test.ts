// Logging in and limits in a real site, in development and in production.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookiesOf } from '../fixtures/literal-site.ts'
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
  'routes/api/_middleware.ts': `
    import { rateLimit } from 'vial/server'
    export default rateLimit({ points: 2, duration: '1m' })
  `,
  'routes/api/index.ts': 'export const GET = () => "ok"',
}

describe.each(['dev', 'production'] as const)('accounts in %s', (mode) => {
  let site: TemporarySite
  let server: RunningServer
  beforeAll(async () => {
    site = await createTemporarySite(files)
    if (mode === 'dev') server = await site.startDev()
    else {
      const { code, output } = await site.build()
      expect(code, output).toBe(0)
      server = await site.startProduction()
    }
  })
  afterAll(() => site?.dispose())

  it('log in and go on to the page that was wanted', async () => {
    const toLogin = (await server.fetch('/own')).headers.get('location')
    expect(toLogin).toBe('/login?next=%2Fown')
    const response = await server.fetch(toLogin!, toForm('right'))

    expect([response.status, response.headers.get('location')]).toEqual([303, '/own'])
    const page = await server.text('/own', { headers: { cookie: cookiesOf(response) } })
    expect(page).toContain('<p>Ada</p>')
  })

  it('stop somebody who guesses', async () => {
    const answers: number[] = []
    for (let index = 0; index < 6; index++) answers.push((await server.fetch('/login', toForm('x'))).status)

    expect(answers).toEqual([422, 422, 422, 422, 422, 429])
  })

  it('limit how often somebody asks', async () => {
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

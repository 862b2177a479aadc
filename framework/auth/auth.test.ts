// Login, logout, the current user, and guards for routes.
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LiteralSite, cookiesOf, createLiteralSite, formPost } from '../fixtures/literal-site.ts'
import type { Context } from '../request/context/context.ts'
import { memoryStore } from '../session/memory-store.ts'
import type { SessionStore } from '../session/session-store.ts'
import { auth } from './auth.ts'
import { returnPath } from './return-path.ts'
import { redirect } from '../http/redirect.ts'

interface User {
  name: string
  roles: string[]
  version: number
}

const users = new Map<string, User>()
beforeEach(() => {
  users.set('ada', { name: 'Ada', roles: ['admin'], version: 1 })
  users.set('bob', { name: 'Bob', roles: [], version: 1 })
})
afterEach(() => void vi.useRealTimers())

describe('auth()', () => {
  it('says once why a session that login() has not made is not logged in', async () => {
    const { site } = createSite()
    const headers = { cookie: cookiesOf(await site.fetch('/by-hand')) }

    expect(await (await site.fetch('/who', { headers })).text()).toBe('anonymous')
    await site.fetch('/who', { headers })
    expect(site.log.map(({ message }) => message)).toEqual([
      'auth(): the session has userId, but not from login(), which the option version requires, so the visitor is not logged in. Write await login(ctx, id).',
    ])
  })

  it('logs a user in and out', async () => {
    const { site } = createSite()
    const response = await site.fetch('/login', formPost({ name: 'ada', password: 'right' }))
    const cookie = cookiesOf(response)

    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await site.text('/who', { headers: { cookie } })).toBe('Ada')
    const left = await site.fetch('/logout', { ...formPost({}, { cookie }) })
    expect(left.headers.getSetCookie().join()).toMatch(/^__Host-session=;.*Max-Age=0/i)
  })

  it('loads the user once per request', async () => {
    const { site, loads } = createSite()
    const cookie = await logIn(site, 'ada')
    loads.length = 0

    await site.fetch('/admin', { headers: { cookie } })

    expect(loads).toEqual(['ada'])
  })

  it('logs out a user whose account has been deleted', async () => {
    const { site } = createSite()
    const cookie = await logIn(site, 'ada')
    users.delete('ada')

    expect(await site.text('/who', { headers: { cookie } })).toBe('anonymous')
  })

  it('starts a new session at login, so that a planted one is worthless', async () => {
    const { site } = createSite()
    const planted = cookiesOf(await site.fetch('/plant'))
    const form = formPost({ name: 'ada', password: 'right' }, { cookie: planted })
    const cookie = cookiesOf(await site.fetch('/login', form))

    expect(cookie).not.toBe(planted)
    const session = await (await site.fetch('/session', { headers: { cookie } })).json()
    expect(session).toEqual({ userId: 'ada', 'userId:login': { version: expect.any(String) } })
    expect(await site.text('/who', { headers: { cookie: planted } })).toBe('anonymous')
  })

  it('gives a stored session a new id at login, so that a planted one is worthless', async () => {
    const { site } = createSite(undefined, memoryStore())
    const planted = cookiesOf(await site.fetch('/plant'))
    const form = formPost({ name: 'ada', password: 'right' }, { cookie: planted })
    const cookie = cookiesOf(await site.fetch('/login', form))

    expect(await site.text('/who', { headers: { cookie } })).toBe('Ada')
    expect(await (await site.fetch('/session', { headers: { cookie: planted } })).json()).toEqual({})
    await site.fetch('/logout', formPost({}, { cookie }))
    expect(await site.text('/who', { headers: { cookie } })).toBe('anonymous')
  })

  it('ends every session of a user whose version has changed', async () => {
    const { site } = createSite()
    const cookie = await logIn(site, 'ada')
    users.set('ada', { name: 'Ada', roles: [], version: 2 })

    expect(await site.text('/who', { headers: { cookie } })).toBe('anonymous')
  })

  it('ends a login without `remember` after twelve hours', async () => {
    const { site } = createSite()
    const short = await logIn(site, 'ada', { remember: 'no' })
    const long = await logIn(site, 'ada')
    const who = (cookie: string): Promise<string> => site.text('/who', { headers: { cookie } })

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * 3_600_000 - 2000 })
    expect(await who(short)).toBe('Ada')
    vi.setSystemTime(Date.now() + 2000)
    expect([await who(short), await who(long)]).toEqual(['anonymous', 'Ada'])
  })

  it('keeps two kinds of accounts apart by sessionKey', async () => {
    const guests = auth({ load: (id) => `guest ${id}`, sessionKey: 'guest' })
    const site = createLiteralSite({
      'login.ts': { POST: (ctx: Context) => guests.login(ctx, 7) },
      'who.ts': { GET: async (ctx: Context) => [await guests.currentUser(ctx), ctx.session] },
    })
    const cookie = cookiesOf(await site.fetch('/login', formPost({})))

    const answer = await site.fetch('/who', { headers: { cookie } })
    expect(await answer.json()).toEqual(['guest 7', { guest: 7 }])
  })

  it('refuses to log in a user who does not exist', async () => {
    const { site } = createSite()

    expect((await site.fetch('/login-ghost')).status).toBe(500)
    expect(site.log[0]?.message).toBe(
      'auth.login(): load() found no user with the id ghost. Pass the id of an existing user.',
    )
  })

  it.each([
    [{ loginPath: 'login' }, 'loginPath is "login". It must start with a slash.'],
    [
      { attempts: { duration: '30d' } },
      "auth.attempts: a duration of 2592000 seconds is too long. Use at most '24d'.",
    ],
    [{ attempts: { points: NaN } }, 'auth.attempts: points is NaN. Use a positive integer.'],
    [{ shortLogin: 'soon' }, 'auth.shortLogin: "soon" is not a lifetime'],
  ])('refuses %j', (options, message) => {
    expect(() => auth({ load: () => undefined, ...options })).toThrow(message)
  })
})

describe.each([null, false] as const)('auth() with a load() that returns %s for unknown users', (noUser) => {
  const createGuarded = () => {
    const people = new Map([[1, { name: 'Ada' }]])
    const account = auth({ load: async (id) => people.get(Number(id)) ?? noUser })
    const site = createLiteralSite(
      {
        'in.ts': {
          POST: async (ctx: Context) => (await account.login(ctx, Number(ctx.query.get('id')))).name,
        },
        'own.ts': { middleware: [account.requireUser], GET: () => 'secret' },
        'try.ts': { POST: (ctx: Context) => account.attemptLogin(ctx, 'ada', () => noUser) },
      },
      { clientAddress: () => '198.51.100.1', trustProxy: 1 },
    )
    return { people, site }
  }

  it('refuses deleted users and unknown logins', async () => {
    const { people, site } = createGuarded()
    const cookie = cookiesOf(await site.fetch('/in?id=1', formPost({})))
    expect(await site.text('/own', { headers: { cookie } })).toBe('secret')
    people.clear()

    expect((await site.fetch('/own', { headers: { cookie } })).status).toBe(401)
    expect((await site.fetch('/in?id=1', formPost({}))).status).toBe(500)
  })

  it('counts failed logins', async () => {
    const { site } = createGuarded()
    for (let count = 0; count < 5; count++) expect((await site.fetch('/try', formPost({}))).status).toBe(204)

    expect((await site.fetch('/try', formPost({}))).status).toBe(429)
  })

  it('counts failed logins of one visitor together, whatever port a proxy reports', async () => {
    const { site } = createGuarded()
    const guess = async (address: string): Promise<number> =>
      (await site.fetch('/try', formPost({}, { 'x-forwarded-for': address }))).status
    for (let port = 6000; port < 6005; port++) expect(await guess(`10.1.1.2:${port}`)).toBe(204)

    expect(await guess('10.1.1.2:6005')).toBe(429)
  })
})

describe('requireUser', () => {
  it('allows access to a login page in a guarded folder, with and without a trailing slash', async () => {
    const { requireUser } = auth({ load: () => undefined, loginPath: '/login/' })
    const site = createLiteralSite({
      '_middleware.ts': { default: requireUser },
      'login.tsx': { default: () => 'the login' },
    })

    expect(await site.text('/login')).toContain('the login')
  })

  it('asks a function for the login page of a request', async () => {
    const guard = auth({
      load: () => undefined,
      loginPath: ({ url }) => (url.pathname.startsWith('/shop/de') ? '/de/anmelden' : '/shop/login'),
    }).requireUser
    const text = (name: string): object => ({ default: () => name })
    const site = createLiteralSite(
      {
        '_middleware.ts': { default: guard },
        'index.tsx': text('home'),
        'login.tsx': text('the login'),
        'de/index.tsx': text('start'),
        'de/anmelden.tsx': text('die Anmeldung'),
      },
      { base: '/shop/' },
    )
    const locationOf = async (path: string): Promise<string | null> =>
      (await site.fetch(path)).headers.get('location')

    expect(await locationOf('/shop/')).toBe('/shop/login?next=%2Fshop%2F')
    expect(await locationOf('/shop/de')).toBe('/shop/de/anmelden?next=%2Fshop%2Fde')
    expect(await site.text('/shop/login')).toContain('the login')
    expect(await site.text('/shop/de/anmelden')).toContain('die Anmeldung')
  })

  it.each(['login', '', '//evil.example/login', '/login?a=b'])(
    'refuses "%s" from a function for the login page',
    async (path) => {
      const { requireUser } = auth({ load: () => undefined, loginPath: () => path })
      const site = createLiteralSite({ 'index.tsx': { default: () => 'x', middleware: [requireUser] } })

      expect((await site.fetch('/')).status).toBe(500)
      expect(String(site.log[0]?.fields.err)).toContain(`auth(): loginPath is "${path}". It must start`)
    },
  )

  it.each([
    ['?/remove', '/list'],
    ['?page=2&/remove', '/list?page=2'],
  ])('redirects from an action (%s) back to its page', async (query, path) => {
    const { requireUser } = auth({ load: () => undefined })
    const remove = vi.fn()
    const site = createLiteralSite({
      'list.tsx': { default: () => 'x', actions: { remove }, middleware: [requireUser] },
    })
    const response = await site.fetch(`/list${query}`, formPost({}))

    expect(response.headers.get('location')).toBe(`/login?next=${encodeURIComponent(path)}`)
    expect(remove).not.toHaveBeenCalled()
  })

  it('redirects an anonymous visitor from a page to the login page and back', async () => {
    const { site } = createSite()
    const response = await site.fetch('/own/page?tab=a%20b')

    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/own/login?next=%2Fown%2Fpage%3Ftab%3Da%2520b',
    ])
    const login = await site.fetch(response.headers.get('location')!)
    expect(await login.text()).toBe('the login')
    const form = formPost({ name: 'bob', password: 'right' })
    const back = await site.fetch(response.headers.get('location')!.replace('/own', ''), form)
    expect(back.headers.get('location')).toBe('/own/page?tab=a%20b')
  })

  it('redirects a form sent after logout to the login page, and then to the page with the form', async () => {
    const { site } = createSite()
    const response = await site.fetch('/own/page', formPost({ text: 'x' }))

    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/own/login?next=%2Fown%2Fpage',
    ])
  })

  it('answers 401 to API clients, at endpoints and when they accept JSON', async () => {
    const { site } = createSite()
    const answers = [
      await site.fetch('/own/api'),
      await site.fetch('/own/page', { headers: { accept: 'application/json' } }),
    ]

    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect((await answer.json()).detail).toBe('Log in first.')
    }
  })

  it('redirects browsers from an endpoint that a form or a link leads to', async () => {
    const { site } = createSite()
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
    const link = await site.fetch('/own/api', { headers })
    const form = await site.fetch('/own/api', formPost({ text: 'x' }, headers))

    expect([link.status, link.headers.get('location')]).toEqual([303, '/own/login?next=%2Fown%2Fapi'])
    expect([form.status, form.headers.get('location')]).toEqual([303, '/own/login'])
  })

  it('lets a user through', async () => {
    const { site } = createSite()
    const cookie = await logIn(site, 'bob')

    expect(await site.text('/own/api', { headers: { cookie } })).toBe('Bob')
  })
})

describe('requireRole()', () => {
  it('lets a user with the role through, and answers 403 to others', async () => {
    const { site } = createSite()
    const [ada, bob] = [await logIn(site, 'ada'), await logIn(site, 'bob')]

    expect(await site.text('/admin', { headers: { cookie: ada } })).toBe('Ada')
    const refused = await site.fetch('/admin', { headers: { cookie: bob } })
    expect([refused.status, (await refused.json()).detail]).toEqual([403, 'You may not see this.'])
    expect((await site.fetch('/admin')).status).toBe(401)
  })

  it('refuses to be created without roles', () => {
    expect(() => auth({ load: () => undefined }).requireRole('admin')).toThrow('needs the option roles')
  })
})

describe('hasRole()', () => {
  it('checks the current user', async () => {
    const { site } = createSite()
    const ask = async (cookie = ''): Promise<string> => site.text('/is-admin', { headers: { cookie } })

    expect(await ask(await logIn(site, 'ada'))).toBe('true')
    expect(await ask(await logIn(site, 'bob'))).toBe('false')
    expect(await ask()).toBe('false')
  })
})

describe('attemptLogin()', () => {
  it('answers 429 after five failures with an account, even if they are simultaneous', async () => {
    const { site } = createSite()
    const guess = () => site.fetch('/login', formPost({ name: 'ada', password: 'wrong' }))

    const answers = await Promise.all(Array.from({ length: 8 }, guess))

    expect(answers.map(({ status }) => status).sort()).toEqual([422, 422, 422, 422, 422, 429, 429, 429])
    const refused = answers.find(({ status }) => status === 429)!
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(880)
    const right = formPost({ name: 'ADA ', password: 'right' })
    expect((await site.fetch('/login', right)).status).toBe(429)
    expect((await site.fetch('/login', formPost({ name: 'bob', password: 'right' }))).status).toBe(303)
  })

  it('resets the count after a success', async () => {
    const { site } = createSite()
    const attempt = async (password: string): Promise<number> =>
      (await site.fetch('/login', formPost({ name: 'ada', password }))).status

    for (const password of ['a', 'b', 'c', 'd', 'right', 'a', 'b', 'c', 'd']) await attempt(password)

    expect(await attempt('right')).toBe(303)
  })

  it('slows down an account that many addresses attack, and still lets its owner in', async () => {
    let address = 0
    const { site } = createSite(() => `192.0.2.${address}`)
    const attempt = async (password: string): Promise<number> => {
      address++
      return (await site.fetch('/login', formPost({ name: 'ada', password }))).status
    }
    for (let index = 0; index < 50; index++) expect(await attempt('wrong')).toBe(422)

    const order: unknown[] = []
    const login = attempt('right').then((status) => order.push(status))
    const timer = setTimeout(900).then(() => order.push('900 ms later'))
    await Promise.all([login, timer])
    expect(order).toEqual(['900 ms later', 303])
  })

  it('limits failures from one address across many accounts', async () => {
    const { site } = createSite(() => '192.0.2.1')
    const attempt = async (name: string): Promise<number> =>
      (await site.fetch('/login', formPost({ name, password: 'wrong' }))).status

    for (let index = 0; index < 50; index++) expect(await attempt(`user${index}`)).toBe(422)

    expect(await attempt('another')).toBe(429)
  })
})

async function logIn(site: LiteralSite, name: string, more: Record<string, string> = {}): Promise<string> {
  return cookiesOf(await site.fetch('/login', formPost({ name, password: 'right', ...more })))
}

function createSite(clientAddress: () => string | undefined = () => '198.51.100.1', store?: SessionStore) {
  const loads: string[] = []
  const account = auth<User>({
    load(id) {
      loads.push(String(id))
      return users.get(String(id))
    },
    roles: (user) => user.roles,
    version: (user) => user.version,
    loginPath: '/own/login',
  })
  const site = createLiteralSite(
    {
      '_server.ts': { default: { extensions: [account], session: { store } } },
      'login.ts': {
        async POST(ctx: Context) {
          const form = await ctx.form()
          const { name, password, remember } = form.values
          const user = await account.attemptLogin(ctx, name!, () =>
            password === 'right' ? users.get(name!) : undefined,
          )
          if (!user) return ctx.fail(422, { errors: {} })
          await account.login(ctx, name!, { remember: remember !== 'no' })
          return redirect(returnPath(ctx))
        },
      },
      'login-ghost.ts': { GET: (ctx: Context) => account.login(ctx, 'ghost') },
      'logout.ts': { POST: (ctx: Context) => account.logout(ctx) },
      'plant.ts': {
        GET: ({ session }: Context) =>
          void Object.assign(session, { cart: 'poisoned', 'userId:login': { version: 'x' } }),
      },
      'by-hand.ts': { GET: ({ session }: Context) => void Object.assign(session, { userId: 'ada' }) },
      'session.ts': { GET: ({ session }: Context) => ({ ...session }) },
      'who.ts': { GET: async (ctx: Context) => (await account.currentUser(ctx))?.name ?? 'anonymous' },
      'is-admin.ts': { GET: (ctx: Context) => account.hasRole(ctx, 'admin') },
      'own/_middleware.ts': { default: account.requireUser },
      'own/login.ts': { GET: () => 'the login' },
      'own/page.tsx': { default: () => 'page', POST: () => ({}) },
      'own/api.ts': {
        GET: async (ctx: Context) => (await account.loggedInUser(ctx)).name,
        POST: () => 'taken',
      },
      'admin.ts': {
        middleware: [account.requireRole('admin', 'owner')],
        GET: async (ctx: Context) => (await account.currentUser(ctx))?.name,
      },
    },
    { clientAddress },
  )
  return { site, loads }
}

// Tests sessions whose data is in a store, through the whole pipeline.
import { h } from 'preact'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type LiteralSite,
  cookiesOf,
  createLiteralSite,
  formPost,
  testSecret,
  toManifestFiles,
} from '../../fixtures/literal-site.ts'
import type { HttpError } from '../../http/http-error.ts'
import { redirect } from '../../http/redirect.ts'
import { createSealer } from '../../node/sessions/iron-seal.ts'
import { memoryStore } from '../../session/memory-store.ts'
import { parseSecrets } from '../../session/secret.ts'
import type { SessionOptions } from '../../session/session-config.ts'
import type { SessionStore } from '../../session/session-store.ts'
import type { Context } from './context.ts'

type Values = Record<string, unknown>
const valuesOf = (ctx: Context): Values => ctx.session as unknown as Values
const sealer = createSealer(parseSecrets(testSecret))
const user = (session: object): string => (session as { userId: string }).userId

const modules = {
  'count.ts': {
    GET(ctx: Context) {
      const session = valuesOf(ctx)
      session.count = ((session.count as number) ?? 0) + 1
      return { count: session.count }
    },
  },
  'read.ts': { GET: (ctx: Context) => ({ ...valuesOf(ctx) }) },
  'plain.ts': { GET: () => 'plain' },
  'off.ts': { config: { session: false }, GET: () => 'off' },
  'login.ts': {
    POST(ctx: Context) {
      ctx.session.regenerate()
      valuesOf(ctx).userId = ctx.query.get('user')
    },
  },
  'logout.ts': { POST: (ctx: Context) => ctx.session.destroy() },
  'devices.ts': {
    GET: async (ctx: Context) => ctx.app.sessions.list(user(ctx.session), { current: ctx.session }),
    DELETE: async (ctx: Context) => ({
      ended: await ctx.app.sessions.end(user(ctx.session), {
        except: ctx.session,
        only: ctx.query.get('only') ?? undefined,
      }),
    }),
  },
  'page.tsx': {
    default: ({ flash }: { flash: { message: string }[] }) =>
      h('p', null, flash.map((entry) => entry.message).join()),
    POST(ctx: Context) {
      ctx.flash('success', 'Saved')
      return redirect('/page')
    },
  },
}

interface Visitor {
  site: LiteralSite
  cookie: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  json(path: string, init?: RequestInit): Promise<unknown>
}

/** Creates a client that keeps its cookie, as a browser does. */
function createVisitor(site: LiteralSite, cookie = ''): Visitor {
  const visitor: Visitor = {
    site,
    cookie,
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers)
      if (visitor.cookie) headers.set('cookie', visitor.cookie)
      const response = await site.fetch(path, { ...init, headers })
      if (response.headers.getSetCookie().length > 0) visitor.cookie = cookiesOf(response)
      return response
    },
    json: async (path, init) => (await visitor.fetch(path, init)).json(),
  }
  return visitor
}

function createSite(settings: SessionOptions = {}, more: Record<string, object> = {}): LiteralSite {
  const session = { store: memoryStore(), user, ...settings }
  return createLiteralSite({ ...modules, ...more, '_server.ts': { default: { session } } })
}

/** Reads the id inside a cookie. */
function readId(cookie: string): string {
  return JSON.parse(sealer.unseal(cookie.slice('__Host-session='.length))!.json).$vial.id
}

function sealCookie(value: unknown): string {
  return `__Host-session=${sealer.seal(JSON.stringify(value), 60)}`
}

/** Records the calls to a store. */
function watch(store: SessionStore, calls: string[]): SessionStore {
  const proxy = new Proxy(store, {
    get(target, name) {
      const method = target[name as 'read']
      return typeof method !== 'function'
        ? method
        : (...parts: [string]) => {
            if (name !== 'start') calls.push(String(name))
            return method.apply(target, parts)
          }
    },
  })
  return proxy
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a session in a store', () => {
  it('has only an id in the cookie, and is read by the next request', async () => {
    const visitor = createVisitor(createSite())
    expect(await visitor.json('/count')).toEqual({ count: 1 })

    expect(readId(visitor.cookie)).toMatch(/^[A-Za-z0-9_-]{32}$/)
    expect(await visitor.json('/count')).toEqual({ count: 2 })
    expect(await visitor.json('/read')).toEqual({ count: 2 })
  })

  it('calls the store only for requests that need it', async () => {
    const calls: string[] = []
    const site = createSite({ store: watch(memoryStore(), calls) })
    const visitor = createVisitor(site)
    await visitor.fetch('/read')
    await visitor.fetch('/plain')
    expect(calls).toEqual([])

    await visitor.fetch('/count')
    expect(calls.splice(0)).toEqual(['write'])
    await visitor.fetch('/off')
    expect(calls).toEqual([])
    await visitor.fetch('/read')
    await visitor.fetch('/plain')
    expect(calls.splice(0)).toEqual(['read', 'read'])
    await site.fetch('/read', { headers: { cookie: '__Host-session=nonsense' } })
    expect(calls).toEqual([])
  })

  it('makes only the responses personal that used it', async () => {
    const visitor = createVisitor(createSite())
    await visitor.fetch('/count')
    const read = async (path: string): Promise<unknown[]> => {
      const { headers } = await visitor.fetch(path)
      return [headers.get('vary'), headers.get('cache-control')]
    }

    expect(await read('/count')).toEqual(['Cookie', 'private, no-store'])
    expect(await read('/read')).toEqual(['Cookie', 'private, no-store'])
    expect(await read('/plain')).toEqual([null, null])
  })

  it('shows a flash message once, after the redirect, and leaves nothing behind', async () => {
    const calls: string[] = []
    const visitor = createVisitor(createSite({ store: watch(memoryStore(), calls) }))
    expect((await visitor.fetch('/page', formPost({}))).status).toBe(303)

    const ahead = await visitor.fetch('/page', { headers: { 'sec-purpose': 'prefetch' } })
    expect(ahead.status).toBe(503)
    expect(await (await visitor.fetch('/page')).text()).toContain('Saved')
    expect(visitor.cookie).toBe('')
    expect(await (await visitor.fetch('/page')).text()).not.toContain('Saved')
    expect(calls.filter((what) => what === 'delete')).toHaveLength(1)
  })

  it('is available for unmatched URLs and error pages, with what their middleware wrote', async () => {
    const Page = ({ session }: { session: Values }): object => h('p', null, `count ${session.count}`)
    const site = createSite({}, { '_404.tsx': { default: Page }, '_error.tsx': { default: Page } })
    const visitor = createVisitor(site)
    await visitor.fetch('/count')

    expect(await (await visitor.fetch('/nothing')).text()).toContain('count 1')
    // This request is refused before the step that fetches sessions.
    const html = { accept: 'text/html' }
    const refused = await visitor.fetch('/page', { method: 'PATCH', headers: html })
    expect([refused.status, await refused.text()]).toEqual([405, expect.stringContaining('count 1')])
  })

  it('starts over at login: the old id stops working and planted values are removed', async () => {
    const site = createSite()
    const attacker = createVisitor(site)
    await attacker.fetch('/count')
    const victim = createVisitor(site, attacker.cookie)
    await victim.fetch('/login?user=anna', { method: 'POST' })

    expect(readId(victim.cookie)).not.toBe(readId(attacker.cookie))
    expect(await victim.json('/read')).toEqual({ userId: 'anna' })
    expect(await attacker.json('/read')).toEqual({})
  })

  it('never turns an unknown id into a new session', async () => {
    const site = createSite()
    const planted = sealCookie({ $vial: { id: 'A'.repeat(32) } })
    const visitor = createVisitor(site, planted)
    const read = await site.fetch('/read', { headers: { cookie: planted } })
    expect([await read.json(), read.headers.get('set-cookie')]).toEqual([
      {},
      expect.stringMatching(/Max-Age=0/),
    ])

    await visitor.fetch('/count')
    expect(readId(visitor.cookie)).not.toBe('A'.repeat(32))
  })

  it('makes a copied cookie worthless when it is destroyed', async () => {
    const site = createSite()
    const visitor = createVisitor(site)
    await visitor.fetch('/login?user=anna', { method: 'POST' })
    const copy = createVisitor(site, visitor.cookie)
    const { headers } = await visitor.fetch('/logout', { method: 'POST' })
    expect(headers.get('set-cookie')).toMatch(/^__Host-session=;.*Max-Age=0/)

    const replayed = await copy.fetch('/read')
    expect(await replayed.json()).toEqual({})
    expect(replayed.headers.get('set-cookie')).toMatch(/Max-Age=0/)
  })

  it('is not restored by a slower request from the same visitor', async () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const site = createSite(
      {},
      {
        'slow.ts': {
          async GET(ctx: Context) {
            valuesOf(ctx).seen = true
            await gate
          },
        },
        'slow-login.ts': {
          async POST(ctx: Context) {
            const { userId } = valuesOf(ctx)
            ctx.session.regenerate()
            Object.assign(ctx.session, { userId })
            await gate
          },
        },
      },
    )
    const visitor = createVisitor(site)
    await visitor.fetch('/login?user=anna', { method: 'POST' })
    const { cookie } = visitor
    const slow = [
      site.fetch('/slow', { headers: { cookie } }),
      site.fetch('/slow-login', { method: 'POST', headers: { cookie } }),
    ]
    await visitor.fetch('/logout', { method: 'POST' })
    open()

    for (const response of await Promise.all(slow)) expect(response.headers.get('set-cookie')).toBe(null)
    expect(await createVisitor(site, cookie).json('/read')).toEqual({})
  })

  it.each([{}, { rolling: true }])(
    'leaves the cookie of a login alone that was faster (%j)',
    async (settings) => {
      let open = (): void => {}
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      const slow = async (ctx: Context): Promise<void> => {
        if (ctx.query.has('write')) valuesOf(ctx).seen = true
        else Object.keys(ctx.session)
        await gate
      }
      const site = createSite(settings, { 'slow.ts': { GET: slow } })
      const visitor = createVisitor(site)
      await visitor.fetch('/count')
      const polls = [visitor.fetch('/slow'), visitor.fetch('/slow?write')]
      await visitor.fetch('/login?user=anna', { method: 'POST' })
      open()
      await Promise.all(polls)

      expect(await visitor.json('/read')).toEqual({ userId: 'anna' })
    },
  )

  it('expires in the store, and not only in the cookie, when it is unused for its lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const cookie = { name: '__Host-session' }
    const visitor = createVisitor(createSite({ ttl: '1h', rolling: true, cookie }))
    await visitor.fetch('/count')
    const first = visitor.cookie
    vi.setSystemTime(Date.now() + 50 * 60_000)
    expect(await visitor.json('/read')).toEqual({ count: 1 })
    expect(visitor.cookie).not.toBe(first)
    vi.setSystemTime(Date.now() + 50 * 60_000)
    expect(await visitor.json('/read')).toEqual({ count: 1 })

    vi.setSystemTime(Date.now() + 60 * 60_000)
    expect(await visitor.json('/read')).toEqual({})
  })

  it('ends at its maximum age even while in use', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const visitor = createVisitor(createSite({ ttl: '1h', rolling: true, absolute: '2h' }))
    await visitor.fetch('/count')
    for (const minutes of [40, 40, 39]) {
      vi.setSystemTime(Date.now() + minutes * 60_000)
      expect(await visitor.json('/read')).toEqual({ count: 1 })
    }
    vi.setSystemTime(Date.now() + 60_000)
    expect(await visitor.json('/read')).toEqual({})
  })

  it('ends earlier if the site lowers the maximum age', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const store = memoryStore()
    const visitor = createVisitor(createSite({ store }))
    await visitor.fetch('/count')
    vi.setSystemTime(Date.now() + 60 * 60_000)

    const lowered = createSite({ store, absolute: '1h' })
    expect(await createVisitor(lowered, visitor.cookie).json('/read')).toEqual({})
  })

  it('may be larger than a cookie; above 1 MiB it is refused before the response starts', async () => {
    const fill = (length: number) => ({
      GET(ctx: Context) {
        valuesOf(ctx).text = 'x'.repeat(length)
      },
    })
    const site = createSite(
      {},
      { 'large.ts': fill(100_000), 'warned.ts': fill(300_000), 'huge.ts': fill(1_100_000) },
    )
    const visitor = createVisitor(site)
    expect((await visitor.fetch('/large')).status).toBe(204)
    expect(visitor.cookie.length).toBeLessThan(400)
    expect(((await visitor.json('/read')) as Values).text).toHaveLength(100_000)
    expect(site.log).toEqual([])

    expect((await visitor.fetch('/warned')).status).toBe(204)
    expect(site.log.splice(0)).toMatchObject([{ level: 'warn' }])
    const refused = await visitor.fetch('/huge')
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([500, []])
    expect(site.log[0]?.message).toMatch(/takes up 1100011 of at most 1048576 bytes.*text \(1100002\)/)
  })

  it.each([
    ['a path', '../../../../etc/passwd/a-long-one'],
    ['another key', 'user:anna:0123456789abcdef'],
    ['a short text', 'A'.repeat(21)],
    ['a very long text', 'A'.repeat(129)],
    ['a line after it', `${'A'.repeat(32)}\n`],
    ['a number', 1e22],
    ['a list', ['A'.repeat(32)]],
    ['nothing', null],
  ])('never calls the store for %s, even in a valid seal', async (_, id) => {
    const calls: string[] = []
    const site = createSite({ store: watch(memoryStore(), calls) })
    for (const value of [{ $vial: { id } }, { $vial: id }, id]) {
      const response = await site.fetch('/read', { headers: { cookie: sealCookie(value) } })
      expect([response.status, await response.json()]).toEqual([200, {}])
      expect(response.headers.get('set-cookie')).toMatch(/Max-Age=0/)
    }
    expect(calls).toEqual([])
  })

  it('ignores a session whose data is in the cookie, and the reverse', async () => {
    const site = createSite()
    const inCookie = sealCookie({ userId: 'anna' })
    expect(await createVisitor(site, inCookie).json('/read')).toEqual({})

    const visitor = createVisitor(site)
    await visitor.fetch('/login?user=anna', { method: 'POST' })
    expect(await createVisitor(createLiteralSite(modules), visitor.cookie).json('/read')).toEqual({})
  })
})

describe('app.sessions', () => {
  async function logIn(site: LiteralSite, name: string, agent: string): Promise<Visitor> {
    const visitor = createVisitor(site)
    await visitor.fetch(`/login?user=${name}`, { method: 'POST', headers: { 'user-agent': agent } })
    return visitor
  }

  it('lists the sessions of a user and ends the others', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createSite()
    const [phone, laptop, other] = [
      await logIn(site, 'anna', 'Phone'),
      await logIn(site, 'anna', 'Laptop'),
      await logIn(site, 'bert', 'Phone'),
    ]
    const listed = (await laptop.json('/devices')) as Values[]
    expect(listed.map(({ userAgent, isCurrent }) => [userAgent, isCurrent])).toEqual(
      expect.arrayContaining([
        ['Laptop', true],
        ['Phone', false],
      ]),
    )
    expect(listed.map(({ handle }) => handle)).not.toContain(readId(phone.cookie))
    expect(listed[0]!.createdAt).toBe(new Date().toISOString())

    expect(await laptop.json('/devices', { method: 'DELETE' })).toEqual({ ended: 1 })
    expect(await phone.json('/read')).toEqual({})
    expect(await laptop.json('/read')).toEqual({ userId: 'anna' })
    expect(await other.json('/read')).toEqual({ userId: 'bert' })
  })

  it('ends one of them by its handle', async () => {
    const site = createSite()
    const [phone, tablet, laptop] = [
      await logIn(site, 'anna', 'Phone'),
      await logIn(site, 'anna', 'Tablet'),
      await logIn(site, 'anna', 'Laptop'),
    ]
    const listed = (await laptop.json('/devices')) as { handle: string; userAgent: string }[]
    const { handle } = listed.find(({ userAgent }) => userAgent === 'Tablet')!
    expect(await laptop.json(`/devices?only=${handle}`, { method: 'DELETE' })).toEqual({ ended: 1 })

    expect(await tablet.json('/read')).toEqual({})
    expect(await phone.json('/read')).toEqual({ userId: 'anna' })
  })

  it('records when a session was used, to the minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const calls: string[] = []
    const visitor = await logIn(createSite({ store: watch(memoryStore(), calls) }), 'anna', 'Phone')
    vi.setSystemTime(Date.now() + 59_000)
    await visitor.fetch('/read')
    expect(calls).not.toContain('touch')
    vi.setSystemTime(Date.now() + 1000)
    await visitor.fetch('/read')

    const [listed] = (await visitor.json('/devices')) as Values[]
    expect(Date.parse(String(listed!.lastSeenAt))).toBe(Date.now())
  })

  it('requires session.user, which tells whose sessions they are', async () => {
    const site = createLiteralSite({
      ...modules,
      '_server.ts': { default: { session: { store: memoryStore() } } },
    })
    expect((await site.fetch('/devices')).status).toBe(500)
    expect(site.log[0]?.message).toMatch(/^app\.sessions: session\.store and session\.user/)

    const without = createLiteralSite({ '_server.ts': { default: { session: { user } } }, ...modules })
    await expect(without.fetch('/devices')).rejects.toThrow(
      /^session\.user: sessions in cookies cannot be listed/,
    )
  })
})

it('a session cannot be read by onError before it has been fetched, unless there is none', async () => {
  const read: unknown[] = []
  const onError = (_: unknown, ctx: unknown): void => void read.push({ ...valuesOf(ctx as Context) })
  const routes = [
    ...toManifestFiles('a.tsx', () => Promise.reject(new Error('no module'))),
    ...toManifestFiles('_server.ts', async () => ({
      default: { onError, session: { store: memoryStore(), user } },
    })),
  ]
  const site = createLiteralSite({}, { files: routes })
  expect((await site.fetch('/a')).status).toBe(500)
  expect(read).toEqual([{}])
  site.log.length = 0
  expect((await site.fetch('/a', { headers: { cookie: '__Host-session=x' } })).status).toBe(500)

  expect(read).toHaveLength(1)
  expect(site.log.map(({ fields }) => (fields.err as Error).message)).toEqual([
    'no module',
    'ctx.session: it has not been fetched yet. Use it in middleware or later.',
  ])
})

describe('a store that does not answer', () => {
  /** Creates a store that can go down, by failing or by never answering. */
  function createFragile(): { store: SessionStore; set(state: 'up' | 'failing' | 'stuck'): void } {
    const inner = memoryStore()
    let state: 'up' | 'failing' | 'stuck' = 'up'
    const store = new Proxy(inner, {
      get(target, name) {
        const method = target[name as 'read']
        if (typeof method !== 'function' || state === 'up') return method
        if (state === 'stuck') return () => new Promise(() => {})
        return () => Promise.reject(new Error('connection refused'))
      },
    })
    return {
      store,
      set(next) {
        state = next
      },
    }
  }

  const header = {
    '_error.tsx': {
      default: ({ error, session }: { error: HttpError; session: Values }) =>
        h('p', null, `${error.message} ${session.count}`),
    },
  }

  it.each(['failing', 'stuck'] as const)(
    'answers requests that use the session with 503 after at most 400 ms (%s)',
    async (state) => {
      const fragile = createFragile()
      const site = createSite({ store: fragile.store }, header)
      const visitor = createVisitor(site)
      await visitor.fetch('/count')
      const { cookie } = visitor
      fragile.set(state)

      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const answer = visitor.fetch('/read', { headers: { accept: 'text/html' } })
      await vi.advanceTimersByTimeAsync(400)
      const refused = await answer
      vi.useRealTimers()
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
      expect(await refused.text()).toContain('temporarily unavailable')
      // A new cookie would end the session.
      expect([visitor.cookie, refused.headers.getSetCookie()]).toEqual([cookie, []])
      expect((await visitor.fetch('/page', formPost({}))).status).toBe(503)
      expect(await (await visitor.fetch('/plain')).text()).toBe('plain')

      fragile.set('up')
      expect(await visitor.json('/count')).toEqual({ count: 2 })
    },
  )

  it('lets the error page read an empty session', async () => {
    const fragile = createFragile()
    const visitor = createVisitor(createSite({ store: fragile.store }, header))
    await visitor.fetch('/count')
    fragile.set('failing')
    const response = await visitor.fetch('/page')

    expect(response.status).toBe(503)
    expect(await response.text()).toMatch(/<p>[^<]*temporarily unavailable[^<]* undefined<\/p>/)
  })

  it('refuses a visitor without a cookie only if a change must be saved, even if the store fails at that moment', async () => {
    const fragile = createFragile()
    const site = createSite({ store: fragile.store, rolling: true }, header)
    const visitor = createVisitor(site)
    await visitor.fetch('/count')
    fragile.set('failing')
    expect(await (await site.fetch('/read')).json()).toEqual({})
    const refused = await site.fetch('/count', { headers: { accept: 'text/html' } })
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([503, []])

    fragile.set('up')
    const GET = (ctx: Context): void => {
      valuesOf(ctx).late = true
      fragile.set('failing')
    }
    const late = createSite({ store: fragile.store }, { 'late.ts': { GET } })
    expect((await createVisitor(late, visitor.cookie).fetch('/late')).status).toBe(503)
    fragile.set('up')
    expect(await visitor.json('/read')).toEqual({ count: 1 })
  })

  it('continues without a session if the site allows it, but never saves one', async () => {
    const fragile = createFragile()
    const visitor = createVisitor(createSite({ store: fragile.store, whenDown: 'anonymous' }))
    await visitor.fetch('/count')
    const { cookie } = visitor
    fragile.set('failing')
    const read = await visitor.fetch('/read')
    expect([read.status, await read.json(), read.headers.getSetCookie()]).toEqual([200, {}, []])
    expect((await visitor.fetch('/count')).status).toBe(503)
    expect((await visitor.fetch('/logout', { method: 'POST' })).status).toBe(503)

    fragile.set('up')
    expect(visitor.cookie).toBe(cookie)
    expect(await visitor.json('/count')).toEqual({ count: 2 })
  })

  it('is logged when it begins and when it ends, not for every request', async () => {
    const fragile = createFragile()
    const site = createSite({ store: fragile.store })
    const visitor = createVisitor(site)
    await visitor.fetch('/count')
    fragile.set('failing')
    for (let index = 0; index < 20; index += 1) await visitor.fetch('/read')
    fragile.set('up')
    await visitor.fetch('/read')
    await visitor.fetch('/read')

    expect(site.log.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'error: The session store does not respond: connection refused',
      'info: The session store responds again.',
    ])
  })
})

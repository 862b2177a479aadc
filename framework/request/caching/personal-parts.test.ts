// Tests personal parts on cached, prerendered and ordinary pages through the handler.
import { type ComponentChildren, h } from 'preact'
import { Suspense } from 'preact/compat'
import { useId } from 'preact/hooks'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it, vi } from 'vitest'
import type { StoredValue } from '../../cache/cache-store.ts'
import { createMemoryCache } from '../../cache/memory-cache.ts'
import { type LiteralSite, cookiesOf, createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { redirect } from '../../http/redirect.ts'
import { createPersonal } from '../../render/personal-part.ts'
import type { Context } from '../context/context.ts'
import { useRequest } from '../context/use-request.ts'
import type { Manifest } from '../pipeline/manifest.ts'

type Props = Record<string, unknown>

let files = 0
/** Creates a part as the wrapper of its file does. */
function createPart(component: (props: Props) => unknown, loader?: (ctx: Context) => unknown) {
  const module = { default: component as never, ...(loader && { loader: loader as never }) }
  return createPersonal(module, `routes/_part${++files}.personal.tsx`)
}

const Name = createPart(
  ({ data, size = 1 }) => h('b', { class: `s${size}` }, (data as { name?: string }).name ?? 'Guest'),
  ({ session }) => ({ name: (session as { name?: string }).name }),
)

const login = {
  'login.ts': {
    async POST(ctx: Context) {
      const form = await ctx.form()
      Object.assign(ctx.session, form.data)
      return redirect('/')
    },
  },
}

/** Creates a site with one page; `config` is that of the page. */
function createPageSite(
  config: object,
  page: (count: number, ctx: Context) => unknown,
  { modules = {}, overrides = {} }: { modules?: Record<string, object>; overrides?: Partial<Manifest> } = {},
): LiteralSite & { calls(): number } {
  let calls = 0
  const site = createLiteralSite(
    {
      'page.tsx': { config, default: () => page(++calls, useRequest()) },
      ...login,
      ...modules,
    },
    { showsCacheStatus: true, ...overrides },
  )
  return { ...site, calls: () => calls }
}

const cached = { cache: { maxAge: 60, swr: 600 } }

async function logIn(site: LiteralSite, name: string): Promise<RequestInit> {
  const response = await site.fetch('/login', formPost({ name }))
  return { headers: { cookie: cookiesOf(response) } }
}

const bodyOf = (html: string): string | undefined => /<body>(.*)<\/body>/s.exec(html)?.[1]

describe.each([
  ['cached', cached],
  ['ordinary', {}],
  ['prerendered', { prerender: true }],
])('a personal part on a page that is %s', (kind, config) => {
  it('shows every visitor their own data', async () => {
    const site = createPageSite(config, () => h('p', null, 'Hello ', h(Name, { size: 2 }), '!'))
    const ada = await logIn(site, 'Ada')

    expect(bodyOf(await site.text('/page', ada))).toBe('<p>Hello <b class="s2">Ada</b>!</p>')
    expect(bodyOf(await site.text('/page'))).toBe('<p>Hello <b class="s2">Guest</b>!</p>')
    const grace = await site.fetch('/page', await logIn(site, 'Grace'))
    expect(grace.headers.get('cache-control')).toBe('private, no-store')
    expect(grace.headers.get('vary')).toBe('Cookie')
    expect(bodyOf(await grace.text())).toBe('<p>Hello <b class="s2">Grace</b>!</p>')
    if (kind === 'cached') expect(site.calls()).toBe(1)
    expect(site.log).toEqual([])
  })

  it('shows its fallback when it fails, and reports that once', async () => {
    const bug = new Error('broken')
    const onError = vi.fn()
    const Broken = createPart(() => {
      throw bug
    })
    const Rejected = createPart(
      () => null,
      () => Promise.reject(bug),
    )
    const site = createPageSite(
      config,
      () => [h(Broken, { fallback: h('i', null, 'Later') }), h(Rejected, null), h(Name, null)],
      { modules: { '_server.ts': { default: { onError } } } },
    )

    const response = await site.fetch('/page')
    expect(response.status).toBe(200)
    expect(bodyOf(await response.text())).toBe('<i>Later</i><b class="s1">Guest</b>')
    expect(onError.mock.calls.map(([error]) => error)).toEqual([bug, bug])
    expect(site.log.filter(({ level }) => level === 'error')).toHaveLength(2)
  })

  it.each([
    ['threw an HttpError 404', () => Promise.reject(new HttpError(404, 'Gone'))],
    ['answered with a Response', () => redirect('/login')],
  ])('shows its fallback and warns when it %s', async (what, loader) => {
    const Part = createPart(() => 'never', loader)
    const site = createPageSite(config, () => h(Part, { fallback: 'Nothing' }))

    const response = await site.fetch('/page')
    expect(response.status).toBe(200)
    expect(bodyOf(await response.text())).toBe('Nothing')
    expect(site.log).toMatchObject([{ level: 'warn', message: expect.stringContaining(what) }])
  })

  it('shows its fallback in silence when the visitor has left', async () => {
    const visitor = new AbortController()
    const Part = createPart(
      () => 'never',
      async ({ signal }) => {
        visitor.abort()
        await Promise.reject(signal.reason).catch((cause) => {
          throw new HttpError(404, 'Gone', { cause })
        })
      },
    )
    const site = createPageSite(config, () => h(Part, { fallback: 'Nothing' }))

    await site.fetch('/page', { signal: visitor.signal })
    expect(site.log.map(({ level }) => level)).toEqual(['debug'])
  })

  it('sets cookies and headers of this response only', async () => {
    const Part = createPart(
      () => null,
      (ctx) => {
        ctx.cookies.set('seen', '1')
        ctx.headers.set('x-part', 'yes')
      },
    )
    const Once = createPart(
      ({ data }) => String(data),
      (ctx) => ctx.query.get('set') === '1',
    )
    const site = createPageSite(config, () => [h(Part, null), h(Once, null)])

    for (const _ of [1, 2]) {
      const { headers } = await site.fetch('/page')
      expect(headers.getSetCookie()).toHaveLength(1)
      expect(headers.get('x-part')).toBe('yes')
    }
  })

  it('receives rich props, elements, and parts inside elements', async () => {
    const Show = createPart(({ when, list, children, title }) =>
      h(
        'div',
        null,
        title as ComponentChildren,
        (when as Date).getFullYear(),
        [...(list as Set<number>)],
        children as ComponentChildren,
      ),
    )
    const site = createPageSite(config, () =>
      h(
        Show,
        { when: new Date('2001-02-03T00:00:00Z'), list: new Set([1, 2]), title: h('h1', null, '<T>') },
        h('p', null, h(Name, { fallback: 'Wait' })),
      ),
    )

    const expected = '<div><h1>&lt;T></h1>200112<p><b class="s1">Guest</b></p></div>'
    expect(bodyOf(await site.text('/page'))).toBe(expected)
    expect(bodyOf(await site.text('/page'))).toBe(expected)
  })

  it('may be asynchronous, and counts the ids of useId apart', async () => {
    const Id = createPart(() => useId())
    const Slow = createPart(
      async ({ data }) => `slow ${data}`,
      async () => 'data',
    )
    const Own = () => useId()
    const site = createPageSite(config, () => [
      h(Own, null),
      ' ',
      h(Id, null),
      ' ',
      h(Slow, null),
      ' ',
      h(Id, null),
    ])

    for (const _ of [1, 2]) {
      const [own, first, , , second] = bodyOf(await site.text('/page'))!.split(' ')
      expect(new Set([own, first, second]).size).toBe(3)
    }
    expect(await site.text('/page')).toContain('slow data')
  })

  it('refuses props that cannot be stored, with its name', async () => {
    const site = createPageSite(config, () => h(Name, { onPick() {} }))

    expect((await site.fetch('/page')).status).toBe(500)
    expect(String(site.log[0]?.fields.err)).toMatch(
      /_part1\.personal\.tsx: the prop onPick is a function \(onPick\) and cannot be passed to a personal part\. Pass plain data/,
    )
  })

  it('has session, flash and nonce as props, and shows a message once', async () => {
    const Messages = createPart(({ flash, session }) => [
      (flash as { message: string }[]).map(({ message }) => message).join(),
      (session as { name?: string }).name,
    ])
    const site = createPageSite(config, () => h(Messages, null), {
      modules: {
        'say.ts': {
          POST(ctx: Context) {
            Object.assign(ctx.session, { name: 'Ada' })
            ctx.flash('info', 'Saved')
            return redirect('/page')
          },
        },
      },
    })
    const cookie = cookiesOf(await site.fetch('/say', { method: 'POST' }))
    const shown = await site.fetch('/page', { headers: { cookie } })
    expect(bodyOf(await shown.text())).toBe('SavedAda')
    expect(bodyOf(await site.text('/page', { headers: { cookie: cookiesOf(shown) } }))).toBe('Ada')
  })

  it('answers HEAD with the headers of GET', async () => {
    const site = createPageSite(config, () => h(Name, null))
    const get = await site.fetch('/page')
    const head = await site.fetch('/page', { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String((await get.text()).length))
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'))
    expect(head.headers.get('cache-control')).toBe('private, no-store')
  })

  it('does not reveal that a page is for one visitor as a public one', async () => {
    const site = createPageSite(config, (_, ctx) => {
      if (kind !== 'ordinary') ctx.headers.set('cdn-cache-control', 'public, max-age=60')
      return h(Name, null)
    })
    for (const _ of [1, 2]) {
      const { headers } = await site.fetch('/page')
      expect(headers.get('cdn-cache-control')).toBeNull()
      expect(headers.get('cache-control')).toBe('private, no-store')
    }
  })
})

describe('a cached page with personal parts', () => {
  /** A memory cache that keeps everything that was ever written. */
  function createRecordedCache() {
    const store = createMemoryCache()
    const written: { key: string; value: StoredValue }[] = []
    const openCacheStore: Manifest['openCacheStore'] = async () => ({
      ...store,
      write(key, value, version, lifetime) {
        written.push({ key, value })
        return store.write(key, value, version, lifetime)
      },
    })
    return { written, openCacheStore, text: () => JSON.stringify(written) }
  }

  it('has an entity tag of the whole, so that 304 is for the same visitor and the same page', async () => {
    const site = createPageSite(cached, () => h(Name, null))
    const [ada, grace] = [await logIn(site, 'Ada'), await logIn(site, 'Grace')]
    const etag = (await site.fetch('/page', ada)).headers.get('etag')!
    const again = (init: RequestInit): Promise<Response> =>
      site.fetch('/page', { headers: { ...(init.headers as object), 'if-none-match': etag } })

    const unchanged = await again(ada)
    expect([unchanged.status, await unchanged.text()]).toEqual([304, ''])
    expect(unchanged.headers.get('vary')).toBe('Cookie')
    expect((await again(grace)).status).toBe(200)
    expect((await again({ headers: {} })).status).toBe(200)
  })

  it('keeps what a part reads, sets and changes out of the store', async () => {
    const cache = createRecordedCache()
    const Curious = createPart(
      ({ list }) => {
        const ctx = useRequest()
        ctx.headers.set('x-part', 'SECRET')
        ctx.headers.set('cache-control', 'private, max-age=5')
        return [
          ctx.clientAddress,
          ctx.request.headers.get('user-agent'),
          String((list as string[]).push('SECRET')),
        ]
      },
      (ctx) => {
        ctx.locals.user = 'SECRET'
        Object.assign(ctx.session, { cart: 'SECRET' })
        ctx.cookies.set('secret', 'SECRET')
        void ctx.nonce
      },
    )
    const site = createPageSite(
      cached,
      (count, { locals }) => [String(count), String(locals.user), h(Curious, { list: ['a'] })],
      { overrides: { openCacheStore: cache.openCacheStore, clientAddress: () => 'SECRET' } },
    )
    for (const _ of [1, 2, 3]) {
      const response = await site.fetch('/page', { headers: { 'user-agent': 'SECRET' } })
      expect(response.headers.get('cache-control')).toBe('private, max-age=5')
      expect(bodyOf(await response.text())).toBe('1undefinedSECRETSECRET2')
    }
    expect(cache.written).toHaveLength(1)
    expect(cache.text()).not.toContain('SECRET')
  })

  it.each<[string, (ctx: Context) => unknown]>([
    ['the session', (ctx) => (ctx.session as { name?: string }).name],
    ['a cookie', (ctx) => ctx.cookies.get('visitor')],
    ['the nonce', (ctx) => ctx.nonce],
    ['a message', (ctx) => ctx.flash('info', 'Ada')],
  ])('is revalidated without what parts have used, and not if middleware used %s', async (_, use) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const cache = createRecordedCache()
    const Greedy = createPart(
      () => 'part',
      (ctx) => {
        ctx.locals.user = String((ctx.session as { name?: string }).name)
      },
    )
    let isReading = false
    const site = createPageSite(
      cached,
      (count, { locals }) => [`page ${count} ${locals.site} ${locals.user} `, h(Greedy, null)],
      {
        overrides: { openCacheStore: cache.openCacheStore },
        modules: {
          '_middleware.ts': {
            async default(ctx: Context, next: () => Promise<Response>) {
              ctx.locals.site = 'site'
              const response = await next()
              if (isReading) ctx.locals.user = `used ${use(ctx)}`
              return response
            },
          },
        },
      },
    )
    const ada = await logIn(site, 'Ada')
    const see = async (): Promise<string | undefined> => bodyOf(await site.text('/page', ada))
    expect(await see()).toBe('page 1 site undefined part')
    vi.setSystemTime(Date.now() + 61_000)
    expect(await see()).toBe('page 1 site undefined part')
    await vi.waitFor(() => expect(cache.written).toHaveLength(2), 30_000)
    expect(await see()).toBe('page 2 site undefined part')

    isReading = true
    vi.setSystemTime(Date.now() + 61_000)
    expect(await see()).toBe('page 2 site undefined part')
    await vi.waitFor(async () => expect(await see()).toBe('page 3 site undefined part'), 30_000)
    expect(cache.text()).not.toContain('Ada')
    vi.useRealTimers()
  })

  it('is rendered in place if the page itself is personal', async () => {
    const site = createPageSite(cached, (count, { session }) => [
      `${count} ${(session as { name?: string }).name} `,
      h(Name, null),
    ])
    const ada = await logIn(site, 'Ada')
    expect(bodyOf(await site.text('/page', ada))).toBe('1 Ada <b class="s1">Ada</b>')
    expect(bodyOf(await site.text('/page'))).toMatch(/undefined <b class="s1">Guest<\/b>/)
    expect(site.log).toHaveLength(1)
  })

  it('contains no mark that a visitor could imitate', async () => {
    const cache = createRecordedCache()
    const site = createPageSite(
      cached,
      (_, { query }) => [
        h('p', { title: '<!--vial-0:0-->' }, query.get('q')),
        h('div', { dangerouslySetInnerHTML: { __html: query.get('q')! } }),
        h(Name, { size: '<!--' }),
      ],
      { overrides: { openCacheStore: cache.openCacheStore } },
    )
    const first = await site.text(`/page?q=${encodeURIComponent('<!--x:0-->')}`)
    expect(first).toContain('<div><!--x:0--></div><b class="s&lt;!--">Guest</b>')
    expect(cache.text()).not.toMatch(/vial-[\da-f]{8}/)

    // A visitor who sends what the store or a page contains changes nothing.
    const copied = JSON.stringify((cache.written[0]!.value as { template: object }).template)
    const second = await site.text(`/page?q=${encodeURIComponent(copied)}`)
    expect(second.match(/Guest/g)).toHaveLength(1)
  })

  it('does not share the props of a part between visitors', async () => {
    const Changing = createPart(({ list }) => {
      ;(list as string[]).push('x')
      return (list as string[]).join('')
    })
    const site = createPageSite(cached, () => h(Changing, { list: [] }))
    for (const _ of [1, 2, 3]) expect(bodyOf(await site.text('/page'))).toBe('x')
  })

  it('fills an answer that is not stored', async () => {
    const site = createPageSite(cached, (_, ctx) => {
      ctx.headers.set('vary', '*')
      return h(Name, null)
    })
    expect(bodyOf(await site.text('/page'))).toBe('<b class="s1">Guest</b>')
    expect(bodyOf(await site.text('/page', await logIn(site, 'Ada')))).toBe('<b class="s1">Ada</b>')
  })

  it('is rendered in place on the error page of a cached route, and after a POST', async () => {
    const site = createLiteralSite({
      'page.tsx': {
        config: cached,
        POST: (ctx: Context) => ctx.fail(422, {}),
        default: () => {
          if (useRequest().query.has('fail')) throw new Error('no')
          return h(Name, null)
        },
      },
      '_error.tsx': { default: () => ['error ', h(Name, null)] },
      ...login,
    })
    const ada = await logIn(site, 'Ada')
    expect(bodyOf(await site.text('/page?fail', ada))).toBe('error <b class="s1">Ada</b>')
    const failed = await site.fetch('/page', {
      ...formPost({}),
      headers: { ...(ada.headers as object), ...(formPost({}).headers as object) },
    })
    expect([failed.status, bodyOf(await failed.text())]).toEqual([422, '<b class="s1">Ada</b>'])
  })

  it('keeps a layout with the name of the user out of the pages below', async () => {
    const site = createPageSite(cached, (count) => `page ${count}`, {
      modules: {
        '_layout.tsx': {
          default: ({ children }: Props) => [h(Name, null), ' ', children as ComponentChildren],
        },
        '_app.tsx': {
          default: ({ children }: Props) =>
            h(
              'html',
              null,
              h('head', null, h('title', null, h(Name, null))),
              h('body', null, children as ComponentChildren),
            ),
        },
      },
    })
    const ada = await logIn(site, 'Ada')
    expect(bodyOf(await site.text('/page'))).toBe('<b class="s1">Guest</b> page 1')
    const text = await site.text('/page', ada)
    expect(text).toContain('<title><b class="s1">Ada</b></title></head>')
    expect(bodyOf(text)).toBe('<b class="s1">Ada</b> page 1')
  })

  it('gives 200 visitors at once their own page, and the store none of their data', async () => {
    const cache = createRecordedCache()
    const Slow = createPart(
      ({ data }) => String(data),
      async ({ session }) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
        return (session as { name?: string }).name
      },
    )
    const site = createPageSite(cached, () => [h(Name, null), h(Slow, null)], {
      overrides: { openCacheStore: cache.openCacheStore },
    })
    const names = Array.from({ length: 200 }, (_, index) => `visitor-${index}-of-all`)
    const visitors = await Promise.all(names.map((name) => logIn(site, name)))
    const pages = await Promise.all(visitors.map((visitor) => site.fetch('/page', visitor)))

    for (const [index, page] of pages.entries()) {
      expect(bodyOf(await page.text())).toBe(`<b class="s1">${names[index]}</b>${names[index]}`)
      expect(page.headers.get('cache-control')).toBe('private, no-store')
    }
    expect(site.calls()).toBe(1)
    expect(cache.text()).not.toContain('visitor')
  })
})

describe('a prerendered page with personal parts', () => {
  const build = (config: object, page: () => unknown) =>
    createPageSite(config, page, { overrides: { isPrerendering: true } })

  it('has the fallback during the build, without running the part', async () => {
    const load = vi.fn()
    const Part = createPart(() => 'never', load)
    const site = build({ prerender: true }, () => ['a', h(Part, { fallback: h('i', null, 'rest') }), 'b'])

    const response = await site.fetch('/page')
    expect(bodyOf(await response.text())).toBe('a<i>rest</i>b')
    expect(response.headers.get('cache-control')).toBeNull()
    expect(load).not.toHaveBeenCalled()
  })

  it('warns in development only about what the page itself reads', async () => {
    const site = createPageSite({ prerender: true }, (_, { cookies }) => [
      cookies.get('a') ?? 'none',
      h(Name, null),
    ])
    await site.text('/page')
    expect(site.log.map(({ message }) => message)).toEqual([expect.stringContaining('the cookies were read')])
  })
})

describe('a personal part elsewhere', () => {
  it('of a streamed page arrives late, with the session that it may still read', async () => {
    const Late = createPart(
      ({ data, session }) => `late ${data} ${(session as { name?: string }).name}`,
      async () => 'data',
    )
    const Later = createPart(() => `later ${(useRequest().session as { name?: string }).name}`)
    const Broken = createPart(
      () => null,
      () => Promise.reject(new Error('broken')),
    )
    const site = createPageSite({ stream: true }, () =>
      h(Suspense, { fallback: 'wait' }, [
        h(Late, null),
        h(Later, null),
        h(Broken, { fallback: h('i', null, 'rest') }),
      ]),
    )
    const response = await site.fetch('/page', await logIn(site, 'Ada'))
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.text()).toMatch(/wait.*late data Adalater Ada<i>rest<\/i>/s)
    expect(site.log.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('is rendered in content that comes after the headers, and reads the session if the page has', async () => {
    const Plain = createPart(
      ({ data, size }) => `${data} of ${size}`,
      async () => 'data',
    )
    const Reader = createPart(({ session }) => `for ${(session as { name?: string }).name}`)
    for (const isRead of [false, true]) {
      let send = (): void => {}
      const sent = new Promise<void>((resolve) => {
        send = resolve
      })
      const Waiting = async (): Promise<unknown> => {
        await sent
        return [h(Plain, { size: 2 }), ', ', h(Reader, { fallback: 'for all' })]
      }
      const site = createPageSite({ stream: true }, (_, ctx) => [
        isRead && Object.keys(ctx.session),
        h(Suspense, { fallback: 'wait' }, h(Waiting as never, null)),
      ])
      const response = await site.fetch('/page', await logIn(site, 'Ada'))
      send()
      expect(await response.text()).toContain(`data of 2, for ${isRead ? 'Ada' : 'all'}`)
      const errors = site.log.map(({ fields }) => String((fields.err as Error | undefined)?.message))
      expect(errors).toEqual(
        isRead
          ? []
          : [
              'routes/page.tsx: the response has started, so it is too late for the session. Do this in the loader of the page, or outside <Suspense>.',
            ],
      )
    }
  })

  it('asks ctx.hasSession on a route that must not use the session', async () => {
    const Asking = createPart(
      ({ data, session }) => `${data} ${Object.keys(session as object).length}`,
      (ctx) => (ctx.hasSession ? 'session' : 'none'),
    )
    const site = createPageSite({ ...cached, session: false }, () => [
      h(Asking, null),
      h(Name, { fallback: '!' }),
    ])
    expect(bodyOf(await site.text('/page'))).toBe('none 0!')
    expect(String(site.log[0]?.fields.err)).toContain('config.session is false')
  })

  it('is an ordinary component outside of a page', () => {
    const Plain = createPart(({ text }) => h('p', null, text as string))
    expect(renderToString(h(Plain, { text: 'x' }))).toBe('<p>x</p>')
  })

  it('of a page in a shared cache is rendered in place until its module was loaded', async () => {
    const cache = createMemoryCache()
    const openCacheStore = async () => cache
    const site = createPageSite(cached, () => h(Name, null), { overrides: { openCacheStore } })
    await site.text('/page')
    const [key, tags] = ['http://localhost/page', [] as string[]]
    const { version, value } = (await cache.read(key, tags))!
    const text = JSON.stringify(value).replace(/_part1\b/, '_part-of-another-process')
    await cache.write(key, JSON.parse(text), version, 60)

    const response = await site.fetch('/page', await logIn(site, 'Ada'))
    expect(response.headers.get('cache-status')).toContain('its personal parts are not loaded')
    expect(bodyOf(await response.text())).toBe('<b class="s1">Ada</b>')
  })
})

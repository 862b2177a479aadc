// Tests routes with config.prerender through the handler.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import type { StoredResponse } from '../../cache/cache-store.ts'
import { createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { findParts } from '../../http/response.ts'
import { createPersonal } from '../../render/personal-part.ts'
import type { Context } from '../context/context.ts'
import { withoutSlash } from './prerendered-paths.ts'

const config = { prerender: true }
const session = { config, GET: (ctx: Context) => ({ session: { ...ctx.session } }) }

describe('a route with config.prerender', () => {
  it('answers in development, and warns once about what would fail the build', async () => {
    const site = createLiteralSite({ 'a.ts': session })

    expect([(await site.fetch('/a')).status, (await site.fetch('/a')).status]).toEqual([200, 200])
    expect(site.log.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^routes\/a\.ts: it cannot be prerendered, because the session was read\. /),
    ])
  })

  it('fails during the build if its response is personal', async () => {
    const site = createLiteralSite({ 'a.ts': session }, { isPrerendering: true })

    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log[0]?.message).toContain('routes/a.ts: it cannot be prerendered')
  })

  it.each<[what: string, read: (ctx: Context) => unknown]>([
    ['ctx.query', (ctx) => ctx.query.get('a')],
    ['ctx.url.search', (ctx) => ctx.url.search],
    ['ctx.url.searchParams', (ctx) => ctx.url.searchParams.get('a')],
  ])('warns once that its file is the same for all queries if it reads %s', async (_, read) => {
    for (const isPrerendering of [true, false]) {
      const site = createLiteralSite(
        { 'a.ts': { config, GET: (ctx: Context) => [read(ctx)] } },
        { isPrerendering },
      )

      expect(await site.text('/a?a=1')).toMatch(/1/)
      await site.fetch('/a?a=2')
      expect(site.log.map(({ level, message }) => [level, message])).toEqual([
        [
          'warn',
          'routes/a.ts: the query was read, but the file of a prerendered page is the same for all queries. Read it in a *.personal.tsx component or an island, or remove config.prerender.',
        ],
      ])
    }
  })

  it('says nothing about the query where it does not matter', async () => {
    const modules = {
      '_middleware.ts': {
        default: (ctx: Context, next: () => Promise<Response>) =>
          ctx.query.has('debug') ? Response.json({}) : next(),
      },
      'a.tsx': {
        config,
        POST: (ctx: Context) => ctx.query.get('a'),
        default: ({ url }: { url: URL }) => h('p', null, url.pathname, url.origin),
      },
    }
    const site = createLiteralSite(modules)

    expect(await site.text('/a?a=1')).toContain('<p>/a')
    await site.fetch('/a?a=1', formPost({}))
    expect(site.log).toEqual([])
    const built = createLiteralSite(
      { 'a.ts': { config, GET: (ctx: Context) => ctx.query.get('a') } },
      { prerendered: new Set(['/a']) },
    )
    expect((await built.fetch('/a?a=1')).status).toBe(200)
    expect(built.log).toEqual([])
  })

  describe('behind site-wide middleware', () => {
    const page = { config, GET: () => 'page' }
    const reading = (read: (ctx: Context) => unknown): object => ({
      default: (ctx: Context, next: () => Promise<Response>) => {
        read(ctx)
        return next()
      },
    })
    const createSite = (read: (ctx: Context) => unknown, isPrerendering: boolean) =>
      createLiteralSite({ '_middleware.ts': reading(read), 'a.ts': page, 'b.ts': page }, { isPrerendering })
    const readLanguage = (ctx: Context): unknown => ctx.request.headers.get('accept-language')

    it.each([true, false])(
      'warns once, and names its file, if it reads a harmless header (%s)',
      async (building) => {
        const site = createSite(readLanguage, building)

        for (const path of ['/a', '/b']) expect(await site.text(path)).toBe('page')
        expect(site.log.map(({ level, message }) => [level, message])).toEqual([
          [
            'warn',
            'routes/_middleware.ts: the request header accept-language was read before routes/a.ts, which is prerendered without a visitor. Check ctx.isPrerendering before reading it.',
          ],
        ])
      },
    )

    it.each<[what: string, read: (ctx: Context) => unknown, reason: string]>([
      ['the cookies', (ctx) => ctx.cookies.get('a'), 'the cookies were read'],
      ['the Cookie header', (ctx) => ctx.request.headers.get('cookie'), 'the cookies were read'],
      ['the session', (ctx) => ctx.session, 'the session was read'],
      ['the address', (ctx) => ctx.clientAddress, "the visitor's address was read"],
      [
        'a header with the address',
        (ctx) => ctx.request.headers.get('X-Forwarded-For'),
        'the request header x-forwarded-for was read',
      ],
      ...['authorization', 'proxy-authorization', 'forwarded', 'x-real-ip'].map(
        (name): [string, (ctx: Context) => unknown, string] => [
          name,
          (ctx) => ctx.request.headers.has(name),
          `the request header ${name} was read`,
        ],
      ),
      ['all headers', (ctx) => [...ctx.request.headers], 'all request headers were read'],
    ])('fails during the build if it reads %s', async (_, read, reason) => {
      const site = createSite(read, true)

      expect((await site.fetch('/a')).status).toBe(500)
      expect(site.log[0]?.message).toContain(`routes/a.ts: it cannot be prerendered, because ${reason}.`)
    })

    it('warns once for each set of files and headers, and lists them', async () => {
      const site = createLiteralSite({
        '_middleware.ts': reading(readLanguage),
        'in/_middleware.ts': reading((ctx) => ctx.request.headers.get('accept')),
        'a.ts': page,
        'in/b.ts': page,
      })
      for (const path of ['/a', '/in/b', '/a', '/in/b']) await site.text(path)

      expect(site.log.map(({ message, fields }) => [message.split(' was read')[0], fields])).toEqual([
        ['routes/_middleware.ts: the request header accept-language', { route: '/a', file: 'routes/a.ts' }],
        [
          'routes/_middleware.ts, routes/in/_middleware.ts: the request header accept-language, accept',
          { route: '/in/b', file: 'routes/in/b.ts' },
        ],
      ])
    })

    it('fails during the build if the page reads the same header', async () => {
      const own = { config, GET: (ctx: Context) => ({ language: readLanguage(ctx) }) }
      const site = createLiteralSite(
        { '_middleware.ts': reading(readLanguage), 'a.ts': own },
        { isPrerendering: true },
      )

      expect((await site.fetch('/a')).status).toBe(500)
      expect(site.log[0]?.message).toContain('because the request header accept-language was read')
    })

    it.each([true, false])('says nothing if it asks for ctx.isPrerendering first (%s)', async (building) => {
      const site = createSite((ctx) => ctx.isPrerendering || [readLanguage(ctx), ctx.session], building)

      expect(await site.text('/a')).toBe('page')
      expect(site.log).toEqual([])
    })

    it('names the place that reads, of several files', async () => {
      const places = ['routes/_middleware.ts:3', 'routes/_middleware.ts:7']
      const { default: passing } = reading(() => {}) as { default: never }
      const site = createLiteralSite(
        {
          '_server.ts': { default: { extensions: [{ name: 'other', middleware: passing }] } },
          '_middleware.ts': reading((ctx) => [readLanguage(ctx), ctx.request.headers.get('user-agent')]),
          'a.ts': page,
        },
        { locate: () => places.shift() },
      )

      await site.text('/a')
      expect(site.log[0]?.message).toMatch(
        /^routes\/_middleware\.ts:3, routes\/_middleware\.ts:7: the request header accept-language, user-agent was read/,
      )
    })

    it('names the extension that reads', async () => {
      const { default: middleware } = reading(readLanguage) as { default: never }
      const site = createLiteralSite({
        '_server.ts': { default: { extensions: [{ name: 'locale', middleware }] } },
        'a.ts': page,
      })

      await site.text('/a')
      expect(site.log[0]?.message).toMatch(
        /^the extension locale: the request header accept-language was read/,
      )
    })
  })

  it('says nothing about what its actions read', async () => {
    const POST = (ctx: Context) => ({ session: { ...ctx.session } })
    const site = createLiteralSite({ 'a.tsx': { config, POST, default: () => h('p', null, 'page') } })

    expect((await site.fetch('/a', formPost({}))).status).toBe(200)
    expect(site.log).toEqual([])
  })

  it('warns about a visitor unless it asks for ctx.isPrerendering, which is false in development', async () => {
    const answers: boolean[] = []
    const GET = (ctx: Context): unknown => {
      answers.push(ctx.isPrerendering, ctx.isPrerendering)
      return { session: { ...ctx.session } }
    }
    const site = createLiteralSite({ 'a.ts': { config, GET } })
    await site.text('/a')

    expect([answers, site.log]).toEqual([[false, false], []])
  })

  it('is rendered at every address during the build, which asks only for listed ones', async () => {
    const page = { config, paths: () => [{ id: 'a' }], GET: (ctx: Context) => ctx.params }
    const site = createLiteralSite({ '[id].ts': page }, { isPrerendering: true })

    expect(await site.text('/b')).toBe('{"id":"b"}')
  })

  it('is rendered without parameters even if the build has not listed it', async () => {
    const site = createLiteralSite({ 'a.ts': { config, GET: () => 'here' } }, { prerendered: new Set() })

    expect(await site.text('/a')).toBe('here')
  })

  it('names its file if paths is missing', async () => {
    const site = createLiteralSite({ '[id].ts': { config, GET: () => 'here' } })

    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log[0]?.message).toMatch(/^routes\/\[id\]\.ts: /)
  })

  it('answers 404 for parameters that paths does not return', async () => {
    const page = { config, paths: async () => [{ id: 1 }, { id: 2 }], GET: (ctx: Context) => ctx.params }
    const site = createLiteralSite({ '[id=int].ts': page })

    expect(await site.text('/2')).toBe('{"id":2}')
    const missing = await site.fetch('/3')
    expect(await missing.json()).toMatchObject({ status: 404, detail: 'There is no page at this address.' })
    expect((await site.fetch('/3', { method: 'HEAD' })).status).toBe(404)
  })

  it('uses the list from the build if there is one', async () => {
    const page = { config, paths: () => [{ id: 1 }], GET: () => 'here' }
    const site = createLiteralSite({ '[id=int].ts': page }, { prerendered: new Set(['/2']) })

    expect([(await site.fetch('/1')).status, (await site.fetch('/2')).status]).toEqual([404, 200])
  })
})

describe('a prerendered page with a personal part', () => {
  const Part = createPersonal(
    {
      default: (({ data }: { data: string }) => h('b', null, data)) as never,
      loader: (ctx) => (ctx as unknown as Context).query.get('name') as never,
    },
    'routes/_prerendered.personal.tsx',
  )
  let renders = 0
  const page = {
    config,
    loader: (ctx: Context) => ctx.headers.set('x-built', 'yes'),
    POST: () => ({}),
    default: () => h('p', null, `render ${++renders}, hello `, h(Part, null)),
  }
  const modules = { 'a.tsx': page, 'plain.tsx': { config, default: () => h('p', null, 'plain') } }

  /** Renders a page as the build does. */
  async function build(path: string): Promise<StoredResponse> {
    const built = createLiteralSite(modules, { isPrerendering: true })
    const { template, headers, body } = findParts(await built.fetch(path))!
    const { changes = [] } = template ?? {}
    return {
      kind: 'page',
      headers,
      body: body as string,
      isResponse: false,
      changes,
      vary: [],
      etag: '"built"',
      madeAt: 0,
      ...(template && { template }),
    }
  }

  it('is filled for each visitor, with the headers that it has set in the build', async () => {
    const stored = await build('/a')
    expect(stored.changes).toEqual([['x-built', 'yes']])
    const site = createLiteralSite(modules, {
      findPrerendered: (path) => (path === '/a' ? stored : undefined),
      prerendered: new Set(['/a']),
    })
    const count = renders

    const response = await site.fetch('/a?name=Ada')
    expect([response.headers.get('x-built'), response.headers.get('cache-control')]).toEqual([
      'yes',
      'private, no-store',
    ])
    expect(await response.text()).toContain(`render ${count}, hello <b>Ada</b>`)
    expect(await site.text('/a?name=Grace')).toContain(`render ${count}, hello <b>Grace</b>`)
    expect((await site.fetch('/a', { method: 'HEAD' })).status).toBe(200)
    expect(renders).toBe(count)
    expect(await site.text('/a', formPost({}))).not.toContain(`render ${count},`)
  })

  it('is rendered again if a part is not loaded, or if it has no parts', async () => {
    const stored = await build('/a')
    const holes = stored.template!.holes.map((hole) => ({ ...hole, file: 'routes/_unknown.personal.tsx' }))
    const pages = new Map([
      ['/a', { ...stored, template: { holes } }],
      ['/plain', { ...(await build('/plain')), body: 'from the build' }],
    ])
    const site = createLiteralSite(modules, { findPrerendered: (path) => pages.get(path) })

    expect(await site.text('/a?name=Ada')).toContain(`render ${renders}, hello <b>Ada</b>`)
    expect(await site.text('/plain')).toContain('<p>plain</p>')
  })
})

it.each([
  ['/', '/'],
  ['/a', '/a'],
  ['/a/', '/a'],
  ['/a/b/', '/a/b'],
])('withoutSlash(%j) is %j', (pathname, expected) => {
  expect(withoutSlash(pathname)).toBe(expected)
})

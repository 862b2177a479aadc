// Tests how a page is rendered through the handler: loaders, props, head, document and the files of browsers.
import { type ComponentType, h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { createIsland } from '../../render/island.ts'
import type { BrowserFiles } from '../../render/page-islands.ts'
import { createPersonal } from '../../render/personal-part.ts'
import type { Context } from '../context/context.ts'
import type { RequestReview } from '../pipeline/manifest.ts'
import type { PageProps } from './page-props.ts'

type Children = { children: never }
const page = { default: () => h('p', null, 'page') }
const layout = (name: string) => ({ default: ({ children }: Children) => h(name, null, children) })
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const titleOf = (html: string): string | undefined => /<title>(.*)<\/title>/.exec(html)?.[1]

it('the default document has a language, a charset and a viewport', async () => {
  expect(await createLiteralSite({ 'index.tsx': page }).text('/')).toMatch(
    /^<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"\/?><meta name="viewport" content="width=device-width, initial-scale=1"\/?>.*<\/head><body><p>page<\/p><\/body><\/html>$/,
  )
})

it('config.layout: false leaves out all layouts, but not the app document', async () => {
  const app = ({ children }: Children) =>
    h('html', null, h('head', null), h('body', { class: 'app' }, children))
  const site = createLiteralSite({
    '_app.tsx': { default: app },
    '_layout.tsx': layout('main'),
    'in/_layout.tsx': layout('section'),
    'in/bare.tsx': { ...page, config: { layout: false } },
    'in/page.tsx': page,
  })

  expect(await site.text('/in/bare')).toContain('<body class="app"><p>page</p></body>')
  expect(await site.text('/in/page')).toContain('<main><section><p>page</p></section></main>')
})

describe('the loader of a layout that fails', () => {
  const error = (): HttpError => new HttpError(403, 'Closed')
  it.each<[string, () => unknown]>([
    [
      'by throwing',
      () => {
        throw error()
      },
    ],
    ['by rejecting', () => Promise.reject(error())],
    ['by returning the error', () => error()],
    ['by returning the error later', async () => error()],
    ['by never answering', () => new Promise(() => {})],
  ])('%s is answered by an error page outside of that layout', async (_, loader) => {
    const site = createLiteralSite({
      '_server.ts': { default: { renderTimeout: 0.05 } },
      '_layout.tsx': layout('main'),
      '_error.tsx': { default: () => h('p', null, 'outer error') },
      'in/_layout.tsx': { ...layout('section'), loader },
      'in/_error.tsx': { default: () => h('p', null, 'inner error') },
      'in/page.tsx': page,
    })

    expect(await site.text('/in/page')).toContain('<body><main><p>outer error</p></main></body>')
  })
})

it('the slow loader is named, not one that has settled', async () => {
  const site = createLiteralSite({
    '_server.ts': { default: { renderTimeout: 0.05 } },
    '_layout.tsx': { ...layout('main'), loader: turn },
    'page.tsx': { ...page, loader: () => new Promise(() => {}) },
  })
  await site.fetch('/page')

  expect(String((site.log[0]!.fields.err as Error).cause)).toContain('routes/page.tsx: the loader took')
})

it('an error page passes what failed to its own component only', async () => {
  const seen: Record<string, boolean> = {}
  const note = (name: string) => ({
    default: (props: Children) => {
      seen[name] = 'error' in props
      return h('div', null, props.children)
    },
  })
  const site = createLiteralSite({
    '_app.tsx': {
      default: (props: Children) => {
        seen.app = 'error' in props
        return h('html', null, h('head', null), h('body', null, props.children))
      },
    },
    '_layout.tsx': note('layout'),
    '_404.tsx': note('page'),
  })
  await site.fetch('/nothing')

  expect(seen).toEqual({ app: false, layout: false, page: true })
})

describe('the head of a page', () => {
  const head = ({ url }: PageProps) => ({ title: url.search })

  it.each<[string, unknown, string]>([
    ['_layout.tsx', 'Notes', 'head is a string. Write an object, such as { title:'],
    ['page.tsx', null, 'head is null.'],
    ['page.tsx', () => undefined, 'head is undefined.'],
    ['page.tsx', async () => [], 'head is a list.'],
    ['_layout.tsx', () => ({ meta: { name: 'a' } }), 'head.meta is not a list. Write one: meta: [{ … }].'],
  ])('is an object with lists, or the message names %s (%o)', async (file, wrong, message) => {
    const modules = { '_layout.tsx': layout('main'), 'page.tsx': page }
    const site = createLiteralSite({
      ...modules,
      [file]: { ...(modules[file as never] as object), head: wrong },
    })
    await site.fetch('/page')

    expect(String(site.log[0]?.fields.err)).toContain(`routes/${file}: ${message}`)
  })

  it.each<[string, unknown, unknown]>([
    ['a function of a page', undefined, head],
    ['a function below an object', { title: 'layout' }, head],
    ['an async function below an object', { title: 'layout' }, async (props: PageProps) => head(props)],
    ['an async function below a function', head, async (props: PageProps) => head(props)],
  ])('is new for every request: %s', async (_, outer, inner) => {
    const site = createLiteralSite({
      '_layout.tsx': { ...layout('main'), ...(outer !== undefined && { head: outer }) },
      'page.tsx': { ...page, head: inner },
    })

    expect(titleOf(await site.text('/page?1'))).toBe('?1')
    expect(titleOf(await site.text('/page?2'))).toBe('?2')
  })

  it('has a new nonce for every script, even if it is an object', async () => {
    const site = createLiteralSite({ 'page.tsx': { ...page, head: { script: [{ children: 'run()' }] } } })
    const nonces = new Set<string>()
    for (let count = 0; count < 2; count++) {
      const response = await site.fetch('/page')
      const nonce = /<script nonce="([^"]+)">/.exec(await response.text())?.[1]
      expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
      nonces.add(nonce!)
    }

    expect(nonces.size).toBe(2)
  })
})

describe('a component', () => {
  it('is rendered once, and twice in the first request if one inside is async', async () => {
    const calls = { plain: 0, later: 0 }
    const Later = (async () => null) as never
    const site = createLiteralSite({
      'plain.tsx': { default: () => h('p', null, ++calls.plain) },
      'later.tsx': { default: () => h('p', null, ++calls.later, h(Later, null)) },
    })
    const counts: number[][] = []
    for (let count = 0; count < 2; count++) {
      await site.text('/plain')
      await site.text('/later')
      counts.push([calls.plain, calls.later])
    }

    expect(counts).toEqual([
      [1, 2],
      [2, 3],
    ])
  })

  it('of a page without layouts that fails is not rendered again', async () => {
    let calls = 0
    const site = createLiteralSite({
      'page.tsx': {
        default: () => {
          calls++
          throw new Error('broken')
        },
      },
    })

    expect((await site.fetch('/page')).status).toBe(500)
    expect(calls).toBe(1)
  })

  it('of a layout that fails only once is taken for a failed page', async () => {
    let calls = 0
    const site = createLiteralSite({
      'in/_layout.tsx': {
        default: ({ children }: Children) => {
          if (++calls === 1) throw new Error('broken')
          return h('main', null, children)
        },
      },
      'in/_error.tsx': { default: () => h('p', null, 'error') },
      'in/page.tsx': page,
    })

    expect(await site.text('/in/page')).toContain('<main><p>error</p></main>')
  })
})

it('a page without a session has no messages', async () => {
  const site = createLiteralSite({
    'page.tsx': { config: { session: false }, default: ({ flash }: PageProps) => h('p', null, flash.length) },
  })

  expect(await site.text('/page')).toContain('<p>0</p>')
})

it('the development review sees data and documents, but not the data of streamed pages', async () => {
  const seen: unknown[] = []
  const review: RequestReview = {
    data: (_, levels, data) => void seen.push([levels.map(({ file }) => file.path), data]),
    page: ({ paths, methods, html, url }) => void seen.push([paths, [...methods], html.slice(-30), url]),
    result() {},
    unknownAction() {},
    event() {},
    droppedFailure() {},
    explain: (_, error) => error,
  }
  const site = createLiteralSite(
    {
      '_layout.tsx': { ...layout('main'), loader: () => 1 },
      'page.tsx': page,
      's.tsx': { ...page, config: { stream: true } },
    },
    { review },
  )
  await site.text('/page?a=1')
  const sight = [['_layout.tsx', 'page.tsx'], ['GET', 'HEAD'], '/p></main></body></html>'.slice(-30)]
  expect(seen.splice(0)).toMatchObject([
    [
      ['_layout.tsx', 'page.tsx'],
      [1, undefined],
    ],
    [
      sight[0],
      expect.arrayContaining(['GET']),
      expect.stringContaining(String(sight[2])),
      'http://localhost/page?a=1',
    ],
  ])
  await site.text('/s')

  expect(seen).toHaveLength(1)
})

describe('the files of browsers', () => {
  const toFile = (name: string): ReturnType<BrowserFiles['findIsland']> => ({
    name: `${name}.js`,
    urls: [`/${name}.js`],
  })
  const browserFiles: BrowserFiles = {
    start: '/start.js',
    findIsland: toFile,
    revive: toFile('revive'),
    reviveSignals: toFile('revive-signals'),
    moveSlots: toFile('move-slots'),
    scheduleHydration: toFile('schedule-hydration'),
  }
  const island = (file: string): ComponentType =>
    createIsland((() => h('i', null, file)) as ComponentType<never>, {
      file,
      name: 'default',
      hydrate: undefined,
    }) as ComponentType
  const scriptsOf = (html: string): string[] =>
    [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, url]) => url!)
  const numbersOf = (html: string): string[] => [...html.matchAll(/"i":(\d+)/g)].map(([, number]) => number!)

  it.each([
    [true, ['/start.js']],
    [false, []],
  ])('are loaded by a page without islands if navigation needs them: %s', async (hasScript, scripts) => {
    const navigation = { tags: '', csp: {}, hasScript }

    expect(
      scriptsOf(await createLiteralSite({ 'index.tsx': page }, { browserFiles, navigation }).text('/')),
    ).toEqual(scripts)
    expect(scriptsOf(await createLiteralSite({ 'index.tsx': page }, { navigation }).text('/'))).toEqual([])
  })

  it('are at the end of the head if the only part is there', async () => {
    const Inner = island('inner')
    const Part = createPersonal({ default: () => h(Inner, null) as never }, 'routes/_head.personal.tsx')
    const site = createLiteralSite(
      {
        '_app.tsx': {
          default: ({ children }: Children) =>
            h(
              'html',
              null,
              h('head', null, h('meta', { name: 'a' }), h(Part, null)),
              h('body', null, children),
            ),
        },
        'page.tsx': { ...page, config: { cache: { maxAge: 60 } } },
      },
      { browserFiles },
    )

    for (let round = 0; round < 2; round++) {
      const html = await site.text('/page')
      expect(scriptsOf(html)).toEqual(['/start.js', '/inner.js'])
      expect(html).toMatch(
        /<!--\/vial--><script [^>]*><\/script><link [^>]*><\/head><body><p>page<\/p><\/body>/,
      )
    }
  })

  it('have the nonce of the page', async () => {
    const headTags = (_: unknown, nonce: () => string): string => `<script nonce="${nonce()}">0</script>`
    const site = createLiteralSite(
      { 'page.tsx': { default: ({ nonce }: PageProps) => h('p', { nonce }) } },
      { headTags },
    )
    const html = await site.text('/page')

    expect(/<script nonce="([^"]{16,})">/.exec(html)?.[1]).toBe(/<p nonce="([^"]+)">/.exec(html)?.[1])
  })

  it.each([
    ['ordinary', {}],
    ['cached', { cache: { maxAge: 60 } }],
  ])(
    'are those of islands on the page and in its personal parts, at the end of the head: %s',
    async (_, config) => {
      const [Own, Inner] = [island('own'), island('inner')]
      const Part = createPersonal(
        { default: () => h('b', null, h(Inner, null)) as never },
        'routes/_islands.personal.tsx',
      )
      const Meta = createPersonal(
        { default: () => h('meta', { name: 'part' }) as never },
        'routes/_meta.personal.tsx',
      )
      const Plain = createPersonal(
        { default: () => h('u', null, 'plain') as never },
        'routes/_plain.personal.tsx',
      )
      const site = createLiteralSite(
        {
          '_app.tsx': {
            default: ({ children }: Children) =>
              h('html', null, h('head', null, h(Meta, null)), h('body', null, children)),
          },
          'page.tsx': { config, default: () => h('main', null, h(Own, null), h(Part, null), h(Plain, null)) },
          'bare.tsx': { config, default: () => h('main', null, h(Plain, null)) },
          'only.tsx': { config, default: () => h('main', null, h(Part, null)) },
        },
        { browserFiles },
      )

      for (let round = 0; round < 2; round++) {
        const [head = '', body = ''] = (await site.text('/page')).split('</head>')
        expect(head).toContain('<meta name="part"')
        expect(scriptsOf(head).sort()).toEqual(['/inner.js', '/own.js', '/start.js'])
        expect(scriptsOf(body)).toEqual([])
        expect(numbersOf(body)).toEqual(['1', '2'])
        expect(body).toMatch(/^<body><main>.*<b>.*<\/b><u>plain<\/u><\/main><\/body><\/html>$/)
        expect(await site.text('/bare')).toMatch(
          /^<!DOCTYPE html><html><head><meta name="part"\/?><\/head><body><main><u>plain<\/u><\/main><\/body><\/html>$/,
        )
        const [onlyHead = '', onlyBody = ''] = (await site.text('/only')).split('</head>')
        expect([scriptsOf(onlyHead), scriptsOf(onlyBody)]).toEqual([['/start.js', '/inner.js'], []])
      }
    },
  )
})

describe('a personal part', () => {
  const Quiet = createPersonal({ default: () => h('b', null, 'quiet') as never }, 'routes/_s.personal.tsx')
  const Loud = createPersonal(
    {
      default: () => null as never,
      loader: () => {
        throw new Error('part failed')
      },
    },
    'routes/_t.personal.tsx',
  )

  it('opens no session, and needs none', async () => {
    const quiet = { default: () => h('p', null, h(Quiet, null)) }
    const site = createLiteralSite({ 'a.tsx': quiet, 'b.tsx': { ...quiet, config: { session: false } } })

    for (const path of ['/a', '/b']) expect(await site.text(path)).toContain('<p><b>quiet</b></p>')
    expect((await site.handler.open()).ongoing.counts.sessions).toBe(0)
    expect(site.log).toEqual([])
  })

  it('sees ctx.locals of middleware on a cached page, and keeps its own to itself', async () => {
    const seen: unknown[] = []
    const Part = createPersonal(
      {
        default: (({ data }: { data: unknown }) => h('b', null, String(data))) as never,
        loader: (({ locals }: Context) => {
          const values = `${locals.site} ${locals.part}`
          locals.part = 'changed'
          return values
        }) as never,
      },
      'routes/_u.personal.tsx',
    )
    const site = createLiteralSite({
      'in/_middleware.ts': {
        async default(ctx: Context, next: () => Promise<Response>) {
          ctx.locals.site = 'from middleware'
          const response = await next()
          seen.push(ctx.locals.part)
          return response
        },
      },
      'in/a.tsx': { config: { cache: { maxAge: 60 } }, default: () => h('p', null, h(Part, null)) },
      'b.tsx': { config: { cache: { maxAge: 60 } }, default: () => h('p', null, h(Part, null)) },
    })

    for (let round = 0; round < 2; round++) {
      expect(await site.text('/in/a')).toContain('<b>from middleware undefined</b>')
      expect(await site.text('/b')).toContain('<b>undefined undefined</b>')
    }
    expect(seen).toEqual([undefined, undefined])
  })

  it('may be part of an error page without a route', async () => {
    const site = createLiteralSite({
      '_404.tsx': { default: () => h('p', null, h(Quiet, null), h(Loud, { fallback: 'fallback' })) },
    })

    expect(await site.text('/nothing')).toContain('<p><b>quiet</b>fallback</p>')
    expect(site.log.map(({ message }) => message)).toEqual(['part failed'])
  })

  const warnings = (loader: () => unknown) => {
    const Part = createPersonal(
      { default: () => null as never, loader: loader as never },
      'routes/_p.personal.tsx',
    )
    const site = createLiteralSite({ 'page.tsx': { default: () => h('p', null, h(Part, null)) } })
    return site.text('/page').then(() => site.log)
  }

  it.each([
    [404, 'warn', 'routes/_p.personal.tsx: a personal part threw an HttpError 404'],
    [499, 'warn', 'routes/_p.personal.tsx: a personal part threw an HttpError 499'],
    [500, 'error', 'for visitors'],
    [503, 'error', 'for visitors'],
  ])('that throws an HttpError %d is logged as %s', async (status, level, message) => {
    const log = await warnings(() => Promise.reject(new HttpError(status, 'for visitors')))

    expect(log).toMatchObject([
      { level, message: expect.stringContaining(message), fields: { route: '/page' } },
    ])
    if (level === 'warn') {
      expect(log[0]?.fields).toEqual({
        requestId: expect.any(String),
        route: '/page',
        file: 'routes/_p.personal.tsx',
      })
    }
  })

  it('makes a page private that reads nothing', async () => {
    const Part = createPersonal({ default: () => h('b', null, 'x') as never }, 'routes/_q.personal.tsx')
    const site = createLiteralSite({ 'page.tsx': { default: () => h('p', null, h(Part, null)) } })
    const { headers } = await site.fetch('/page')

    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['private, no-store', 'Cookie'])
  })

  it('may copy and change the props that it gets', async () => {
    const Part = createPersonal(
      {
        default: (props: { size: number; url?: URL }) => {
          const copy = { ...props }
          props.size++
          return h('b', null, `${copy.size} ${props.size}`) as never
        },
      } as never,
      'routes/_r.personal.tsx',
    ) as ComponentType<{ size: number }>
    const site = createLiteralSite({ 'page.tsx': { default: () => h(Part, { size: 1 }) } })

    expect(await site.text('/page')).toContain('<b>1 2</b>')
  })
})

it('a component passes the URL on with its other props', async () => {
  const Inner = ({ url, params }: PageProps) => h('p', null, `${url.pathname} ${Object.keys(params)}`)
  const site = createLiteralSite({ '[id].tsx': { default: (props: PageProps) => h(Inner, { ...props }) } })

  expect(await site.text('/a')).toContain('<p>/a id</p>')
})

it('a page answers with the status that the handler of ctx has set', async () => {
  const loader = (ctx: Context): void => {
    ctx.status = 202
  }

  expect((await createLiteralSite({ 'page.tsx': { ...page, loader } }).fetch('/page')).status).toBe(202)
})

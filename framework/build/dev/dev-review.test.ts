// What the review of requests says about sites, and what it does not say.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { openSocket } from '../../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

it('is silent about redirects that a request creates and does not need', async () => {
  const site = await openSite({
    'routes/index.tsx': `import { redirect } from 'vial'
      import Account from './account.personal.tsx'
      import { answers, toLogin } from './_answers.ts'
      export const loader = ({ query }) => {
        const early = redirect('/early')
        if (query.has('early')) return early
        if (query.has('again')) return answers.get('again')
        answers.set('again', redirect('/again'))
        return query.has('login') ? toLogin() : {}
      }
      export default () => <main><Account fallback="no account" /></main>`,
    'routes/_answers.ts': `import { redirect } from 'vial'
      export const answers = new Map()
      const login = redirect('/login')
      export const toLogin = () => login
      export const { status } = redirect('/read')`,
    'routes/account.personal.tsx': `import { redirect } from 'vial'
      export const loader = () => redirect('/login')
      export default () => <b />`,
  })
  const server = await site.startDev()
  expect(await server.text('/')).toContain('no account')
  for (const [path, target] of [
    ['/?early', '/early'],
    ['/?again', '/again'],
    ['/?login', '/login'],
  ] as const) {
    expect((await server.fetch(path)).headers.get('location')).toBe(target)
  }
  expect(server.output()).not.toContain('response was not used')
})

it('names the line of a socket that sends what JSON loses', async () => {
  const site = await openSite({
    'routes/live.ts': `export const socket = {
      open(peer) {
        peer.subscribe('room')
        peer.send({ tags: new Set() })
        peer.send({ at: new Date(0), tags: [] })
        peer.publish('room', { names: [new Map()] })
      },
    }`,
  })
  const server = await site.startDev()
  for (let count = 0; count < 2; count++) {
    const { socket, next } = await openSocket(`${server.origin}/live`)
    expect([await next(), await next()]).toEqual([
      '{"tags":{}}',
      '{"at":"1970-01-01T00:00:00.000Z","tags":[]}',
    ])
    socket.close()
  }
  await waitUntil(async () => {
    expect(server.output().match(/routes\/live.ts.*/g)).toEqual([
      'routes/live.ts:4:14: tags is a Set, which is {} as JSON. Write […set].',
      'routes/live.ts:6:14: names[0] is a Map, which is {} as JSON. Write Object.fromEntries(…) or […map].',
    ])
  })
})

it('shows the source of an error in a group of routes', async () => {
  const site = await openSite({
    'routes/(shop)/cart.ts': `export function GET() {
  throw new Error('the cart is broken')
}`,
  })
  const server = await site.startDev()
  await server.text('/cart')
  expect(server.output()).toContain(`  2 |   throw new Error('the cart is broken')\n    |         ^`)
})

describe('links of a page', () => {
  it('are reported once for each place if nothing answers them, and again after a change', async () => {
    const site = await openSite({
      'routes/_layout.tsx': `export default ({ children }) => (
        <main>
          <a href="/in-layout">a</a> {children}
        </main>
      )`,
      'routes/index.tsx': `import { Menu } from './_menu.tsx'
        export default () => <p>
          <a class="x > y" href="/gone?a=1&b=2#top">gone</a> <a href="missing">relative</a>
          <Menu />
        </p>`,
      'routes/notes/index.tsx': `import { Menu } from '../_menu.tsx'
        export default () => <p><Menu /><a href="./deeper">deeper</a></p>`,
      'routes/_menu.tsx': `const word = 'shared'
        export const Menu = () => <a href={'/' + word}>Shared</a>`,
      'routes/_middleware.ts': `export default (ctx, next) => next()`,
    })
    const server = await site.startDev()
    for (const path of ['/', '/', '/notes', '/notes']) await server.text(path)
    const says = (place: string, href: string): string =>
      `routes/${place}: href="${href}" leads to no page, because no route and no file answers it. Correct the link, or add the route.`
    const expected = [
      says('_layout.tsx:3:19', '/in-layout'),
      says('index.tsx:3:33', '/gone?a=1&b=2#top'),
      says('index.tsx:3:70', 'missing'),
      says('index.tsx', '/shared'),
      says('notes/index.tsx:2:49', './deeper'),
    ]
    await waitUntil(async () => {
      for (const line of expected) expect(server.output()).toContain(line)
    })
    expect(server.output().match(/leads to no page/g)).toHaveLength(expected.length)

    await site.write({ 'routes/gone.tsx': 'export default () => <p>here</p>' })
    await waitUntil(async () => {
      await server.text('/')
      expect(server.output().split(says('index.tsx:3:70', 'missing'))).toHaveLength(3)
    })
    expect(server.output().split(says('index.tsx:3:33', '/gone?a=1&b=2#top'))).toHaveLength(2)
  })

  it.each(['/', '/base/'])('are not reported if anything answers them (base %s)', async (base) => {
    const links = [
      '',
      '#part',
      '?page=2',
      '.',
      'mailto:a@b.example',
      'tel:123',
      'https://other.example/x',
      '//other.example/x',
      `${base}about?a=1#b`,
      `${base}about/`,
      `${base}notes/7`,
      `${base}notes/caf%C3%A9`,
      'about',
      './about',
      `${base}logo.svg`,
      `${base}with%20space.txt`,
      `${base}api/data`,
      `${base}old/anything`,
      `${base}shop/basket`,
      `${base}backend/x`,
      `${base}tool/panel`,
      `${base}healthz`,
      `${base}app/deep/path`,
      ...(base === '/' ? [] : ['/outside', '/']),
    ]
    const site = await openSite({
      'vite.config.js': `import { vial } from 'vial/vite'
        const tool = {
          name: 'tool',
          configureServer: ({ middlewares }) => { middlewares.use('/tool', (req, res) => res.end('tool')) },
        }
        export default {
          base: '${base}',
          server: { proxy: { '${base}backend': 'http://127.0.0.1:1' } },
          plugins: [tool, vial()],
        }`,
      'public/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'public/with space.txt': 'text',
      'routes/index.tsx': `import Menu from './menu.island.tsx'
        const links = ${JSON.stringify(links)}
        export default () => <p>{links.map((href) => <a href={href}>a</a>)}<Menu />
          <textarea>{'<a href="/in-text">'}</textarea></p>`,
      'routes/menu.island.tsx': `export default () => <a href="#/client/side">client</a>`,
      'routes/about.tsx': 'export default () => <p>about</p>',
      'routes/notes/[id].tsx': 'export default () => <p>note</p>',
      'routes/api/data.ts': 'export const POST = () => ({})',
      'routes/app/[...path].tsx': 'export default () => <p>app</p>',
      'routes/_middleware.ts': `import { redirect } from 'vial'
        export default (ctx, next) => ctx.url.pathname.startsWith('${base}old/') ? redirect('/about') : next()`,
      'routes/_server.ts': `import { defineServer } from 'vial'
        export default defineServer({
          extensions: [{ name: 'shop', routes: { folder: new URL('../shop/', import.meta.url), prefix: '/shop' } }],
        })`,
      'shop/basket.tsx': 'export default () => <p>basket</p>',
    })
    const server = await site.startDev()
    for (let count = 0; count < 2; count++) expect(await server.text(base)).toContain('client')
    // Links are looked at after the page has been sent, and in order.
    await site.write({ 'routes/last.tsx': `export default () => <a href="${base}the-last">last</a>` })
    await waitUntil(async () => {
      await server.text(`${base}last`)
      expect(server.output()).toContain(`href="${base}the-last" leads to no page`)
    })
    expect(server.output().match(/leads to no page/g)).toHaveLength(1)
  })
})

it('reports fields with the same id once, and the advice works', async () => {
  const page = (options: string): string => `import { FieldMessages, field } from 'vial'
    export const POST = async (ctx) => ctx.fail(422, {
      values: (await ctx.form()).values, errors: { title: ['Too short.'] },
    })
    export default ({ form }) => [7, 8].map((id) => {
      const options = ${options}
      return (
        <form method="post">
          <input type="hidden" name="id" value={id} />
          <input {...field(form, 'title', { ...options, initial: 'old' })} />
          <FieldMessages form={form} name="title" {...options} />
        </form>
      )
    })`
  const site = await openSite({ 'routes/books.tsx': page('{}') })
  const server = await site.startDev()
  for (let count = 0; count < 2; count++) await server.text('/books')
  const says =
    'routes/books.tsx: 2 fields of this page have the id "title", so labels and error messages belong to the first of them. In a list with one form for each row, write field(form, name, { row: { id } }), and pass row to <FieldMessages>. For forms with different actions, pass action.'
  expect(server.output().split(says)).toHaveLength(2)

  await site.write({ 'routes/books.tsx': page('{ row: { id } }') })
  await waitUntil(async () => expect(await server.text('/books')).toContain('id="8-title"'))
  const refused = await server.text('/books', {
    method: 'POST',
    body: new URLSearchParams({ id: '8', title: 'x' }),
  })
  expect(refused.match(/value="(old|x)"/g)).toEqual(['value="old"', 'value="x"'])
  expect(refused.match(/<p id="[^"]+">Too short\.<\/p>/g)).toEqual(['<p id="8-title-error">Too short.</p>'])
  expect(server.output().split(says)).toHaveLength(2)
})

it('explains properties that ctx does not have, and pages that are missing', async () => {
  const site = await openSite({
    'routes/typo.ts': `export const GET = (ctx) => ({ a: ctx.sesion, b: ctx.sesion })`,
    'routes/foreign.ts': `export const GET = ({ searchParams, ...ctx }) => ({ searchParams })`,
    'routes/own.ts': `export const GET = (ctx) => {
      const text = String(ctx.user) + JSON.stringify([ctx.then, 'user' in ctx, ctx.toString === undefined])
      return { text, all: [ctx.url.pathname, ctx.hasSession, ctx.search, ctx.locals.x] }
    }`,
    'routes/cached.ts': `export const config = { cache: { maxAge: 60 } }
      export const GET = ({ query, lastEventId, signal }) => ({ a: query.get('a') })`,
    'routes/(site)/contact.tsx': 'export default () => <p>contact</p>',
    'routes/notes/[id].tsx': `import { notFound } from 'vial'
      export const loader = () => notFound()
      export default () => <p />`,
  })
  const server = await site.startDev()
  for (const path of ['/typo', '/typo', '/foreign', '/own', '/cached']) {
    expect((await server.fetch(path)).status, path).toBe(200)
  }
  const headers = { accept: 'text/html,*/*;q=0.8' }
  for (const path of ['/contcat', '/contcat', '/shop/basket', '/notes/7']) {
    expect((await server.fetch(path, { headers })).status, path).toBe(404)
  }
  expect((await server.fetch('/favicon.ico')).status).toBe(404)

  const lines = [
    'routes/typo.ts:1:39: ctx has no sesion. Did you mean ctx.session?',
    'routes/foreign.ts:1:23: ctx has no searchParams. Write ctx.query.',
    'routes/own.ts:2:31: ctx has no user. Keep values of your own in ctx.locals.',
    'routes: no route answers /contcat. Did you mean /contact (routes/(site)/contact.tsx)?',
    'routes: no route answers /shop/basket. Add routes/shop/basket.tsx, or list the routes with npx vial routes.',
  ]
  await waitUntil(async () => {
    for (const line of lines) expect(server.output().split(line)).toHaveLength(2)
  })
  expect(server.output().match(/ctx has no|no route answers/g)).toHaveLength(lines.length)
})

describe('the loader of a page', () => {
  const cases = [
    {
      page: 'missing',
      data: 'notFound: true',
      says: 'loader returns { notFound: true } as data. Call notFound() from vial instead.',
    },
    {
      page: 'moved',
      data: `redirect: { destination: '/a', permanent: false }`,
      says: 'loader returns { redirect } as data. Write return redirect(path) with redirect from vial instead.',
    },
    {
      page: 'found',
      data: 'props: { a: 1 }',
      says: 'loader returns { props } as data, so the component must read data.props. Return the object itself.',
    },
  ]
  const server = shareDevServer({
    ...Object.fromEntries(
      cases.flatMap(({ page, data }) => [
        [
          `routes/${page}.tsx`,
          `import { find } from './_${page}.ts'\nexport const loader = () => find()\nexport default () => <p>page</p>`,
        ],
        [`routes/_${page}.ts`, `export const find = () => ({ ${data} })`],
      ]),
    ),
    'routes/right.tsx': `export const loader = () => ({ notFound: false, redirect: '/a', props: { a: 1 }, title: 'a' })
      export default () => <p>page</p>`,
  })

  it.each(cases)('is told that Next.js expects { $data }', async ({ page, says }) => {
    for (let count = 0; count < 2; count++) await server().text(`/${page}`)

    expect(server().output().split(`routes/${page}.tsx: ${says}`)).toHaveLength(2)
  })

  it('may return the same names with other values', async () => {
    await server().text('/right')

    expect(server().output()).not.toContain('routes/right.tsx: loader')
  })
})

describe('an error that comes from a mistake', () => {
  const cases: readonly [string, string, string, string][] = [
    [
      'a session that is replaced',
      'replaced.ts',
      'export const GET = (ctx) => { ctx.session = { user: 1 }; return {} }',
      'Set properties of the session instead: ctx.session.user = …',
    ],
    [
      'a session that is saved',
      'saved.ts',
      'export const GET = async (ctx) => { await ctx.session.save(); return {} }',
      'ctx.session.save is not a function. The session is saved at the end of the request. Remove the call.',
    ],
    [
      'a session that is used like a Map',
      'map.ts',
      `export const GET = ({ session }) => { session.set('user', 1); return {} }`,
      'The session is a plain object: ctx.session.user = … sets a property',
    ],
    [
      'data that is null',
      'nothing.tsx',
      'export const loader = () => null\nexport default ({ data }) => <p>{data.name}</p>',
      'The loader of routes/nothing.tsx returned nothing, so its data is null. Return an object there.',
    ],
    [
      'a method that is not a function',
      'method.ts',
      'export const GET = { a: 1 }',
      'routes/method.ts: GET is not a function. Export one: export const GET = (ctx) => …',
    ],
    [
      'a search that is not a schema',
      'search.tsx',
      `export const search = { page: 'number' }\nexport default () => <p />`,
      'routes/search.tsx: search is not a Standard Schema. Export a schema of valibot, zod or arktype for an object.',
    ],
    [
      'ctx.fail() without a status',
      'fail.ts',
      `export const GET = (ctx) => ctx.fail({ error: 'a' })`,
      'ctx.fail(): the status is of type object. Write a whole number from 400 to 599 before the form, such as ctx.fail(422, form).',
    ],
    [
      'a cookie that is an object',
      'cookie.ts',
      `export const GET = (ctx) => { ctx.cookies.set('a', { b: 1 }); return {} }`,
      'the value is of type object. Pass text, for example with String() or JSON.stringify()',
    ],
    [
      'a head whose meta is an object',
      'head.tsx',
      `export const head = { meta: { name: 'a' } }\nexport default () => <p />`,
      'head.meta is not a list. Write one: meta: [{ … }].',
    ],
    [
      'a body that is read twice',
      'body.ts',
      'export const GET = () => ({})\nexport const POST = async (ctx) => { await ctx.request.text(); return ctx.form() }',
      'ctx.form() was called after something else had read the body',
    ],
  ]
  const server = shareDevServer(Object.fromEntries(cases.map(([, path, code]) => [`routes/${path}`, code])))

  it.each(cases)('explains %s', async (_, path, code, says) => {
    const init = code.includes('POST') ? { method: 'POST', body: new URLSearchParams({ a: '1' }) } : {}
    expect(server().output()).not.toContain(says)
    expect((await server().fetch(`/${path.replace(/\.tsx?$/, '')}`, init)).status).toBe(500)

    expect(server().output()).toContain(says)
  })
})

it('reports names of other frameworks in routes/, and a folder that is not there', async () => {
  const named = await openSite({
    'routes/about/page.tsx': 'export default () => <p>about</p>',
    'routes/+page.svelte': '<p>home</p>',
  })
  const empty = await openSite({ 'src/routes/index.tsx': 'export default () => <p>home</p>' })
  const headers = { accept: 'text/html' }
  const server = await named.startDev()
  await server.fetch('/about', { headers })
  const other = await empty.startDev()
  await other.fetch('/', { headers })

  await waitUntil(async () => {
    expect(server.output()).toContain(
      'routes: no route answers /about. Did you mean /about/page (routes/about/page.tsx)? To answer /about, name it index.tsx.',
    )
    expect(server.output()).toContain('routes/+page.svelte has no meaning. Write routes/index.tsx.')
    expect(other.output()).toMatch(
      /There is no folder routes in .*\. The files in src\/routes\/ are not served\. Move them to routes\/, or name the folder/,
    )
    expect(other.output()).toContain('routes: no route answers /. Add routes/index.tsx,')
  })
})

it('checks a layout.tsx that is created while the server runs, without a visit', async () => {
  const site = await openSite({ 'routes/index.tsx': 'export default () => <p>page</p>' })
  const server = await site.startDev()
  await server.text('/')
  await site.write({ 'routes/layout.tsx': 'export default ({ children }) => <main>{children}</main>' })

  await waitUntil(async () =>
    expect(server.output()).toContain(
      'routes/layout.tsx:1:19: the component of a page gets no children. To put it around other pages, name the file _layout.tsx.',
    ),
  )
})

/** Starts one dev server for the tests of a group: it gives the server to each test. */
function shareDevServer(files: Record<string, string>): () => RunningServer {
  let site: TemporarySite
  let server: RunningServer
  beforeAll(async () => {
    site = await createTemporarySite(files)
    server = await site.startDev()
  })
  afterAll(() => site?.dispose())
  return () => server
}

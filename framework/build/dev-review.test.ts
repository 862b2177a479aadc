// What the review of requests says about sites, and what it does not say.
import { describe, expect, it } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'
import { waitUntil } from '../fixtures/temporary-site.ts'

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
      says('_layout.tsx:3', '/in-layout'),
      says('index.tsx:3', '/gone?a=1&b=2#top'),
      says('index.tsx:3', 'missing'),
      says('index.tsx', '/shared'),
      says('notes/index.tsx:2', './deeper'),
    ]
    await waitUntil(async () => {
      for (const line of expected) expect(server.output()).toContain(line)
    })
    expect(server.output().match(/leads to no page/g)).toHaveLength(expected.length)

    await site.write({ 'routes/gone.tsx': 'export default () => <p>here</p>' })
    await waitUntil(async () => {
      await server.text('/')
      expect(server.output().split(says('index.tsx:3', 'missing'))).toHaveLength(3)
    })
    expect(server.output().split(says('index.tsx:3', '/gone?a=1&b=2#top'))).toHaveLength(2)
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

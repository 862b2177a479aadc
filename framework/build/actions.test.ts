// Tests the actions of pages in the real servers: with a base, an extension, cached and prerendered pages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookiesOf, formPost } from '../fixtures/literal-site.ts'
import { openSite } from '../fixtures/open-site.ts'
import { readRefusal } from '../fixtures/refused-build.ts'
import { shareSite } from '../fixtures/shared-site.ts'
import type { RunningServer } from '../fixtures/temporary-site.ts'
import { runVial } from '../fixtures/test-terminal.ts'

const createPage = (...more: string[]): string => `
  import { redirect } from 'vial'
  export const actions = {
    async rename(ctx) { return ctx.fail(422, await ctx.form(undefined, { numbers: ['size'] })) },
    remove(ctx) { ctx.flash('success', 'Removed'); return redirect('/notes') },
  }
  export default ({ ${['form', 'url', 'data', ...more]} }) =>
    <p>{JSON.stringify({ form, search: url.search, ${['data', ...more]} }).replaceAll('"', "'")}</p>`

// Messages belong to one visitor, so the pages for all visitors do not show them.
const actions = createPage()

const files = {
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { base: '/shop/', cacheDir: '.cache', plugins: [vial()] }`,
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    import { lists } from 'site-lists'
    export default defineServer({ extensions: [lists('/lists')] })`,
  'routes/notes.tsx': createPage('flash'),
  'routes/both.tsx': `export const POST = () => ({ saved: true }); ${actions}`,
  'routes/cached.tsx': `export const config = { cache: { maxAge: 60 } }; export const loader = () => 'all'; ${actions}`,
  'routes/ready.tsx': `export const config = { prerender: true }; export const loader = () => 'all'; ${actions}`,
  'routes/closed/_middleware.ts': `
    export default (ctx, next) => (ctx.query.has('key') ? next() : new Response('closed', { status: 401 }))`,
  'routes/closed/index.tsx': actions,
  'node_modules/site-lists/package.json': `{ "name": "site-lists", "type": "module", "exports": "./lists.js" }`,
  'node_modules/site-lists/lists.js': `
    export const lists = (prefix) => ({ name: 'lists', routes: { prefix, folder: new URL('./routes/', import.meta.url) } })`,
  'node_modules/site-lists/routes/index.tsx': actions,
}

const failed = "'values':{'size':'7'},'action':'rename'}"

const site = shareSite(files)

describe.each(['dev', 'preview', 'production'] as const)('actions in %s', (mode) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await site.start(mode)
  })

  afterAll(() => server?.stop())

  const post = (path: string, headers = {}): Promise<Response> =>
    server.fetch(`/shop${path}`, { ...formPost({ size: '7' }, headers), redirect: 'manual' })

  it.each(['/notes', '/both', '/cached', '/ready', '/lists', '/closed?key=1&'])(
    'run on %s, and render the page again',
    async (path) => {
      await server.fetch(`/shop${path}`)
      const response = await post(`${path}${path.endsWith('&') ? '' : '?'}/rename&x=1`)
      const text = await response.text()

      expect(response.status, text).toBe(422)
      expect(text).toContain("{'form':{'ok':true,'data':{'size':7},")
      expect(text).toContain(failed)
      expect(text).toContain('/rename&amp;x=1')
      expect(await server.text(`/shop${path}`)).not.toContain("'form'")
    },
  )

  it.each(['/notes', '/both', '/cached', '/ready', '/lists'])(
    'redirect from %s with a message for the next page',
    async (path) => {
      const response = await post(`${path}?/remove`)
      expect([response.status, response.headers.get('location')]).toEqual([303, '/shop/notes'])

      const next = await server.fetch('/shop/notes', { headers: { cookie: cookiesOf(response) } })
      expect(await next.text()).toContain("'message':'Removed'")
    },
  )

  it('are refused without a name, with an unknown one, from another site and behind a guard', async () => {
    const statuses = await Promise.all(
      [
        post('/notes'),
        post('/notes?/nope'),
        post('/notes?/constructor'),
        post('/lists'),
        post('/lists?/nope'),
        post('/ready'),
        post('/ready?/nope'),
        post('/both'),
        post('/notes?/remove', { 'sec-fetch-site': 'cross-site' }),
        post('/closed?/remove'),
      ].map(async (response) => (await response).status),
    )

    expect(statuses).toEqual([405, 404, 404, 405, 404, 405, 404, 200, 403, 401])
  })

  it('are part of what OPTIONS allows', async () => {
    for (const path of ['/notes', '/lists', '/ready', '/cached']) {
      const response = await server.fetch(`/shop${path}`, { method: 'OPTIONS' })
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST')
    }
  })
})

describe('the actions of a file', () => {
  it.each([
    ['export const actions = { remove: 7 }', 'actions.remove is not a function. Write one function'],
    ['export const actions = {}', 'actions is empty. Write one function'],
    [`export const actions = { 'a b': () => 1 }`, 'actions has the name "a b". Use letters'],
  ])('fail the build and vial check: %s', async (code, problem) => {
    const site = await openSite({
      'routes/notes.tsx': `${code}; export default () => <p>x</p>`,
    })
    const checked = await runVial(site.folder, 'check')

    expect(await readRefusal(site)).toContain(`routes/notes.tsx:1:1: ${problem}`)
    expect(checked.code).toBe(1)
    expect(checked.output).toContain(`routes/notes.tsx:1:1: ${problem}`)
  })

  it('need a page', async () => {
    const site = await openSite({ 'routes/api.ts': 'export const actions = { remove() {} }' })

    expect(await readRefusal(site)).toContain(
      'routes/api.ts:1:1: actions are for pages only, because a form calls one by the URL of its page. Export a component as default, or export POST.',
    )
  })
})

// What Chromium lets a page of another origin do with a site that uses cors().
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { type BrowserSite, describeSite, expect, test } from '../fixtures/browser-site.ts'

/** Other ports are other origins of the same site, so browsers send them the cookies with SameSite=Lax. */
const friends = '/^http:\\/\\/localhost:\\d+$/'

const files = {
  'routes/index.tsx': `export default () => <p>page</p>
export const POST = ({ session }) => { session.name = 'ada' }`,
  'routes/open/_middleware.ts': `import { cors } from 'vial/server'
const guard = ({ session }, next) => session.name ? next() : new Response('Sign in.', { status: 401 })
export default [cors({ origins: ${friends}, credentials: true, headers: ['Content-Type'], expose: ['X-Total'], methods: ['PUT', 'GET'] }), guard]`,
  'routes/open/notes.ts': `export const GET = ({ session, headers }) => {
  headers.set('x-total', '5')
  headers.set('x-hidden', '1')
  return { name: session.name }
}
export const PUT = async ({ json, session }) => {
  const { name } = await json()
  session.name = name
  return { name }
}
export const DELETE = () => ({ deleted: true })
export const socket = { open(peer) { peer.send(peer.context.session.name) } }`,
  'routes/public.ts': `import { cors } from 'vial/server'
export const middleware = cors({ origins: '*' })
export const POST = async ({ json }) => json()`,
  'routes/hall/_middleware.ts': `import { cors } from 'vial/server'
export default cors({ origins: ${friends}, credentials: true })`,
  'routes/hall/page.tsx': `import { json } from 'vial'
export default () => <p>page</p>
export const PUT = async (ctx) => json(await ctx.json())`,
  'routes/hall/built.json.ts': `export const config = { prerender: true }
export const GET = () => ({ built: true })`,
  'routes/closed.ts': `export const POST = () => ({ written: true })
export const socket = { open(peer) { peer.send('secret') } }`,
}

interface Call {
  readonly method?: string
  readonly credentials?: 'include' | 'omit'
  readonly headers?: Record<string, string>
  readonly body?: string
}

interface Outcome {
  readonly status?: number
  readonly body?: unknown
  readonly total?: string | null
  readonly hidden?: string | null
}

/** Calls the site from the page, and gives an empty outcome if the browser refuses. */
function call(page: Page, url: string, init: Call): Promise<Outcome> {
  return page.evaluate(
    async ([target, options]) => {
      try {
        const response = await fetch(target, options)
        const { headers, status } = response
        const body = status === 200 ? await response.json() : await response.text()
        return { status, body, total: headers.get('x-total'), hidden: headers.get('x-hidden') }
      } catch {
        return {}
      }
    },
    [url, init] as const,
  )
}

function listen(page: Page, url: string): Promise<string> {
  return page.evaluate(
    (target) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(target.replace('http', 'ws'))
        socket.onmessage = ({ data }) => resolve(data)
        socket.onerror = () => resolve('refused')
      }),
    url,
  )
}

const json = (value: object, method: string): Call => ({
  method,
  credentials: 'include',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

describeSite('A site with cors()', files, (current: BrowserSite) => {
  const other = createServer((_, res) => {
    res.setHeader('content-type', 'text/html').end('<title>elsewhere</title><link rel="icon" href="data:,">')
  })
  test.beforeAll(() => new Promise<void>((resolve) => other.listen(0, 'localhost', resolve)))
  test.afterAll(() => void other.close())

  /** Logs in on the site itself, then goes to a page of another origin. */
  async function openOther(page: Page): Promise<void> {
    await page.goto(current.url('/'))
    await page.evaluate(() => fetch('/', { method: 'POST' }))
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`)
  }

  test('shares the session with an allowed origin, behind a guard', async ({ page }) => {
    await openOther(page)
    const notes = current.url('/open/notes')

    expect(await call(page, notes, { credentials: 'include' })).toEqual({
      status: 200,
      body: { name: 'ada' },
      total: '5',
      hidden: null,
    })
    expect(await call(page, notes, json({ name: 'ben' }, 'PUT'))).toMatchObject({ body: { name: 'ben' } })
    expect(await call(page, notes, { credentials: 'include' })).toMatchObject({ body: { name: 'ben' } })
    expect(await listen(page, notes)).toBe('ben')
  })

  test('lets an allowed origin read why a guard refuses', async ({ page, allowConsole }) => {
    allowConsole(/401/)
    await openOther(page)

    const outcome = await call(page, current.url('/open/notes'), { credentials: 'omit' })
    expect(outcome).toMatchObject({ status: 401, body: 'Sign in.' })
  })

  test('refuses methods, headers and routes that are not allowed', async ({ page, allowConsole }) => {
    allowConsole(/CORS|ERR_FAILED|403|WebSocket/)
    await openOther(page)

    expect(
      await call(page, current.url('/open/notes'), { method: 'DELETE', credentials: 'include' }),
    ).toEqual({})
    const headers = { 'x-other': '1' }
    expect(await call(page, current.url('/open/notes'), { headers, credentials: 'include' })).toEqual({})
    expect(await call(page, current.url('/closed'), { method: 'POST', credentials: 'include' })).toEqual({})
    expect(await listen(page, current.url('/closed'))).toBe('refused')
  })

  test('lets an allowed origin follow redirects, also after a preflight', async ({ page }) => {
    await openOther(page)

    const put = json({ name: 'ben' }, 'PUT')
    expect(await call(page, current.url('/hall/page/'), put)).toMatchObject({
      status: 200,
      body: { name: 'ben' },
    })
  })

  test('lets an allowed origin read a prerendered file', async ({ page }) => {
    await openOther(page)

    expect(await call(page, current.url('/hall/built.json'), {})).toMatchObject({ body: { built: true } })
  })

  test('lets all origins call a public route, but not with cookies', async ({ page, allowConsole }) => {
    allowConsole(/CORS|ERR_FAILED|403/)
    await openOther(page)

    const anonymous = { ...json({ a: 1 }, 'POST'), credentials: 'omit' as const }
    expect(await call(page, current.url('/public'), anonymous)).toMatchObject({ status: 200, body: { a: 1 } })
    expect(await call(page, current.url('/public'), json({ a: 1 }, 'POST'))).toEqual({})
  })
})

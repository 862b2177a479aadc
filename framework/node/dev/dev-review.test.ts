import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findDroppedCall } from '../../build/dev/find-dropped-call.ts'
import { formatPlace } from '../../build/source-position.ts'
import { createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { redirect } from '../../http/redirect.ts'
import { json } from '../../http/response.ts'
import type { Context } from '../../request/context/context.ts'
import { createDevReview } from './dev-review.ts'

const Page = (): null => null
const app = { default: ({ children }: { children: unknown }) => children }

describe('a redirect that nothing looks at', () => {
  it('is reported with the line of its call', async () => {
    const { send, reports } = openSite({ 'index.ts': { GET: () => void redirect('/login') } })
    await send('/')

    expect(reports).toEqual([
      expect.stringMatching(
        /dev-review\.test\.ts:\d+:\d+: redirect\('\/login'\) was called, but its response/,
      ),
    ])
  })

  it('is reported if the request fails because of it', async () => {
    const { send, reports } = openSite({
      'index.ts': {
        GET() {
          redirect('/login')
          throw new TypeError('there is no user')
        },
      },
    })
    await send('/')

    expect(reports).toHaveLength(1)
  })

  it('is reported for the request that created it', async () => {
    const { send, reports } = openSite({
      '[name].ts': {
        async GET({ params }: { params: { name: string } }) {
          await Promise.resolve()
          const response = redirect(`/${params.name}`)
          if (params.name !== 'lost') return response
          goTo(`/${params.name}`)
          return 'text'
        },
      },
    })
    await Promise.all(['kept', 'lost', 'kept'].map((name) => send(`/${name}`)))

    expect(reports).toEqual([expect.stringContaining(`redirect('/lost')`)])
  })

  it.each<[string, () => unknown]>([
    ['by void', () => void goTo('/login')],
    [
      'behind a condition',
      () => {
        if (goTo !== undefined) goTo('/login')
      },
    ],
    [
      'behind &&',
      () => {
        const isLost = true
        isLost && goTo('/login')
      },
    ],
    [
      'in a branch',
      () => {
        goTo === undefined ? undefined : goTo('/login')
      },
    ],
    [
      'of an asynchronous function',
      async () => {
        await goLater('/login')
      },
    ],
    [
      'of a method',
      async () => {
        guards.user('/login')
      },
    ],
  ])('is reported if a caller ignores it: %s', async (_, GET) => {
    const { send, reports } = openSite({ 'index.ts': { GET: async () => [await GET()] } })
    await send('/')

    expect(reports).toEqual([
      expect.stringMatching(
        /dev-review\.test\.ts:\d+:\d+: redirect\('\/login'\) was called, but its response was not used at node\/dev\/dev-review\.test\.ts:\d+:\d+\. Return it/,
      ),
    ])
  })
})

describe('a redirect that is used', () => {
  it.each<[string, Record<string, object>]>([
    ['returned', { 'index.ts': { GET: () => redirect('/') } }],
    [
      'thrown',
      {
        'index.ts': {
          GET() {
            throw redirect('/')
          },
        },
      },
    ],
    ['read', { 'index.ts': { GET: () => redirect('/a').headers.get('location') } }],
    [
      'copied',
      {
        'index.ts': {
          GET() {
            const { status, headers } = redirect('/a')
            return new Response(`${status}`, { headers: { 'x-location': headers.get('location')! } })
          },
        },
      },
    ],
    [
      'replaced by middleware that looks at it',
      {
        '_middleware.ts': {
          async default(_: unknown, next: () => Promise<Response>) {
            const { status } = await next()
            return json({ status })
          },
        },
        'index.ts': { GET: () => redirect('/a') },
      },
    ],
    ['created in case that it is needed', { 'index.ts': { GET: () => answerOr(redirect('/login')) } }],
    [
      'kept in a variable, and not needed',
      {
        'index.ts': {
          GET() {
            const toLogin = redirect('/login')
            const isLoggedIn = true
            if (!isLoggedIn) return toLogin
            return 'text'
          },
        },
      },
    ],
    [
      'kept in a variable of the module',
      {
        'index.ts': {
          GET() {
            kept = [goTo('/login')]
            return `${kept.length}`
          },
        },
      },
    ],
    ['kept in an object', { 'index.ts': { GET: () => Object.keys({ login: goTo('/login') }) } }],
    ['returned to a callback', { 'index.ts': { GET: () => ['/a'].map((path) => goTo(path)).length } }],
    [
      'kept as a promise',
      {
        'index.ts': {
          async GET() {
            const later = goLater('/a')
            await Promise.all([later])
            return 'text'
          },
        },
      },
    ],
    [
      'created in advance, before the request is refused',
      {
        'index.ts': {
          GET() {
            redirect('/a')
            throw new HttpError(403)
          },
        },
      },
    ],
  ])('is not reported: %s', async (_, modules) => {
    const { send, reports } = openSite(modules)
    await send('/')

    expect(reports).toEqual([])
  })

  it('is not reported outside a request', () => {
    const { reports } = openSite({})
    redirect('/')

    expect(reports).toEqual([])
  })
})

describe('the result of ctx.fail()', () => {
  type Fail = { fail(status: number, form: unknown): unknown }

  it.each<[string, (ctx: Fail) => unknown, boolean]>([
    ['returned', (ctx) => ctx.fail(422, { a: 1 }), false],
    ['extended', (ctx) => ({ form: ctx.fail(422, { a: 1 }) }), false],
    ['an empty form', (ctx) => ctx.fail(422, undefined), false],
    ['dropped', (ctx) => void ctx.fail(422, { a: 1 }), true],
    [
      'followed by a redirect',
      (ctx) => {
        ctx.fail(422, { a: 1 })
        return redirect('/')
      },
      true,
    ],
  ])('%s', async (_, POST, isReported) => {
    const { send, reports } = openSite({ '_app.tsx': app, 'index.tsx': { default: Page, POST } })
    await send('/', formPost({}))

    expect(reports).toEqual(
      isReported ? [expect.stringMatching(/^routes\/index\.tsx: the result of ctx\.fail\(\) was not/)] : [],
    )
  })
})

describe('the data of a page', () => {
  it.each([
    [{ a: Promise.resolve() }, 'data.a'],
    [{ list: [1, { b: Promise.resolve() }] }, 'data.list[1].b'],
    [{ a: { b: 1 }, date: new Date(), map: new Map([['a', Promise.resolve()]]) }, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j', async (data, path) => {
    const { send, reports } = openSite({ 'index.tsx': { default: Page, loader: () => data } })
    await send('/')

    expect(reports).toEqual(
      path === undefined
        ? []
        : [`routes/index.tsx: ${path} is a promise. Write await before the call in loader.`],
    )
  })

  it('may have promises if the page is streamed', async () => {
    const { send, reports } = openSite({
      'index.tsx': {
        default: Page,
        config: { stream: true },
        loader: () => ({ a: Promise.resolve() }),
      },
    })
    await send('/')

    expect(reports).toEqual([])
  })

  it('explains errors of components whose loader returned nothing', async () => {
    const { send, log } = openSite({
      'index.tsx': {
        default: ({ data }: { data: { title: string } }) => data.title,
        loader: () => undefined,
      },
    })
    await send('/')

    expect(log.map(({ fields }) => (fields.err as Error).message)).toEqual([
      "Cannot read properties of undefined (reading 'title'). The loader of routes/index.tsx returned nothing, so its data is undefined. Return an object there.",
    ])
  })

  it('explains why a relative URL cannot be fetched', async () => {
    const { send, log } = openSite({
      'index.tsx': { default: Page, loader: () => fetch('/api/notes') },
    })
    await send('/')

    expect(log.map(({ fields }) => (fields.err as Error).message)).toEqual([
      'Failed to parse URL from /api/notes. Relative URLs have no base on the server. Call the function that the route calls, or write fetch(new URL(…, ctx.url)).',
    ])
  })
})

describe('an error of the platform', () => {
  it.each<[string, () => unknown, string]>([
    [
      'Response.redirect() with a path',
      () => Response.redirect('/login'),
      "Response.redirect() needs a whole URL. Write return redirect('/path') with redirect from vial.",
    ],
    [
      'new URL() of a path',
      () => new URL('/login').href,
      'Invalid URL. "/login" is a path. Write new URL(path, ctx.url).',
    ],
  ])('is explained: %s', async (_, GET, message) => {
    const { send, log } = openSite({ 'index.ts': { GET } })
    await send('/')
    expect(log.map(({ fields }) => (fields.err as Error).message)).toEqual([expect.stringContaining(message)])
  })

  it.each([undefined, null])('cannot explain that %s was thrown', async (thrown) => {
    const { send, log } = openSite({ 'index.ts': { GET: () => Promise.reject(thrown) } })

    expect(await (await send('/')).json()).toMatchObject({ status: 500 })
    expect(log.map(({ message }) => message)).toEqual([String(thrown)])
  })

  it('is left alone if the URL comes from a visitor', async () => {
    const { send, log } = openSite({ 'index.ts': { GET: () => new URL('no url').href } })
    await send('/')
    expect(log.map(({ fields }) => (fields.err as Error).message)).toEqual(['Invalid URL'])
  })
})

let kept: Response[]
const goTo = (path: string): Response => redirect(path)
const guards = { user: goTo }
const answerOr = (_response: Response): string => 'text'

async function goLater(path: string): Promise<Response> {
  await Promise.resolve()
  return goTo(path)
}

function openSite(modules: Record<string, object>): {
  send(path: string, init?: RequestInit): Promise<Response>
  reports: string[]
  log: ReturnType<typeof createLiteralSite>['log']
} {
  const reports: string[] = []
  const { review, watch } = createDevReview(
    {
      report: (file, position, message) => reports.push(`${formatPlace(file, position)}: ${message}`),
      reportData: (file, _, message) => reports.push(`${file}: ${message}`),
      findDroppedCall: (stack) => findDroppedCall(stack, join(import.meta.dirname, '../..')),
      reviewMissing: () => {},
      reviewPage: () => {},
    },
    async () => true,
  )
  const { handler, log } = createLiteralSite(modules, { review })
  const send = (path: string, init?: RequestInit): Promise<Response> =>
    watch(() => handler.fetch(new Request(new URL(path, 'http://localhost'), init)))
  return { send, reports, log }
}

describe('the result of an endpoint', () => {
  it.each<[string, unknown, string]>([
    ['a Set', { a: { tags: new Set(['x']) } }, 'a.tags is a Set'],
    ['a function', [{ f() {} }], '[0].f is a function'],
    ['a symbol', { s: Symbol('x') }, 's is a symbol'],
    ['a regular expression', { r: /x/ }, 'r is a regular expression'],
    ['an error', { e: new Error('x') }, 'e is an error'],
    ['bytes', { b: new Uint8Array(2) }, 'b is binary data'],
    ['a promise', { p: Promise.resolve() }, 'p is a promise'],
    ['a number that cannot be computed', { n: Number('x') }, 'n is NaN, which is null as JSON'],
    ['an invalid date', { d: new Date('x') }, 'd is an invalid Date, which is null as JSON'],
    ['the fields of a form', { f: new FormData() }, 'f is a FormData object'],
    ['a response', { r: new Response('a') }, 'r is a Response, which is {} as JSON. Write await'],
    [
      'a subscription',
      { s: { next: () => 1, [Symbol.asyncIterator]: () => 1 } },
      's is an asynchronous iterator, whose items JSON leaves out. Send them with ctx.events() or stream(), or collect them in a list with for await.',
    ],
    ['an iterator', { i: [1].values() }, 'i is an iterator, which is {} as JSON. Write [...iterator].'],
    ['a private field', { s: new Secret() }, 's is an instance of Secret without public properties'],
  ])('is reported for %s', async (_, value, text) => {
    const { send, reports } = openSite({ 'index.ts': { GET: () => value } })
    await send('/')
    expect(reports).toEqual([expect.stringContaining(`routes/index.ts: ${text}`)])
  })

  it.each<[string, unknown]>([
    ['plain values', { a: [1, 'b', null, true, { c: undefined }] }],
    [
      'dates and other values with toJSON',
      { at: new Date(0), url: new URL('http://a.test'), own: { toJSON: () => 1 } },
    ],
    [
      'instances of classes',
      new (class Point {
        x = 1
      })(),
    ],
    ['an empty object, also without a prototype', { a: {}, b: Object.create(null), c: [] }],
    ['boxed values', { a: Object(1), b: Object('b'), c: Object(true) }],
  ])('is fine with %s', async (_, value) => {
    const { send, reports } = openSite({ 'index.ts': { GET: () => value } })
    await send('/')
    expect(reports).toEqual([])
  })
})

class Secret {
  #value = 1
  get value(): number {
    return this.#value
  }
}

it('reports what JSON loses in an event, with the route', async () => {
  const { send, reports } = openSite({
    'index.ts': {
      GET: (ctx: Context) =>
        ctx.events(async function* () {
          yield { data: new Map() }
          yield { data: { at: new Date(0) } }
        }),
    },
  })
  await (await send('/')).text()
  expect(reports).toEqual([
    'routes/index.ts: the data of an event is a Map, which is {} as JSON. Write Object.fromEntries(…) or […map].',
  ])
})

describe('a result that JSON cannot express', () => {
  it.each<[string, () => unknown, string]>([
    ['of a handler', () => ({ rows: [{ id: 10n }] }), 'routes/index.ts: rows[0].id is a BigInt'],
    ['of json()', () => json({ rows: [{ id: 10n }] }), 'json(): rows[0].id is a BigInt'],
  ])('fails with its place: %s', async (_, run, message) => {
    const { handler, log } = createLiteralSite({ 'index.ts': { GET: run } })
    const response = await handler.fetch(new Request('http://localhost/'))
    expect(response.status).toBe(500)
    expect(log).toMatchObject([{ level: 'error', message: expect.stringContaining(message) }])
  })
})

describe('an action that does not exist', () => {
  it.each([
    ['renam', 'Did you mean rename?'],
    ['other', 'Its actions are rename, remove.'],
  ])('is reported with what the page has: %s', async (name, advice) => {
    const { send, reports } = openSite({
      'index.tsx': { default: Page, actions: { rename: () => ({}), remove: () => ({}) } },
    })
    const response = await send(`/?/${name}`, formPost({ a: 'b' }))
    expect(response.status).toBe(404)
    expect(reports).toEqual([
      `routes/index.tsx: a form called the action "${name}", which this page does not have. ${advice}`,
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { createLiteralSite, formPost } from '../fixtures/literal-site.ts'
import { HttpError } from '../http/http-error.ts'
import { redirect } from '../http/redirect.ts'
import { json } from '../http/response.ts'
import { createDevReview } from './dev-review.ts'

const Page = (): null => null
const app = { default: ({ children }: { children: unknown }) => children }

describe('a redirect that nothing looks at', () => {
  it('is reported with the line of its call', async () => {
    const { send, reports } = openSite({ 'index.ts': { GET: () => void redirect('/login') } })
    await send('/')

    expect(reports).toEqual([
      expect.stringMatching(/dev-review\.test\.ts:\d+: redirect\('\/login'\) was called, but its response/),
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
          return params.name === 'lost' ? 'text' : response
        },
      },
    })
    await Promise.all(['kept', 'lost', 'kept'].map((name) => send(`/${name}`)))

    expect(reports).toEqual([expect.stringContaining(`redirect('/lost')`)])
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
})

function openSite(modules: Record<string, object>): {
  send(path: string, init?: RequestInit): Promise<Response>
  reports: string[]
  log: ReturnType<typeof createLiteralSite>['log']
} {
  const reports: string[] = []
  const { review, watch } = createDevReview({
    report: (file, line, message) =>
      reports.push(`${file}${line === undefined ? '' : `:${line}`}: ${message}`),
    reviewPage: () => {},
  })
  const { handler, log } = createLiteralSite(modules, { review })
  const send = (path: string, init?: RequestInit): Promise<Response> =>
    watch(() => handler.fetch(new Request(new URL(path, 'http://localhost'), init)))
  return { send, reports, log }
}

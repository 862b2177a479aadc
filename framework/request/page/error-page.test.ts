import { h } from 'preact'
import { describe, expect, it, vi } from 'vitest'
import { createLiteralSite, toManifestFiles } from '../../fixtures/literal-site.ts'
import { HttpError, notFound } from '../../http/http-error.ts'
import type { Context } from '../context/context.ts'

interface Props {
  error: Error
  status: number
  requestId: string
  url: URL
  session: Record<string, unknown>
  children: never
}

const throwing = (error: unknown): object => ({
  default: () => {
    throw error
  },
})
const errorFile = (name: string): object => ({
  default: ({ error, status, requestId, url }: Props) =>
    h('p', null, `${name} ${status} ${error.message} ${requestId.length > 8} ${url.pathname}`),
})
const layout = (name: string): object => ({
  default: ({ children }: Props) => h('div', { class: name }, children),
})

describe('answerError()', () => {
  it('shows the message of an HttpError', async () => {
    const site = createLiteralSite({
      'index.tsx': throwing(new HttpError(403, 'Members only')),
      '_error.tsx': errorFile('error'),
    })
    const response = await site.fetch('/')

    expect(response.status).toBe(403)
    expect(await response.text()).toContain('error 403 Members only true /')
    expect(site.log).toEqual([])
  })

  it.each(['image', 'script', 'style', 'font', 'video', 'manifest', 'worker'])(
    'answers a request for a missing %s with one line of text, and runs no loader',
    async (destination) => {
      const loader = vi.fn()
      const site = createLiteralSite({
        '_layout.tsx': { ...layout('outer'), loader },
        '_404.tsx': errorFile('missing'),
        '_error.tsx': errorFile('error'),
        'page.tsx': throwing(new Error('broken')),
        'data.ts': {
          GET() {
            throw new HttpError(403, 'Members only')
          },
        },
      })
      const headers = { 'sec-fetch-dest': destination }
      for (const [path, text] of [
        ['/nothing', '404 Not Found\n'],
        ['/data', '403 Forbidden\n'],
      ] as const) {
        const response = await site.fetch(path, { headers })
        expect([response.status, await response.text()]).toEqual([Number.parseInt(text, 10), text])
        expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
        expect(response.headers.get('cache-control')).toBe('no-store')
      }
      expect(loader).not.toHaveBeenCalled()
      expect(await site.text('/page', { headers })).toBe('500 Internal Server Error\n')
      expect(site.log.map(({ message }) => message)).toEqual(['broken'])
    },
  )

  it.each(['document', 'iframe', 'empty'])(
    'answers a request for a missing %s with a page',
    async (destination) => {
      const site = createLiteralSite({ '_404.tsx': errorFile('missing') })
      const response = await site.fetch('/nothing', { headers: { 'sec-fetch-dest': destination } })

      expect(await response.text()).toContain('missing 404')
    },
  )

  it('hides any other error behind a fixed sentence, and logs it once', async () => {
    const secret = new Error('the password is hunter2')
    const site = createLiteralSite({ 'index.tsx': throwing(secret), '_error.tsx': errorFile('error') })
    const response = await site.fetch('/')
    const text = await response.text()

    expect(response.status).toBe(500)
    expect(text).toContain('error 500 Something went wrong')
    expect(text).not.toMatch(/hunter2|\.ts:/)
    expect(site.log).toHaveLength(1)
    expect(site.log[0]?.fields).toMatchObject({
      err: secret,
      requestId: response.headers.get('x-request-id'),
      route: '/',
    })
  })

  it.each([
    ['text', 'oops'],
    ['nothing', undefined],
    ['null', null],
    ['an object with a getter that throws', Object.defineProperty({}, 'status', { get: () => notFound() })],
    ['a lookalike', Object.assign(new Error('x'), { name: 'HttpError', status: 418 })],
  ])('answers 500 when %s is thrown', async (_, value) => {
    const site = createLiteralSite({ 'index.tsx': throwing(value) })

    expect((await site.fetch('/')).status).toBe(500)
  })

  it('passes unexpected errors to onError, once', async () => {
    const reported: unknown[] = []
    const site = createLiteralSite({
      '_server.ts': {
        default: { onError: (error: Error, ctx: Context) => reported.push([error.message, ctx.route]) },
      },
      'a/[id].tsx': throwing(new Error('broken')),
      'b.tsx': throwing(new HttpError(404)),
    })
    await site.fetch('/a/1')
    await site.fetch('/b')

    expect(reported).toEqual([['broken', '/a/[id]']])
  })

  describe('which file answers', () => {
    const files = {
      '_404.tsx': errorFile('root 404'),
      '_403.tsx': errorFile('root 403'),
      '_error.tsx': errorFile('root error'),
      'admin/_404.tsx': errorFile('admin 404'),
      'admin/_error.tsx': errorFile('admin error'),
      'admin/a.tsx': throwing(new HttpError(403)),
      'admin/b.tsx': throwing(new HttpError(409)),
      'admin/deep/c.tsx': { loader: () => notFound(), default: () => null },
      'd.tsx': throwing(new HttpError(409)),
    }

    it.each([
      ['exact status beats nearest', '/admin/a', 'root 403 403'],
      ['nearest generic beats farther', '/admin/b', 'admin error 409'],
      ['an ancestor answers', '/admin/deep/c', 'admin 404 404'],
      ['the root answers', '/d', 'root error 409'],
      ['an unmatched URL starts at the deepest folder of its prefix', '/admin/nope/x', 'admin 404 404'],
      ['an unmatched URL elsewhere', '/nope', 'root 404 404'],
      ['a prefix ends at a segment', '/administrator', 'root 404 404'],
    ])('%s: %s', async (_, path, expected) => {
      expect(await createLiteralSite(files).text(path)).toContain(`<p>${expected}`)
    })
  })

  describe('layouts', () => {
    it('of its folder and above wrap an error page', async () => {
      const site = createLiteralSite({
        '_layout.tsx': layout('root'),
        '_error.tsx': errorFile('error'),
        'a/_layout.tsx': layout('a'),
        'a/x.tsx': throwing(new HttpError(409)),
        'b/_layout.tsx': layout('b'),
        'b/_404.tsx': errorFile('404'),
      })

      expect(await site.text('/a/x')).toContain('<div class="root"><p>error 409')
      expect(await site.text('/b/nope')).toContain('<div class="root"><div class="b"><p>404 404')
    })

    it.each([
      ['while rendering', { default: () => notFound() }],
      ['below its own component', { default: () => h(() => notFound(), null) }],
      [
        'beside its children',
        {
          default: ({ children }: Props) =>
            h(
              'div',
              null,
              children,
              h(() => notFound(), null),
            ),
        },
      ],
      [
        'in its loader',
        { loader: () => notFound(), default: ({ children }: Props) => h('div', null, children) },
      ],
    ])('that fail %s are answered by an error page above their folder', async (_, broken) => {
      const site = createLiteralSite({
        '_layout.tsx': layout('root'),
        '_error.tsx': errorFile('root error'),
        'a/_layout.tsx': broken,
        'a/_404.tsx': errorFile('never'),
        'a/x.tsx': { default: () => h('p', null, 'page') },
      })
      const response = await site.fetch('/a/x')

      expect(response.status).toBe(404)
      expect(await response.text()).toContain('<div class="root"><p>root error 404')
    })

    it('that fail around an error page are left out too', async () => {
      const site = createLiteralSite({
        '_error.tsx': errorFile('root error'),
        'a/_layout.tsx': throwing(new Error('layout')),
        'a/_404.tsx': errorFile('never'),
      })

      expect(await site.text('/a/nope')).toContain('<p>root error 404')
    })
  })

  it('shows no layout of a folder whose middleware did not let the request pass', async () => {
    let calls = 0
    const secret = {
      loader: () => {
        calls++
        return 'secret'
      },
      default: ({ children, data }: Props & { data: string }) => h('div', null, data, children),
    }
    const site = createLiteralSite({
      '_layout.tsx': layout('root'),
      'admin/_middleware.ts': {
        default: (ctx: Context, next: () => Promise<Response>) => {
          if (!ctx.query.has('ok')) throw new HttpError(401)
          return next()
        },
      },
      'admin/_layout.tsx': secret,
      'admin/_error.tsx': errorFile('admin'),
      'admin/index.tsx': { default: () => h('p', null, 'x'), POST: () => ({}) },
    })
    const foreign = { method: 'POST', headers: { origin: 'https://evil.test' } }

    for (const [path, init] of [
      ['/admin', undefined],
      ['/admin/nope', undefined],
      ['/admin', { method: 'DELETE' }],
      ['/admin', foreign],
      ['/admin/nope?ok', foreign],
    ] as const) {
      expect(await site.text(path, init)).toContain('<div class="root"><p>admin 4')
    }
    expect(calls).toBe(0)
    expect(await site.text('/admin/nope?ok')).toContain('<div>secret<p>admin 404')
  })

  it('replaces an error page that throws with constant text', async () => {
    const site = createLiteralSite({
      'index.tsx': throwing(new Error('first')),
      '_error.tsx': throwing(new Error('second')),
    })
    const response = await site.fetch('/')

    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe('500 Internal Server Error\n')
    expect(site.log).toHaveLength(2)
  })

  it('allows no nonce that only the failed page has used', async () => {
    const site = createLiteralSite({
      'page.tsx': {
        default: () => null,
        loader(ctx: Context) {
          ctx.headers.set('x-nonce', ctx.nonce)
          throw new HttpError(404)
        },
      },
      '_404.tsx': { default: () => h('p', null, 'not here') },
    })
    const { headers } = await site.fetch('/page')

    expect(headers.get('x-nonce')).toMatch(/.{16}/)
    expect(headers.get('content-security-policy')).not.toContain('nonce-')
  })

  it('replaces an error page that does not load with constant text', async () => {
    const site = createLiteralSite(
      {},
      {
        files: toManifestFiles('_404.tsx', () => Promise.reject(new Error('no module'))),
      },
    )
    const response = await site.fetch('/nothing')

    expect([response.status, await response.text()]).toEqual([404, '404 Not Found\n'])
    expect(site.log).toMatchObject([
      {
        level: 'error',
        message: 'routes/_404.tsx: the error page itself failed.',
        fields: { err: { cause: new Error('no module') } },
      },
    ])
  })

  it('answers with the built-in page when there is no error file', async () => {
    const site = createLiteralSite({ 'index.tsx': throwing(new HttpError(403, '<b>no</b>')) })
    const text = await site.text('/')

    expect(text).toContain('<title>403 Forbidden</title>')
    expect(text).toContain('&lt;b&gt;no&lt;/b&gt;')
  })

  it('answers an error that middleware throws', async () => {
    const site = createLiteralSite({
      '_middleware.ts': {
        default: () => {
          throw new HttpError(401, 'Log in')
        },
      },
      'index.tsx': { default: () => null },
      '_401.tsx': errorFile('401'),
    })

    expect(await site.text('/')).toContain('401 401 Log in')
  })

  it('answers a thrown Response as if it were returned', async () => {
    const site = createLiteralSite({
      'index.tsx': { loader: () => Promise.reject(new Response('x', { status: 402 })), default: () => null },
    })

    expect((await site.fetch('/')).status).toBe(402)
  })

  it('treats a returned HttpError like a thrown one, wherever it is returned', async () => {
    const denied = (): HttpError => new HttpError(401, 'Log in first')
    const site = createLiteralSite({
      '_layout.tsx': layout('outer'),
      '_error.tsx': errorFile('error'),
      'loader.tsx': { loader: denied, default: () => h('p', null, 'secret') },
      'async.tsx': { loader: async () => denied(), default: () => h('p', null, 'secret') },
      'post.tsx': { POST: denied, default: () => h('p', null, 'secret') },
      'action.tsx': { actions: { go: denied }, default: () => h('p', null, 'secret') },
      'api.ts': { GET: denied },
      'guarded/_middleware.ts': { default: async () => denied() },
      'guarded/index.tsx': { default: () => h('p', null, 'secret') },
    })
    for (const [method, path] of [
      ['GET', '/loader'],
      ['GET', '/async'],
      ['POST', '/post'],
      ['POST', '/action?/go'],
      ['GET', '/api'],
      ['GET', '/guarded'],
    ] as const) {
      const response = await site.fetch(path, { method, headers: { origin: 'http://localhost' } })
      const text = await response.text()
      expect([path, response.status, text.includes('Log in first'), text.includes('secret')]).toEqual([
        path,
        401,
        true,
        false,
      ])
    }
    expect(site.log).toEqual([])
  })

  it('reports a route file that does not load', async () => {
    const site = createLiteralSite(
      {},
      { files: toManifestFiles('index.tsx', () => Promise.reject(new SyntaxError('Unexpected token'))) },
    )

    expect((await site.fetch('/')).status).toBe(500)
    expect(site.log[0]?.message).toBe('Unexpected token')
  })

  describe('problem documents', () => {
    const site = createLiteralSite({
      '_error.tsx': errorFile('error'),
      'page.tsx': throwing(new HttpError(409, 'Taken', { headers: { 'retry-after': '5' } })),
      'api.ts': { GET: () => notFound('No such thing'), POST: () => notFound('No such thing') },
      'bug.ts': { GET: () => JSON.parse('{'), POST: () => JSON.parse('{') },
      'form.ts': { POST: (ctx: Context) => ctx.fail(422, { errors: { name: ['Enter a name'] } }) },
    })

    it('answer for endpoints', async () => {
      const response = await site.fetch('/api', { headers: { accept: 'text/html' } })

      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(await response.json()).toEqual({
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: 'No such thing',
        instance: '/api',
        requestId: response.headers.get('x-request-id'),
      })
    })

    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

    it.each([
      ['a visitor who follows a link', { accept: browser, 'sec-fetch-mode': 'navigate' }, 'page'],
      [
        'client navigation',
        { accept: 'text/html', 'x-vial-navigation': '1', 'sec-fetch-mode': 'cors' },
        'page',
      ],
      [
        'a navigation that prefers JSON',
        { accept: 'application/json, text/html;q=0.5', 'sec-fetch-mode': 'navigate' },
        'problem',
      ],
      ['a navigation that names no type', { accept: '*/*', 'sec-fetch-mode': 'navigate' }, 'problem'],
      ['fetch()', { accept: '*/*', 'sec-fetch-mode': 'cors' }, 'problem'],
      ['fetch() for HTML', { accept: browser, 'sec-fetch-mode': 'cors' }, 'problem'],
      ['a program', {}, 'problem'],
    ])('of endpoints, for %s', async (_who, headers, expected) => {
      for (const [path, status, message] of [
        ['/api', 404, 'No such thing'],
        ['/bug', 500, 'Something went wrong'],
        ['/form', 422, 'The data was not accepted.'],
      ] as const) {
        const response = await site.fetch(path, {
          headers: { ...headers, origin: 'http://localhost' },
          method: 'POST',
        })
        const isPage = response.headers.get('content-type') === 'text/html; charset=utf-8'

        expect([path, response.status, isPage ? 'page' : 'problem']).toEqual([path, status, expected])
        expect(await response.text()).toContain(isPage ? `error ${status} ${message}` : message)
      }
    })

    it('are replaced by the built-in page with the message of each field, without a file of the site', async () => {
      const bare = createLiteralSite({
        'form.ts': {
          POST: (ctx: Context) => ctx.fail(422, { errors: { name: ['Enter <b>'], '': ['Too late'] } }),
        },
      })
      const headers = { accept: browser, 'sec-fetch-mode': 'navigate', origin: 'http://localhost' }
      const response = await bare.fetch('/form', { method: 'POST', headers })

      expect(response.status).toBe(422)
      expect(await response.text()).toContain('<ul><li>name: Enter &lt;b&gt;</li><li>Too late</li></ul>')
    })

    it('answer requests for JSON to pages and to unmatched URLs', async () => {
      const headers = { accept: 'application/json' }
      const page = await site.fetch('/page', { headers })
      const unmatched = await site.fetch('/nope', { headers })

      expect([page.status, page.headers.get('retry-after')]).toEqual([409, '5'])
      expect(await page.json()).toMatchObject({ status: 409, detail: 'Taken' })
      expect(await unmatched.json()).toMatchObject({ status: 404 })
    })

    it('hide unexpected errors', async () => {
      expect(await (await site.fetch('/bug')).json()).toMatchObject({
        status: 500,
        detail: expect.stringMatching(/^Something went wrong/),
      })
    })
  })

  it('drops the caching headers of the failed page', async () => {
    const site = createLiteralSite({
      'index.tsx': {
        config: { headers: { 'Cache-Control': 'public, max-age=60', 'x-kept': 'yes' } },
        loader: (ctx: Context) => {
          ctx.headers.set('cache-control', 'public, max-age=60')
          notFound()
        },
        default: () => null,
      },
    })

    const { headers } = await site.fetch('/')
    expect([headers.get('cache-control'), headers.get('x-kept')]).toEqual(['no-store', 'yes'])
  })
})

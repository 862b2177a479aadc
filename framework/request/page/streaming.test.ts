// Tests pages with config.stream, through the whole pipeline.
import { type JSX, createContext, h } from 'preact'
import { Suspense } from 'preact/compat'
import { useContext } from 'preact/hooks'
import { describe, expect, it } from 'vitest'
import { type LiteralSite, cookiesOf, createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import type { Context } from '../context/context.ts'
import type { Middleware } from '../pipeline/middleware.ts'
import { useRequest } from '../context/use-request.ts'

const component = (body: unknown): never => body as never
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const config = { stream: true }

/** Creates a page with one streamed part. */
function pageOf(part: unknown, more: object = {}): object {
  return {
    config,
    default: () =>
      h('main', null, h('h1', null, 'Shell'), h(Suspense, { fallback: 'wait…' }, h(component(part), null))),
    ...more,
  }
}

const late = async (): Promise<JSX.Element> => {
  await turn()
  return h('b', null, 'late')
}

function errorsOf({ log }: LiteralSite): string[] {
  return log.filter(({ level }) => level === 'error').map(({ message }) => message)
}

describe('config.stream', () => {
  it('sends a page in parts, with all page headers', async () => {
    const site = createLiteralSite({
      'index.tsx': pageOf(late, { head: { title: 'Streamed' } }),
      'plain.tsx': { default: () => h('p', null, 'x') },
    })
    const response = await site.fetch('/')
    const plain = await site.fetch('/plain')

    const names = [...response.headers.keys()]
    // The script that inserts the parts has a nonce, so the page is personal.
    // Proxies must not wait for the rest of it.
    expect(names).toEqual(['cache-control', ...plain.headers.keys(), 'x-accel-buffering'].sort())
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    const text = await response.text()
    expect(text).toMatch(
      /^<!DOCTYPE html><html lang="en"><head>.*<title>Streamed<\/title><noscript>.*<\/noscript><\/head><body><main>/,
    )
    expect(text).toMatch(/<vial-part id="vial-1" hidden><b>late<\/b><\/vial-part>.*<\/body><\/html>$/)
  })

  it('sends a page that does not suspend as a whole', async () => {
    const site = createLiteralSite({ 'index.tsx': pageOf(() => h('b', null, 'here')) })
    const head = await site.fetch('/', { method: 'HEAD' })
    expect(await site.text('/')).toContain('<main><h1>Shell</h1><b>here</b></main></body></html>')
    expect(Number(head.headers.get('content-length'))).toBe((await site.text('/')).length)
  })

  it('answers HEAD and OPTIONS without a body', async () => {
    const site = createLiteralSite({ 'index.tsx': pageOf(late) })
    const head = await site.fetch('/', { method: 'HEAD' })
    const options = await site.fetch('/', { method: 'OPTIONS' })

    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '',
    ])
    expect(head.headers.has('x-request-id')).toBe(true)
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
  })

  it('has status, session, cookies and headers final before the first byte', async () => {
    const loader = async (ctx: Context): Promise<object> => {
      await turn()
      Object.assign(ctx.session, { seen: 1 })
      ctx.cookies.set('a', 'b')
      ctx.headers.set('x-a', 'b')
      ctx.status = 418
      return {}
    }
    const middleware: Middleware = async (_, next) => {
      const response = await next()
      response.headers.set('x-after', 'yes')
      return response
    }
    const site = createLiteralSite({ 'index.tsx': pageOf(late, { loader, middleware }) })
    const response = await site.fetch('/')

    expect(response.status).toBe(418)
    expect(cookiesOf(response)).toMatch(/a=b.*session=/)
    expect([response.headers.get('x-a'), response.headers.get('x-after')]).toEqual(['b', 'yes'])
    expect(await response.text()).toContain('<b>late</b>')
  })

  it.each([
    ['the session', (ctx: Context) => Object.assign(ctx.session, { late: 1 })],
    ['a cookie', (ctx: Context) => ctx.cookies.set('late', '1')],
    ['a header', (ctx: Context) => ctx.headers.set('late', '1')],
    ['a message', (ctx: Context) => ctx.flash('info', 'late')],
    ['the status', (ctx: Context) => Object.assign(ctx, { status: 201 })],
    ['the end of the session', (ctx: Context) => ctx.session.destroy()],
    ['the start of another session', (ctx: Context) => ctx.session.regenerate()],
  ])('refuses to change %s after the first byte, whether it was used before or not', async (_, change) => {
    for (const before of [() => {}, useAll]) {
      const part = async (): Promise<JSX.Element> => {
        const ctx = useRequest()
        while (!started) await turn()
        change(ctx)
        return h('b', null, 'changed')
      }
      let started = false
      const site = createLiteralSite({ 'index.tsx': pageOf(part, { loader: before }) })
      const response = await site.fetch('/')
      started = true
      const text = await response.text()

      expect(text).toContain('This part could not be loaded. Request id: ')
      expect(errorsOf(site)).toEqual([expect.stringContaining('routes/index.tsx')])
    }

    function useAll(ctx: Context): void {
      ctx.headers.set('early', '1')
      ctx.cookies.set('early', '1')
      Object.assign(ctx.session, { early: 1 })
    }
  })

  it('answers with the nearest error page if the page fails outside its parts, immediately or later', async () => {
    const failing = (isLate: boolean): object => ({
      config,
      default: component(async () => {
        if (isLate) await turn()
        throw new HttpError(404, 'No such thing.')
      }),
    })
    const site = createLiteralSite({
      'now.tsx': failing(false),
      'late.tsx': failing(true),
      '_404.tsx': { default: ({ error }: { error: Error }) => h('p', null, `Own page: ${error.message}`) },
    })
    for (const path of ['/now', '/late']) {
      const response = await site.fetch(path)
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('Own page: No such thing.')
    }
  })

  it('shows an error in a layout above that layout', async () => {
    const site = createLiteralSite({
      '_error.tsx': { default: () => h('p', null, 'outer error page') },
      'a/_error.tsx': { default: () => h('p', null, 'inner error page') },
      'a/_layout.tsx': {
        default: () => {
          throw new Error('layout')
        },
      },
      'a/index.tsx': pageOf(late),
    })
    const response = await site.fetch('/a')
    expect([response.status, (await response.text()).includes('outer error page')]).toEqual([500, true])
  })

  it('streams parts of layouts, and a page that is rendered again after a form', async () => {
    const site = createLiteralSite({
      '_layout.tsx': {
        default: ({ children }: { children: JSX.Element }) =>
          h('div', null, h(Suspense, { fallback: 'menu…' }, h(component(late), null)), children),
      },
      'index.tsx': pageOf(late, { POST: (ctx: Context) => ctx.fail(422, {}) }),
    })
    const response = await site.fetch('/', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })
    expect(response.status).toBe(422)
    expect((await response.text()).match(/<b>late<\/b>/g)).toHaveLength(2)
  })

  it('has no effect on async components of other pages', async () => {
    const site = createLiteralSite({ 'index.tsx': pageOf(late, { config: {} }) })
    expect(await site.text('/')).toContain('<main><h1>Shell</h1><b>late</b></main></body></html>')
  })

  it('refuses an invalid deadline, and endpoints', async () => {
    const site = createLiteralSite({
      'a.tsx': pageOf(late, { config: { stream: { deadline: '5' } } }),
      'b.ts': { GET: () => 'x', config },
    })
    for (const path of ['/a', '/b']) expect((await site.fetch(path)).status).toBe(500)
    expect(errorsOf(site)).toEqual([
      'routes/a.tsx: config.stream is neither true nor a deadline. Write true, or { deadline: 5 } for 5 seconds.',
      'routes/b.ts: config.stream is for pages only. Return a Response with a stream as its body instead.',
    ])
  })
})

describe('a part of a streamed page that fails', () => {
  const broken = (thrown: unknown) => async (): Promise<never> => {
    await turn()
    throw thrown
  }

  it('is logged and passed to onError once, with route and request id', async () => {
    const heard: unknown[] = []
    const error = new Error('secret detail')
    const site = createLiteralSite({
      'index.tsx': pageOf(broken(error)),
      '_server.ts': { default: { onError: (...input: unknown[]) => heard.push(input[0]) } },
    })
    const response = await site.fetch('/')
    const id = response.headers.get('x-request-id')
    const text = await response.text()

    expect(response.status).toBe(200)
    expect(text).toContain(`This part could not be loaded. Request id: ${id}`)
    expect(text).not.toContain('secret detail')
    expect(heard).toEqual([error])
    expect(errorsOf(site)).toEqual(['secret detail'])
    expect(site.log[0]?.fields).toMatchObject({ err: error, requestId: id, route: '/' })
  })

  it.each<[unknown, string, string, string]>([
    [new HttpError(499, 'Gone.'), 'warn', 'threw an HttpError 499 after the response had started', 'Gone.'],
    [new HttpError(500, 'Full.'), 'error', 'Full.', 'This part could not be loaded. Request id: '],
    [new Response('x'), 'warn', 'threw a Response after the response', 'This part could not be loaded.'],
  ])('replaces a part that throws %o, and logs it as %s', async (thrown, level, message, sentence) => {
    const site = createLiteralSite({ 'index.tsx': pageOf(broken(thrown)) })
    const text = await site.text('/')

    expect(text).toContain(sentence)
    expect(site.log).toMatchObject([
      {
        level,
        message: expect.stringContaining(message),
        fields: { requestId: expect.any(String), route: '/' },
      },
    ])
  })

  it('shows the message of an HttpError, and warns that the status had already been sent', async () => {
    const site = createLiteralSite({ 'index.tsx': pageOf(broken(new HttpError(404, 'No <such> note.'))) })
    expect(await site.text('/')).toContain('No &lt;such&gt; note.')
    expect(site.log).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: expect.stringContaining('routes/index.tsx: a part of the page threw an HttpError 404'),
      }),
    ])
  })

  it('is replaced by a message at its deadline', async () => {
    const site = createLiteralSite({
      'index.tsx': pageOf(() => new Promise(() => {}), { config: { stream: { deadline: 0.02 } } }),
    })
    expect(await site.text('/')).toContain('This part could not be loaded.')
    expect(errorsOf(site)).toEqual([expect.stringContaining('was not ready after 0.02 s')])
  })

  it('is not reported if the visitor has left', async () => {
    const visitor = new AbortController()
    let seen: AbortSignal | undefined
    let isLeft = false
    const part = async (): Promise<never> => {
      seen = useRequest().signal
      while (!isLeft) await turn()
      throw new Error('after the visitor')
    }
    const site = createLiteralSite({ 'index.tsx': pageOf(part) })
    const response = await site.fetch('/', { signal: visitor.signal })
    const text = response.text()
    visitor.abort()
    isLeft = true
    await expect(text).rejects.toThrow('aborted')
    await turn()
    await turn()
    expect(seen?.aborted).toBe(true)
    expect(site.log).toEqual([])
  })
})

describe('pages that are rendered concurrently', () => {
  const Token = createContext('none')
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 10))

  function Show({ at }: { at: string }): JSX.Element {
    const { params, session, locals, query } = useRequest()
    const tokens = [params.token, (session as { token?: string }).token, locals.token, query.get('token')]
    return h('i', null, at, ' ', [...tokens, useContext(Token)].join(' '))
  }
  const Late = component(async ({ depth }: { depth: number }) => {
    const shown = h(Show, { at: String(depth) })
    await pause()
    return h('div', null, shown, depth > 0 && h(Late, { depth: depth - 1 } as never))
  })
  const Page = ({ params }: { params: { token: string } }): JSX.Element =>
    h(Token.Provider, {
      value: params.token,
      children: [
        h(Show, { at: 'page' }),
        h(Suspense, { fallback: h(Show, { at: 'fallback' }) }, h(Late, { depth: 2 } as never)),
        h(Suspense, { fallback: '…' }, h(Late, { depth: 1 } as never), h(Show, { at: 'beside' })),
      ],
    })
  const SyncPage = ({ params }: { params: { token: string } }): JSX.Element =>
    h(Token.Provider, { value: params.token, children: h(Show, { at: 'page' }) })
  const loader = async (ctx: Context): Promise<void> => {
    await pause()
    const { token } = ctx.params as { token: string }
    Object.assign(ctx.session, { token })
    await pause()
    ctx.locals.token = token
  }
  const head = async ({ params }: { params: { token: string } }): Promise<object> => {
    await pause()
    return { title: params.token }
  }

  it('never show data of another request', async () => {
    const site = createLiteralSite({
      'sync/[token].tsx': { default: SyncPage, loader, head },
      'async/[token].tsx': { default: Page, loader, head },
      'streamed/[token].tsx': { default: Page, loader, head, config },
    })
    for (let round = 0; round < 10; round++) {
      const tokens = Array.from({ length: 200 }, (_, index) => `t${round}x${index}y`)
      const pages = await Promise.all(
        tokens.map((token, index) =>
          site.text(`/${['sync', 'async', 'streamed'][index % 3]}/${token}?token=${token}`),
        ),
      )
      for (const [index, page] of pages.entries()) {
        const found = page.match(/\bt\d+x\d+y\b/g) ?? []
        expect(new Set(found)).toEqual(new Set([tokens[index]]))
        // Each component shows the token five times, and the title once.
        const components = index % 3 === 0 ? 1 : index % 3 === 1 ? 7 : 8
        expect(found.length).toBeGreaterThanOrEqual(components * 5 + 1)
      }
    }
    expect(site.log).toEqual([])
  })
})

import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import type { CspOptions } from '../../http/content-security-policy.ts'
import { HttpError } from '../../http/http-error.ts'
import { html } from '../../http/response.ts'
import type { ServerDefinition } from '../pipeline/server-definition.ts'
import type { Context } from '../context/context.ts'

interface Props {
  nonce: string
  children?: never
}
const name = 'content-security-policy'
const plainPage = { default: () => h('p', null, 'plain') }
const noncePage = { default: ({ nonce }: Props) => h('script', { nonce }, 'run()') }
const server = (definition: ServerDefinition): object => ({ default: definition })
const policyOf = (response: Response): string => response.headers.get(name) ?? ''
const nonceOf = (response: Response): string | undefined => policyOf(response).match(/'nonce-([^']+)'/)?.[1]

describe('the policy of pages', () => {
  it('is sent with pages and error pages, built-in or not', async () => {
    const files = {
      'index.tsx': plainPage,
      'broken.tsx': {
        default: () => {
          throw new Error('x')
        },
      },
    }
    const error = { default: () => h('p', null, 'error') }
    for (const site of [createLiteralSite(files), createLiteralSite({ ...files, '_error.tsx': error })]) {
      for (const path of ['/', '/nope', '/broken', '/%']) {
        expect(policyOf(await site.fetch(path)), path).toMatch(/^default-src 'self'; script-src 'self'/)
      }
    }
  })

  it('is sent with HEAD and after a refused form', async () => {
    const site = createLiteralSite({
      'index.tsx': { ...plainPage, POST: (ctx: Context) => ctx.fail(422, {}) },
    })

    expect(policyOf(await site.fetch('/', { method: 'HEAD' }))).toContain("script-src 'self';")
    expect(policyOf(await site.fetch('/', formPost({})))).toContain("script-src 'self';")
  })

  it('is not sent with a Response from the site’s code, nor with anything else but pages', async () => {
    const site = createLiteralSite({
      'html.ts': { GET: () => html('<p>x') },
      'response.ts': {
        GET: () => new Response('<p>x', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      },
      'json.ts': { GET: () => ({}) },
      'text.ts': { GET: () => 'text' },
      'loaded.tsx': { ...plainPage, loader: () => html('<p>x') },
      'behind/_middleware.ts': { default: (_: Context, next: () => unknown) => next() },
      'behind/html.ts': { GET: () => html('<p>x') },
    })

    for (const path of ['/html', '/response', '/json', '/text', '/loaded', '/behind/html', '/json/x']) {
      const init = path === '/json/x' ? { headers: { accept: 'application/json' } } : {}
      expect((await site.fetch(path, init)).headers.get(name), path).toBe(null)
    }
  })

  it('is replaced by one from the route, the context or the response', async () => {
    const own = { [name]: "default-src 'none'" }
    const viaContext = (ctx: Context): void => ctx.headers.set(name, own[name])
    const site = createLiteralSite({
      'config.tsx': { ...plainPage, config: { headers: own } },
      'context.tsx': { ...plainPage, loader: viaContext },
      'guarded/_middleware.ts': { default: (_: Context, next: () => unknown) => next() },
      'guarded/config.tsx': { ...plainPage, config: { headers: own } },
      'guarded/context.tsx': { ...plainPage, loader: viaContext },
      'changed/_middleware.ts': {
        default: async (_: Context, next: () => Promise<Response>) => {
          const response = await next()
          response.headers.set(name, own[name])
          return response
        },
      },
      'changed/index.tsx': plainPage,
    })

    for (const path of ['/config', '/context', '/guarded/config', '/guarded/context', '/changed']) {
      expect(policyOf(await site.fetch(path)), path).toBe("default-src 'none'")
    }
  })

  it('is visible to middleware, which may copy, extend or remove it', async () => {
    const site = createLiteralSite({
      'copy/_middleware.ts': {
        default: async (_: Context, next: () => Promise<Response>) => {
          const page = await next()
          return new Response(page.body, page)
        },
      },
      'copy/index.tsx': plainPage,
      'script/_middleware.ts': {
        default: async (ctx: Context, next: () => Promise<Response>) => {
          const page = await next()
          return new Response(`${await page.text()}<script nonce="${ctx.nonce}">run()</script>`, page)
        },
      },
      'script/index.tsx': plainPage,
      'drop/_middleware.ts': {
        default: async (_: Context, next: () => Promise<Response>) => {
          const page = await next()
          page.headers.delete(name)
          return page
        },
      },
      'drop/index.tsx': plainPage,
    })

    expect(policyOf(await site.fetch('/copy'))).toContain("script-src 'self';")
    const script = await site.fetch('/script')
    expect(await script.text()).toContain(`nonce="${nonceOf(script)}"`)
    expect(script.headers.get('cache-control')).toBe('private, no-store')
    expect((await site.fetch('/drop')).headers.has(name)).toBe(false)
  })

  it('is changed by csp and disabled by false', async () => {
    const csp: CspOptions = { 'img-src': ["'self'", 'https://images.example'], 'form-action': false }
    const changed = createLiteralSite({ '_server.ts': server({ csp }), 'index.tsx': noncePage })
    const policy = policyOf(await changed.fetch('/'))
    expect(policy).toContain("img-src 'self' https://images.example;")
    expect(policy).toContain("script-src 'self' 'nonce-")
    expect(policy).not.toContain('form-action')

    const off = createLiteralSite({ '_server.ts': server({ csp: false }), 'index.tsx': noncePage })
    expect((await off.fetch('/')).headers.has(name)).toBe(false)
  })

  it('leaves the policy to securityHeaders, for all responses', async () => {
    const site = createLiteralSite({
      '_server.ts': server({ securityHeaders: { 'Content-Security-Policy': 'default-src x:' } }),
      'index.tsx': plainPage,
      'text.ts': { GET: () => 'text' },
    })

    expect(policyOf(await site.fetch('/'))).toBe('default-src x:')
    expect(policyOf(await site.fetch('/text'))).toBe('default-src x:')
  })

  it.each<[string | false, string | undefined]>([
    ['SAMEORIGIN', "frame-ancestors 'self'"],
    ['DENY', "frame-ancestors 'none'"],
    [false, undefined],
  ])('allows the same frames as x-frame-options: %s', async (value, expected) => {
    const site = createLiteralSite({
      '_server.ts': server({ securityHeaders: { 'x-frame-options': value } }),
      'index.tsx': plainPage,
    })

    expect(policyOf(await site.fetch('/')).match(/frame-ancestors [^;]*/)?.[0]).toBe(expected)
  })

  it.each<[string, unknown, RegExp]>([
    ['a typing error', { csp: { 'img-scr': 'x:' } }, /no directive img-scr\. Did you mean img-src\?/],
    ['another way of writing', { csp: { imgSrc: 'x:' } }, /no directive imgSrc\. Did you mean img-src\?/],
    ['an unknown name', { csp: { everything: 'x:' } }, /no directive everything\. Use one of default-src,/],
    ['an unquoted keyword', { csp: { 'img-src': 'self' } }, /^routes\/_server: csp: img-src: self/],
    [
      'two policies',
      { csp: { 'img-src': 'x:' }, securityHeaders: { 'Content-Security-Policy': 'x' } },
      /Remove one/,
    ],
  ])('refuses %s at the start', async (_, definition, expected) => {
    const site = createLiteralSite({ '_server.ts': server(definition as ServerDefinition) })
    await expect(site.handler.open()).rejects.toThrow(expected)
  })

  it('also allows what the platform needs', async () => {
    const csp = { additions: { 'connect-src': ['ws:'] }, alwaysNonce: true }
    const site = createLiteralSite({ 'index.tsx': plainPage }, { csp })
    const response = await site.fetch('/')

    expect(policyOf(response)).toContain("connect-src 'self' ws:")
    expect(nonceOf(response)).toBeTruthy()
    expect(response.headers.has('cache-control')).toBe(false)
  })
})

describe('the nonce', () => {
  it('differs in each of 1,000 responses and is on every inline script that runs', async () => {
    const head = {
      script: [
        { children: 'a()' },
        { type: 'application/ld+json', children: { '@type': 'Thing' } },
        { type: 'module', children: 'b()' },
      ],
    }
    const site = createLiteralSite({ 'index.tsx': { ...noncePage, head } })
    const nonces = new Set<string>()
    for (let count = 0; count < 1000; count++) {
      const response = await site.fetch('/')
      const nonce = nonceOf(response)!
      nonces.add(nonce)
      const scripts = (await response.text()).match(/<script(?! type="application\/ld\+json")[^>]*>/g)
      expect(scripts).toHaveLength(3)
      expect(scripts?.every((tag) => tag.includes(` nonce="${nonce}"`))).toBe(true)
      expect(response.headers.get('cache-control')).toBe('private, no-store')
    }

    expect(nonces.size).toBe(1000)
    expect([...nonces].filter((nonce) => Buffer.from(nonce, 'base64').length !== 16)).toEqual([])
  })

  it('does not depend on the request', async () => {
    const site = createLiteralSite({ 'index.tsx': noncePage })
    const headers = {
      [name]: `script-src 'nonce-"><script>alert(1)</script>'`,
      'x-nonce': 'abc',
      'content-security-policy-report-only': "script-src 'nonce-abc'",
    }
    const response = await site.fetch('/?nonce=abc', { headers })

    expect(nonceOf(response)).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(await response.text()).not.toMatch(/alert|abc/)
  })

  it('is absent from the policy of a page that does not use it, which stays cacheable', async () => {
    const site = createLiteralSite({
      'index.tsx': { ...plainPage, config: { headers: { 'cache-control': 'public, max-age=60' } } },
    })
    const [first, second] = [await site.fetch('/'), await site.fetch('/')]

    expect(nonceOf(first)).toBe(undefined)
    expect(policyOf(first)).toBe(policyOf(second))
    expect(first.headers.get('cache-control')).toBe('public, max-age=60')
    expect(site.log).toEqual([])
  })

  it('is the same for the built-in error page and its policy', async () => {
    const response = await createLiteralSite({}).fetch('/nope')

    expect(await response.text()).toContain(`<style nonce="${nonceOf(response)}">`)
  })

  it('of a failed page is not in the policy of its error page', async () => {
    const site = createLiteralSite({
      'index.tsx': {
        loader: (ctx: Context) => {
          throw new HttpError(409, ctx.nonce)
        },
        default: () => null,
      },
      '_error.tsx': { default: () => h('p', null, 'error') },
    })

    expect(nonceOf(await site.fetch('/'))).toBe(undefined)
  })

  it('cannot be requested once the policy has been sent', async () => {
    let late: (() => string) | undefined
    const site = createLiteralSite({
      'index.tsx': {
        ...plainPage,
        loader(ctx: Context) {
          late = () => ctx.nonce
        },
      },
    })
    await site.fetch('/')

    expect(late).toThrow(/routes\/index\.tsx: the response has started, so it is too late for a nonce/)
  })
})

describe('a page with a nonce', () => {
  it.each([
    ['public, max-age=60', 'private, max-age=60', 1],
    ['s-maxage=60, max-age=5', 'private, max-age=5', 1],
    ['max-age=60', 'private, max-age=60', 1],
    ['no-cache', 'private, no-cache', 0],
    ['private, max-age=60', 'private, max-age=60', 0],
    ['no-store', 'no-store', 0],
  ])('whose Cache-Control is %s is sent with %s', async (said, sent, warnings) => {
    const config = { headers: { 'cache-control': said } }
    const site = createLiteralSite({
      'config.tsx': { ...noncePage, config },
      'context.tsx': {
        ...noncePage,
        loader: (ctx: Context) => ctx.headers.set('cache-control', said),
      },
      'guarded/_middleware.ts': { default: (_: Context, next: () => unknown) => next() },
      'guarded/config.tsx': { ...noncePage, config },
    })

    for (const path of ['/config', '/context', '/guarded/config', '/config']) {
      expect((await site.fetch(path)).headers.get('cache-control'), path).toBe(sent)
    }
    const expected = ['routes/config.tsx', 'routes/context.tsx', 'routes/guarded/config.tsx']
    expect(site.log.map(({ level, message }) => [level, message.split(':')[0]])).toEqual(
      warnings ? expected.map((file) => ['warn', file]) : [],
    )
  })

  it('that the site formats itself is kept out of shared caches too', async () => {
    const headers = { 'cache-control': 'public, max-age=60' }
    const site = createLiteralSite({
      'page.ts': { GET: (ctx: Context) => html(`<script nonce="${ctx.nonce}">run()</script>`, { headers }) },
    })

    expect((await site.fetch('/page')).headers.get('cache-control')).toBe('private, max-age=60')
  })
})

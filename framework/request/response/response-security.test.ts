// Tests that no response makes a browser guess its type or run the markup of an error.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { elementsOf } from '../../fixtures/html-shape.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { html, json } from '../../http/response.ts'
import type { ErrorProps } from '../page/page-props.ts'
import type { Context } from '../context/context.ts'

const markup = '<script>alert(1)</script>'
const throwing = (create: () => Error): object => ({
  default: () => {
    throw create()
  },
})
const errorPage = {
  default: ({ error, url, requestId }: ErrorProps) =>
    h(
      'p',
      { title: error.message },
      `${error.message} ${url.pathname} ${decodeURIComponent(url.pathname)} ${requestId}`,
    ),
}
const pages = {
  'bug.tsx': throwing(() => new Error(markup)),
  'told.tsx': throwing(() => new HttpError(409, markup)),
}
const failing = throwing(() => new Error(markup))
const report = async (): Promise<string> => '<aside>report</aside>'

describe('an error with markup in its message or address', () => {
  it.each([
    ['without error files', {}, [500, 409, 404, 404]],
    ['with error files', { '_error.tsx': errorPage, '_404.tsx': errorPage }, [500, 409, 404, 404]],
    ['with error files that fail', { '_error.tsx': failing, '_404.tsx': failing }, [500, 409, 404, 404]],
  ])('stays text %s', async (_, files, statuses) => {
    for (const overrides of [{}, { describeError: report }]) {
      const site = createLiteralSite({ ...pages, ...files }, overrides)
      const answers: Response[] = []
      for (const path of ['/bug', '/told', '/<img src=x onerror=1>', '/%3Cimg%20src=x%20onerror=1%3E']) {
        answers.push(await site.fetch(path))
      }

      expect(answers.map(({ status }) => status)).toEqual(statuses)
      for (const answer of answers) {
        const text = await answer.text()
        if (answer.headers.get('content-type')?.startsWith('text/plain')) {
          expect(text).toMatch(/^\d{3} [A-Z][A-Za-z ]+\n$/)
          continue
        }
        expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
        expect(elementsOf(text).filter((element) => /^(script|img)/.test(element))).toEqual([])
      }
    }
  })
})

describe('Response.error()', () => {
  it('is an error that is reported, wherever it comes from', async () => {
    const fail = (): Response => Response.error()
    const site = createLiteralSite({
      'endpoint.ts': { GET: fail, POST: async () => fail() },
      'page.tsx': { loader: fail, default: () => h('p', null, 'x') },
      'cached.ts': { config: { cache: { maxAge: 60 } }, GET: fail },
      'guarded/_middleware.ts': { default: fail },
      'guarded/page.tsx': { default: () => h('p', null, 'x') },
      'seen/_middleware.ts': { default: (_: Context, next: () => Promise<Response>) => next() },
      'seen/endpoint.ts': { GET: fail },
      'thrown.ts': {
        GET() {
          throw fail()
        },
      },
    })
    const paths = [
      '/endpoint',
      '/page',
      '/cached',
      '/guarded/page',
      '/guarded/nothing',
      '/seen/endpoint',
      '/thrown',
    ]

    for (const [index, path] of paths.entries()) {
      const response = await site.fetch(path)
      expect([path, response.status]).toEqual([path, 500])
      expect(response.headers.get('cache-control')).toContain('no-store')
      expect(site.log.length).toBe(index + 1)
      expect(site.log[index]?.message).toMatch(
        /: the response is Response\.error\(\), which cannot be sent\./,
      )
    }
    expect((await site.fetch('/endpoint', { method: 'POST' })).headers.get('content-type')).toBe(
      'application/problem+json',
    )
  })
})

describe('every response', () => {
  it('has a content type, with a charset for text, and nosniff', async () => {
    const endpoint = (answer: () => unknown): object => ({ GET: answer })
    const site = createLiteralSite({
      'page.tsx': { default: () => h('p', null, 'x') },
      'text.ts': endpoint(() => 'text'),
      'object.ts': endpoint(() => ({})),
      'json.ts': endpoint(() => json([])),
      'html.ts': endpoint(() => html('<p>x')),
      'native.ts': endpoint(() => new Response('text')),
      'bytes.ts': endpoint(() => new Response(new Uint8Array([1, 2]))),
      'stream.ts': endpoint(() => new Response(new Blob(['x']).stream())),
      'typed.ts': endpoint(
        (): unknown => new Response(new Uint8Array([1]), { headers: { 'Content-Type': 'image/png' } }),
      ),
      'context.ts': {
        GET(ctx: Context) {
          ctx.headers.set('content-type', 'image/gif')
          return new Response(new Uint8Array([1]))
        },
      },
      'nothing.ts': endpoint(() => undefined),
      'moved.ts': endpoint(() => Response.redirect('http://localhost/page')),
      ...pages,
    })
    const types: Record<string, string | null> = {}
    for (const name of 'page text object json html native bytes stream typed context nothing moved bug told nope'.split(
      ' ',
    )) {
      const answer = await site.fetch(`/${name}`)
      types[name] = answer.headers.get('content-type')
      expect(answer.headers.get('x-content-type-options'), name).toBe('nosniff')
    }

    expect(types).toEqual({
      page: 'text/html; charset=utf-8',
      text: 'text/plain; charset=utf-8',
      object: 'application/json',
      json: 'application/json',
      html: 'text/html; charset=utf-8',
      native: 'text/plain;charset=UTF-8',
      bytes: 'application/octet-stream',
      stream: 'application/octet-stream',
      typed: 'image/png',
      context: 'image/gif',
      nothing: null,
      moved: null,
      bug: 'text/html; charset=utf-8',
      told: 'text/html; charset=utf-8',
      nope: 'text/html; charset=utf-8',
    })
  })
})

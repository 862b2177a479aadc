// Tests what the description of an unexpected error tells about the request.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { redirect } from '../../http/redirect.ts'
import type { ErrorReport } from '../pipeline/manifest.ts'
import type { Context } from './context.ts'

const fail = (): never => {
  throw new Error('broken')
}

function createReported(modules: Record<string, object>) {
  const reports: ErrorReport[] = []
  const describeError = async (report: ErrorReport): Promise<string> => {
    reports.push(report)
    return '<aside>report</aside>'
  }
  return { ...createLiteralSite(modules, { describeError }), reports }
}

describe('the report of an error', () => {
  it.each<[string, Record<string, object>, string | undefined, string[]]>([
    ['an endpoint', { 'a/routes/b.ts': { GET: fail } }, '/a/routes/b', ['a/routes/b.ts']],
    [
      'a page with layouts',
      {
        '_app.tsx': { default: () => h('html', null) },
        '_layout.tsx': { default: () => h('i', null) },
        'a/_layout.tsx': { default: () => h('i', null) },
        'a/routes/b.tsx': { default: () => h('p', null), loader: fail },
      },
      '/a/routes/b',
      ['_app.tsx', '_layout.tsx', 'a/_layout.tsx', 'a/routes/b.tsx'],
    ],
    ['a path without a route', { '_middleware.ts': { default: fail } }, '', []],
  ])('names the files of %s', async (_, modules, route, files) => {
    const site = createReported(modules)
    const response = await site.fetch('/a/routes/b', {
      headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    })

    expect(response.status).toBe(500)
    expect(await response.text()).toContain('<aside>report</aside>')
    expect(site.reports).toMatchObject([{ error: new Error('broken'), route, files }])
    expect(site.reports[0]?.requestId).toBe(response.headers.get('x-request-id'))
  })

  it.each<[string, (ctx: Context) => unknown, object | undefined]>([
    [
      'the masked session',
      (ctx) => Object.assign(ctx.session, { name: 'Ada', age: 36 }),
      { name: '•••', age: '•••' },
    ],
    ['an empty session', (ctx) => ctx.session, {}],
    ['no session that was not opened', () => undefined, undefined],
  ])('has %s', async (_, use, session) => {
    const loader = (ctx: Context): never => {
      use(ctx)
      return fail()
    }
    const site = createReported({ 'a.tsx': { default: () => h('p', null), loader } })
    await site.fetch('/a')

    expect(site.reports[0]?.session).toEqual(session)
  })
})

describe('the description of an error', () => {
  it.each<[string, object | undefined, RegExp]>([
    ['is at the end of the built-in page', undefined, /<p>.*<aside>report<\/aside><\/body><\/html>$/s],
    [
      'is at the end of an error page',
      { default: () => h('p', null, 'sorry') },
      /<body><p>sorry<\/p><aside>report<\/aside><\/body><\/html>$/,
    ],
    [
      'follows the text if the error page failed itself',
      { default: fail },
      /^<!DOCTYPE html><pre>500 Internal Server Error\n<\/pre><aside>report<\/aside>$/,
    ],
  ])('%s', async (_, error, expected) => {
    const site = createReported({
      'a.tsx': { default: fail },
      ...(error && { '_500.tsx': error }),
    })
    const response = await site.fetch('/a')

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toMatch(expected)
  })

  it('follows a document without an end tag of the body', async () => {
    const app = { default: () => h('html', null, h('head', null), h('div', null, 'sorry')) }
    const site = createReported({
      'a.tsx': { default: () => null, loader: fail },
      '_app.tsx': app,
      '_500.tsx': { default: () => null },
    })

    expect(await site.text('/a')).toMatch(/<div>sorry<\/div><\/html><aside>report<\/aside>$/)
  })

  it('is left out, and its own failure is reported, if it cannot be made', async () => {
    const describeError = (): never => {
      throw new Error('no description')
    }
    const site = createLiteralSite({ 'a.tsx': { default: fail } }, { describeError })
    const response = await site.fetch('/a')

    expect(response.status).toBe(500)
    expect(await response.text()).toContain('Something went wrong on our side.')
    expect(site.log.map(({ message }) => message)).toEqual(['broken', 'no description'])
  })

  it('is left out if a layout of the error page answers', async () => {
    const site = createReported({
      'a.tsx': { default: () => null, loader: fail },
      '_layout.tsx': {
        default: () => null,
        loader: (ctx: Context) => (ctx.status === 500 ? redirect('/login') : undefined),
      },
      '_error.tsx': { default: () => h('p', null, 'sorry') },
    })
    const response = await site.fetch('/a')

    expect([response.status, response.headers.get('location'), await response.text()]).toEqual([
      303,
      '/login',
      '',
    ])
  })

  it('is not made for an error that is for visitors', async () => {
    const site = createReported({})

    expect(await site.text('/nothing')).not.toContain('report')
    expect(site.reports).toEqual([])
  })
})

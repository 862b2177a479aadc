import { h } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { RequestTracer } from '../pipeline/manifest.ts'
import type { Context } from './context.ts'

/** Reads the names of the steps in a `Server-Timing` header, and checks that each has a duration. */
function stepsOf(response: Response): string[] | undefined {
  return response.headers
    .get('server-timing')
    ?.split(', ')
    .map((part) => /^(\w+);dur=\d+(?:\.\d+)?$/.exec(part)?.[1] ?? `malformed: ${part}`)
}

const modules = {
  '_server.ts': { default: { serverTiming: true } },
  'page/_middleware.ts': { default: (_: unknown, next: () => Promise<Response>) => next() },
  'page/index.tsx': { loader: async () => 1, default: () => h('p', null, 'page') },
  'mixed/_layout.tsx': { default: ({ children }: { children: unknown }) => children },
  'mixed/index.tsx': { loader: () => 1, default: () => h('p', null, 'page') },
  'plain.tsx': { default: () => h('p', null, 'plain') },
  'data.ts': { GET: () => ({ a: 1 }), POST: async () => 'posted', config: { csrf: false } },
  'form.tsx': { POST: () => ({ a: 1 }), default: () => h('p', null, 'form') },
  'throws.ts': {
    GET: () => {
      throw new Error('broken')
    },
  },
  'boom.tsx': {
    loader: () => {
      throw new Error('broken')
    },
    default: () => h('p', null),
  },
}

describe('Server-Timing', () => {
  it.each([
    ['GET', '/page', ['loader', 'render', 'middleware', 'total']],
    ['HEAD', '/page', ['loader', 'render', 'middleware', 'total']],
    ['GET', '/mixed', ['loader', 'render', 'total']],
    ['GET', '/plain', ['render', 'total']],
    ['GET', '/data', ['handler', 'total']],
    ['POST', '/data', ['handler', 'total']],
    ['POST', '/form', ['handler', 'render', 'total']],
    ['GET', '/throws', ['handler', 'total']],
    ['GET', '/boom', ['loader', 'total']],
    ['GET', '/nothing', ['total']],
  ])('of %s %s names the steps', async (method, path, steps) => {
    const site = createLiteralSite(modules)
    const response = await site.fetch(path, { method })

    expect(stepsOf(response)?.sort()).toEqual([...steps].sort())
  })

  it('is not sent unless it is asked for', async () => {
    const quiet = createLiteralSite({ 'a.ts': { GET: () => 'a' } })
    const dev = createLiteralSite({ 'a.ts': { GET: () => 'a' } }, { hasServerTiming: true })
    const off = createLiteralSite(
      { 'a.ts': { GET: () => 'a' }, '_server.ts': { default: { serverTiming: false } } },
      { hasServerTiming: true },
    )

    expect(stepsOf(await quiet.fetch('/a'))).toBeUndefined()
    expect(stepsOf(await dev.fetch('/a'))).toEqual(['handler', 'total'])
    expect(stepsOf(await off.fetch('/a'))).toBeUndefined()
  })

  it('does not become part of cached responses', async () => {
    const site = createLiteralSite({
      '_server.ts': { default: { serverTiming: true } },
      'a.ts': { GET: () => 'a', config: { cache: { maxAge: 60 } } },
    })

    expect(stepsOf(await site.fetch('/a'))).toEqual(['handler', 'total'])
    expect(stepsOf(await site.fetch('/a'))).toEqual(['total'])
  })

  it('stands beside what the site measures', async () => {
    const site = createLiteralSite({
      '_server.ts': { default: { serverTiming: true } },
      'a.ts': {
        GET: (ctx: { headers: Headers }) => {
          ctx.headers.set('server-timing', 'db;dur=1')
          return 'a'
        },
      },
    })

    expect(stepsOf(await site.fetch('/a'))).toEqual(['db', 'handler', 'total'])
  })

  it('is not written into prerendered pages', async () => {
    const site = createLiteralSite(modules, { isPrerendering: true })

    expect(stepsOf(await site.fetch('/plain'))).toBeUndefined()
  })
})

describe('the durations of Server-Timing', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  const take = (milliseconds: number): void => void vi.advanceTimersByTime(milliseconds)

  it('are those of each step, without the steps inside the middleware', async () => {
    const site = createLiteralSite({
      '_server.ts': { default: { serverTiming: true } },
      '_middleware.ts': {
        async default(_: Context, next: () => Promise<Response>) {
          take(10)
          const response = await next()
          take(3)
          return response
        },
      },
      'page.tsx': {
        async loader() {
          take(5)
          await null
          take(2)
        },
        default() {
          take(11)
          return h('p', null)
        },
      },
    })
    const { headers } = await site.fetch('/page')

    expect(headers.get('server-timing')).toBe('loader;dur=7, render;dur=11, middleware;dur=13, total;dur=31')
  })

  it('add up if a step runs several times', async () => {
    const loader = (): void => take(4)
    const site = createLiteralSite({
      '_server.ts': { default: { serverTiming: true } },
      '_layout.tsx': { loader, default: ({ children }: { children: unknown }) => children },
      'page.tsx': { loader, default: () => h('p', null) },
    })
    const { headers } = await site.fetch('/page')

    expect(headers.get('server-timing')).toBe('loader;dur=8, render;dur=0, total;dur=8')
  })
})

it('a tracer runs the same steps, without the header', async () => {
  const names: string[] = []
  const tracer: RequestTracer = {
    run: (_, work) => work(),
    step(name, work) {
      names.push(name)
      return work()
    },
    route() {},
    fail() {},
    traceId: () => undefined,
  }
  const { '_server.ts': _, ...routes } = modules
  const site = createLiteralSite(routes, { openTracer: async () => tracer })
  const response = await site.fetch('/page')

  expect(names).toEqual(['middleware', 'loader', 'render'])
  expect(response.headers.has('server-timing')).toBe(false)
})

// Tests the request that cached and prerendered routes see, which records what they read.
import { describe, expect, it } from 'vitest'
import { type LiteralSite, createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'
import type { Manifest } from '../pipeline/manifest.ts'

const cache = { maxAge: 60 }

function createSite(
  GET: (ctx: Context) => unknown,
  config: object = { cache },
  overrides: Partial<Manifest> = {},
): LiteralSite {
  return createLiteralSite({ 'a.ts': { config, GET } }, { showsCacheStatus: true, ...overrides })
}

describe('ctx.request of a cached route', () => {
  it.each(['GET', 'HEAD'])('has the method %s and the canonical URL', async (method) => {
    const seen: string[] = []
    const site = createSite((ctx) => {
      seen.push(ctx.request.method, ctx.request.url)
      return 'x'
    })
    await site.fetch('/%61?b=1', { method })

    expect(seen).toEqual([method, 'http://localhost/a?b=1'])
  })

  it('is the same object every time, with a signal that aborts when the visitor leaves', async () => {
    const requests: Request[] = []
    const site = createSite((ctx) => {
      requests.push(ctx.request, ctx.request)
      return 'x'
    })
    const controller = new AbortController()
    await site.fetch('/a', { signal: controller.signal })
    expect(requests[0]).toBe(requests[1])
    expect(requests[0]?.signal.aborted).toBe(false)
    controller.abort()

    expect(requests[0]?.signal.aborted).toBe(true)
  })

  it.each<[string, (headers: Headers) => unknown, string, string | null]>([
    ['another header', (headers) => headers.get('accept'), 'vial; fwd=miss; stored', null],
    ['the cookies', (headers) => headers.get('cookie'), 'the cookies were read', 'Cookie'],
    ['whether there are cookies', (headers) => headers.has('Cookie'), 'the cookies were read', 'Cookie'],
    ['all headers', (headers) => [...headers], 'all request headers were read', 'Cookie'],
  ])('records that a visitor with cookies was asked for %s', async (_, read, status, vary) => {
    const site = createSite((ctx) => String(read(ctx.request.headers)))
    const { headers } = await site.fetch('/a', { headers: { cookie: 'a=1', accept: 'text/*' } })

    expect(headers.get('cache-status')).toContain(status)
    expect(headers.get('vary')).toBe(vary ?? 'accept')
    expect(headers.get('cache-control')).toBe(
      vary === null ? 'public, max-age=0, must-revalidate' : 'private, no-store',
    )
  })

  it('may be asked for the cookies of a visitor without any, whose response is not private', async () => {
    const site = createSite((ctx) => String([...ctx.request.headers]))
    const { headers } = await site.fetch('/a')

    expect(headers.get('cache-status')).toContain('all request headers were read')
    expect([headers.get('vary'), headers.get('cache-control')]).toEqual([null, null])
  })
})

describe('the place of a read', () => {
  const readAccept = ({ request }: Context): unknown => request.headers.get('accept')
  const readCookie = ({ request }: Context): unknown => request.headers.get('cookie')
  const readAll = ({ request }: Context): unknown => [...request.headers]
  const readAddress = (ctx: Context): unknown => ctx.clientAddress

  it.each<[string, object, ((ctx: Context) => unknown)[], string | undefined]>([
    ['the cookies of a prerendered page', { prerender: true }, [readAccept, readCookie], 'readCookie'],
    ['the cookies of a cached page', { cache }, [readAccept, readCookie], 'readCookie'],
    ['all headers of a cached page', { cache }, [readAccept, readAll], 'readAll'],
    ['the address of a cached page', { cache }, [readAddress, readCookie], 'readAddress'],
    ['a header that a cached page may depend on', { cache }, [readAccept], undefined],
  ])('is that of %s', async (_, config, steps, expected) => {
    const places: string[] = []
    const locate = ({ stack }: Error): string => {
      places.push(/at (read\w+)/.exec(stack ?? '')?.[1] ?? 'unknown')
      return 'routes/a.ts:1'
    }
    const site = createSite((ctx) => String(steps.map((read) => read(ctx))), config, {
      locate,
      clientAddress: () => '192.0.2.1',
    })
    await site.fetch('/a')

    expect(places).toEqual(expected === undefined ? [] : [expected])
    expect(site.log).toHaveLength(places.length)
  })
})

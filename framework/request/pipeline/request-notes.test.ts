// Tests what the pipeline notes about a request, for its line in the log, the metrics and the traces.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { AcceptedSocket } from '../route/socket-route.ts'
import type { Manifest, RequestNotes, RequestTracer } from './manifest.ts'

/** Creates a site that keeps the notes about each request, and the calls of its tracer. */
function createNoted(modules: Record<string, object>, overrides: Partial<Manifest> = {}) {
  const notes = new Map<string, RequestNotes>()
  const traced: string[] = []
  const tracer: RequestTracer = {
    run(request, work) {
      traced.push(`run ${new URL(request.url).pathname}`)
      return work()
    },
    step: (_, work) => work(),
    route: (_, id) => void traced.push(`route ${id}`),
    fail() {},
    traceId: () => 'trace-1',
  }
  const site = createLiteralSite(modules, {
    recordOf(request) {
      const empty: RequestNotes = {
        kind: undefined,
        route: undefined,
        requestId: undefined,
        traceId: undefined,
      }
      notes.set(new URL(request.url).pathname, empty)
      return empty
    },
    openTracer: async () => tracer,
    openStaticFiles: async () => ({
      respond: (_, path) => (path === '/file.txt' ? new Response('the file') : undefined),
    }),
    ...overrides,
  })
  return { ...site, notes, traced }
}

const modules = {
  '_server.ts': { default: { trustProxy: 1 } },
  'a/[id].tsx': { default: () => h('p', null, 'page') },
  'ws.ts': { socket: {} },
}
const byProxy = { 'x-request-id': 'from-the-proxy' }

describe('a request', () => {
  it.each<[string, RequestNotes['kind'], string | undefined, string[]]>([
    ['/a/1', undefined, '/a/[id]', ['run /a/1', 'route /a/[id]']],
    ['/nothing', undefined, '', ['run /nothing']],
    ['/file.txt', 'file', undefined, ['run /file.txt']],
    ['/healthz', 'health', undefined, []],
  ])('for %s is noted with kind %s and route %s', async (path, kind, route, calls) => {
    const site = createNoted(modules)
    await site.fetch(path, { headers: byProxy })

    expect(site.notes.get(path)).toEqual({ kind, route, requestId: 'from-the-proxy', traceId: 'trace-1' })
    expect(site.traced).toEqual(calls)
  })

  it('has no trace in its notes if the site is not traced', async () => {
    const site = createNoted(modules, { openTracer: async () => undefined })
    await site.fetch('/a/1')

    expect(site.notes.get('/a/1')).toMatchObject({ route: '/a/[id]', traceId: undefined })
  })

  it('is traced as an upgrade, too', async () => {
    const site = createNoted(modules)
    const headers = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    const answer = await site.handler.upgrade(new Request('http://localhost/ws', { headers }))

    expect((answer as AcceptedSocket).connection).toBeDefined()
    expect(site.traced).toEqual(['run /ws', 'route /ws'])
  })

  it('for a file of another host is refused', async () => {
    const site = createNoted({ '_server.ts': { default: { allowedHosts: ['example.org'] } } })

    expect(await site.text('http://example.org/file.txt')).toBe('the file')
    expect((await site.fetch('http://evil.example/file.txt')).status).toBe(400)
  })

  it('is 414 if its path and query are longer than limits.url', async () => {
    const site = createLiteralSite({
      '_server.ts': { default: { limits: { url: 20 } } },
      '[name].ts': { GET: () => 'x' },
    })
    const path = `/${'a'.repeat(9)}?${'b'.repeat(9)}`

    expect((await site.fetch(path)).status).toBe(200)
    const refused = await site.fetch(`${path}b`, { headers: { accept: 'application/json' } })
    expect(await refused.json()).toMatchObject({ status: 414, detail: 'This address is too long.' })
    expect((await site.fetch(`/${'a'.repeat(20)}`)).status).toBe(414)
  })

  it.each(['TRACE', 'TRACK', 'CONNECT'])(
    'with the method %s is refused before middleware',
    async (method) => {
      let runs = 0
      const site = createLiteralSite({
        '_middleware.ts': {
          default: (_: unknown, next: () => unknown) => {
            runs++
            return next()
          },
        },
        'a.ts': { GET: () => 'x' },
      })
      // The platform's Request refuses these methods. That of the server does not.
      const request = Object.defineProperty(new Request('http://localhost/a'), 'method', { value: method })
      const response = await site.handler.fetch(request)

      expect([response.status, response.headers.get('allow'), runs]).toEqual([405, 'GET, HEAD, OPTIONS', 0])
    },
  )
})

it('the counts of a site say how the cache took part', async () => {
  const config = { cache: { maxAge: 60 } }
  const site = createLiteralSite({
    'shared.ts': { config, GET: () => 'x' },
    'own.ts': {
      config,
      GET: ({ cookies }: { cookies: { get(name: string): unknown } }) => String(cookies.get('a')),
    },
    'plain.ts': { GET: () => 'x' },
  })
  for (const path of ['/shared', '/shared', '/shared', '/own', '/plain']) await site.fetch(path)
  const { counts } = (await site.handler.open()).ongoing

  expect(counts.cache).toEqual({ hit: 2, stale: 0, miss: 1, bypass: 1 })
})

// Tests one property over generated requests: if the handler of a guarded route ran, its guard ran in the same request.
import fc from 'fast-check'
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { formatRequest, sendRaw } from '../../fixtures/attack/raw-client.ts'
import { listen } from '../../fixtures/listening-site.ts'
import { createLiteralSite, toManifestFiles } from '../../fixtures/literal-site.ts'
import { createPersonal } from '../../render/personal-part.ts'
import type { Context } from '../context/context.ts'
import type { ManifestFile } from './manifest.ts'

const mark = 'GUARDED'

/** What has happened since the last request. */
interface Watch {
  guarded: number
  reached: number
}

/** Creates a site with every kind of route below a guard, which lets every request pass and marks its response. */
function createModules(watch: Watch): Record<string, object> {
  const reach = (): string => {
    watch.reached++
    // At once, so that it cannot have been the guard of a later request.
    expect(watch.guarded).toBeGreaterThan(0)
    return mark
  }
  const guard = async (_: Context, next: () => Promise<Response>): Promise<Response> => {
    watch.guarded++
    const response = await next()
    response.headers.set('x-guard', '1')
    return response
  }
  const pass = (_: Context, next: () => Promise<Response>): Promise<Response> => next()
  const page = (config: object): object => ({ config, loader: reach, default: () => h('p', null, mark) })
  const Part = createPersonal(
    { default: () => h('b', null, reach()) as never },
    'routes/admin/_part.personal.tsx',
  )
  return {
    'admin/_middleware.ts': { default: guard },
    'admin/index.tsx': page({}),
    'admin/a.ts': { GET: reach, POST: reach, PUT: reach, DELETE: reach },
    'admin/aa.tsx': page({ cache: { maxAge: 60, swr: 60 } }),
    'admin/e.tsx': page({ prerender: true }),
    'admin/f.tsx': page({ stream: true }),
    'admin/c.tsx': { config: { cache: { maxAge: 60 } }, default: () => h('p', null, mark, h(Part, null)) },
    'admin/ae.tsx': { actions: { a: () => ({ done: reach() }) }, default: () => h('p', null, mark) },
    'admin/ws.ts': { socket: { upgrade: () => void reach() } },
    'admin/A/_middleware.ts': { default: pass },
    'admin/A/[...rest].ts': { GET: reach, POST: reach },
    'admin-public.ts': { GET: () => 'public' },
    '[slug]/[...rest].ts': { GET: () => 'elsewhere' },
  }
}

/** The routes of a package, mounted below the guard. */
function createServerFiles(watch: Watch): ManifestFile[] {
  const GET = (): string => {
    watch.reached++
    expect(watch.guarded).toBeGreaterThan(0)
    return mark
  }
  const extensions = [{ name: 'panel', routes: { prefix: '/admin/5', folder: '/panel/routes' } }]
  const mounted = {
    kind: 'route' as const,
    folder: 'admin/5',
    extension: 'panel',
    load: async () => ({ GET }),
  }
  return [
    ...toManifestFiles('_server.ts', async () => ({ default: { extensions } })),
    { ...mounted, path: 'admin/5/index.ts' },
    { ...mounted, path: 'admin/5/[a].ts' },
  ]
}

function createFiles(watch: Watch): ManifestFile[] {
  const files = Object.entries(createModules(watch)).flatMap(([path, module]) =>
    toManifestFiles(path, async () => module),
  )
  return [...files, ...createServerFiles(watch)]
}

const names = ['admin', 'a', 'aa', 'ae', 'e', 'f', 'c', 'ws', 'A', '5']
const signs = [
  '/',
  '/',
  '/',
  '.',
  '%',
  '2',
  '5',
  'f',
  'e',
  'c',
  '\\',
  ';',
  '#',
  '?',
  'A',
  'a',
  '%2f',
  '%61',
  '%5c',
  '..',
  '//',
]
const freePath = fc
  .array(fc.constantFrom(...signs, ...names), { maxLength: 12 })
  .map((parts) => `/${parts.join('')}`)
/** A path that is nearly right, which a free one seldom is: each part is mostly right. */
const nearPath = fc
  .tuple(
    oftenFirst('/', '//', '/./', '/x/../', '/%2e/', '/a%2f../', '/.//'),
    oftenFirst('admin', '%61dmin', 'admi%6e', 'Admin', 'admin;', 'admin%2f', '%2561dmin'),
    oftenFirst('/', '', '//', '/./', '/x/../', '%2f', '\\'),
    fc.constantFrom('', ...names.slice(1), 'A/a', '5/a', '%61', 'A/%61'),
    oftenFirst('', '/', '?a=1', '?/a', ';a', '.html', '%20', '#a'),
  )
  .map((parts) => parts.join(''))
const path = fc.oneof(freePath, nearPath)
/** The first value three times out of four. */
function oftenFirst(first: string, ...others: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(first) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )
}

const method = fc.constantFrom(
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'UPGRADE',
)
const header = fc.constantFrom<[string, string]>(
  ['accept', 'application/json'],
  ['accept', 'text/event-stream'],
  ['x-vial-navigation', '1'],
  ['sec-purpose', 'prefetch'],
  ['range', 'bytes=0-1'],
  ['if-none-match', '*'],
  ['cache-control', 'no-cache'],
  ['authorization', 'Basic YTph'],
  ['cookie', 'session=x'],
  ['x-http-method-override', 'GET'],
  ['x-original-url', '/admin/a'],
  ['x-forwarded-prefix', '/admin'],
  ['x-middleware-subrequest', 'middleware'],
  ['content-type', 'application/x-www-form-urlencoded'],
)
const headers = fc.array(header, { maxLength: 3 }).map((list) => Object.fromEntries(list))

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

describe('if the handler of a guarded route ran, its guard ran in the same request', () => {
  it('for 20,000 generated paths, methods and headers', async () => {
    const watch: Watch = { guarded: 0, reached: 0 }
    const site = createLiteralSite({}, { files: createFiles(watch) })
    const kinds = new Set<string>()
    let all = 0

    await fc.assert(
      fc.asyncProperty(path, method, headers, async (target, verb, fields) => {
        watch.guarded = 0
        watch.reached = 0
        const isUpgrade = verb === 'UPGRADE'
        const request = new Request('http://localhost/', {
          method: isUpgrade ? 'GET' : verb,
          headers: isUpgrade ? { ...fields, ...handshake } : fields,
        })
        // A raw target as a server receives it; URL() would normalize it.
        Object.defineProperty(request, 'url', { value: `http://localhost${target}` })
        const answer = isUpgrade ? await site.handler.upgrade(request) : await site.handler.fetch(request)
        if (answer instanceof Response) {
          expect(answer.status, site.log.at(-1)?.message).toBeLessThan(500)
          // What a cache answers without the handler is guarded as well.
          if ((await answer.text()).includes(mark)) expect(answer.headers.get('x-guard')).toBe('1')
        }
        if (watch.reached === 0) return
        expect(watch.guarded).toBe(1)
        all += watch.reached
        kinds.add(verb)
      }),
      { numRuns: 20_000 },
    )
    // The property means something only if many requests arrive.
    expect(all).toBeGreaterThan(500)
    expect([...kinds].sort()).toEqual(['DELETE', 'GET', 'HEAD', 'POST', 'PUT', 'UPGRADE'])
  })

  it('for 600 of them as raw bytes on a socket', async () => {
    const watch: Watch = { guarded: 0, reached: 0 }
    const { origin } = await listen({}, { files: createFiles(watch) })
    let all = 0

    await fc.assert(
      fc.asyncProperty(path, method, headers, async (target, verb, fields) => {
        watch.guarded = 0
        watch.reached = 0
        const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
        const verbOnWire = verb === 'UPGRADE' ? 'GET' : verb
        const answer = await sendRaw(
          origin,
          formatRequest({ origin, method: verbOnWire, target, headers: lines }),
        )
        expect(answer.status).toBeLessThan(500)
        if (answer.body.includes(mark)) expect(answer.header('x-guard')).toBe('1')
        if (watch.reached > 0) expect(watch.guarded).toBe(1)
        all += watch.reached
      }),
      { numRuns: 600 },
    )
    expect(all).toBeGreaterThan(10)
  })
})

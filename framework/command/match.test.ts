import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestClient } from '../build/test-client.ts'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { readVialJson, runVial } from '../fixtures/test-terminal.ts'
import type { TestClient } from '../node/site-client.ts'
import { loadMatchers } from '../build/project/load-matchers.ts'
import { type MatchReport, matchRequest } from '../build/project/match-request.ts'
import { importFile, openProject } from './open-project.ts'

const schema = `(check, convert) => ({ '~standard': { version: 1, vendor: 'test', validate: (value) =>
  check(value) ? { value: convert(value) } : { issues: [{ message: 'no' }] } } })`

// Each file says who it is, so that the real site can be asked too.
const says = (name: string): string => `export default ({ children }) => <p>${name} {children}</p>`

const files = {
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { plugins: [vial()], resolve: { alias: { '@': import.meta.dirname } } }`,
  'check.ts': `export const make = ${schema}`,
  'public/feed.xml': '<feed/>',
  'public/a b/é.txt': 'x',
  'routes/_params.ts': `
    import { make } from '@/check'
    export const year = make((text) => /^\\d{4}$/.test(text), Number)
    export const day = make((text) => /^\\d{4}-\\d\\d-\\d\\d$/.test(text), (text) => new Date(text))
    export const big = make((text) => /^\\d+n$/.test(text), (text) => BigInt(text.slice(0, -1)))`,
  'routes/_app.tsx': `export default ({ children }) => <html lang="en"><head><title>x</title></head><body>{children}</body></html>`,
  'routes/_layout.tsx': says('layout'),
  'routes/_middleware.ts': 'export default (ctx, next) => next()',
  'routes/_404.tsx': says('404'),
  'routes/_error.tsx': says('error'),
  'routes/index.tsx': says('home'),
  'routes/feed.xml.ts': `export const GET = () => 'a route'; export const POST = () => 'posted'`,
  'routes/notes/_layout.tsx': says('notes layout'),
  'routes/notes/_403.tsx': says('notes 403'),
  'routes/notes/_middleware.ts': 'export default []',
  'routes/notes/[id=int].tsx': `export const POST = () => {}; export const middleware = []; ${says('int')}`,
  'routes/notes/[slug].tsx': `export const config = { layout: false }; ${says('slug')}`,
  'routes/notes/[...rest].tsx': says('rest'),
  'routes/archive/[year=year]/index.tsx': says('year'),
  'routes/archive/[year=year]/_404.tsx': says('year 404'),
  'routes/days/[day=day].ts': 'export const GET = ({ params }) => params',
  'routes/big/[n=big].ts': 'export const GET = () => []',
  'routes/api/items.ts': 'export const GET = () => []; export const DELETE = () => undefined',
  'routes/chat.ts': 'export const socket = { open() {}, message() {} }; export const PUT = () => undefined',
  'routes/open.ts': `export * from './_open'`,
  'routes/_open.ts': 'export const GET = () => []',
  'routes/kept/[[page]].tsx': `export const config = { trailingSlash: 'always' }; ${says('kept')}`,
  'routes/(group)/_404.tsx': says('group 404'),
  'routes/(group)/grouped.tsx': says('grouped'),
  'routes/lists.tsx': `export const actions = { rename() {}, remove() {} }; ${says('lists')}`,
  'routes/both.tsx': `export const actions = { rename() {} }; export const POST = () => {}; ${says('both')}`,
  'routes/über.tsx': says('umlaut'),
}

describe('vial match', () => {
  let site: TemporarySite
  let client: TestClient
  let askFiles: (method: string, url: string) => Promise<MatchReport>

  beforeAll(async () => {
    site = await createTemporarySite(files)
    client = await createTestClient({ root: site.folder })
    const project = await openProject({ folder: site.folder, print() {}, warn() {}, paint: String })
    const matchers = await loadMatchers(project, (file) => importFile(project, file))
    askFiles = (method, url) => matchRequest(project, matchers, method, url)
  })

  afterAll(async () => {
    await client?.close()
    await site?.dispose()
  })

  const match = (...words: string[]): Promise<MatchReport> => readVialJson(site.folder, 'match', ...words)

  it('tells which file answers, what surrounds it and what else matches', async () => {
    expect(await match('post', '/notes/7?x=1')).toEqual({
      method: 'POST',
      url: '/notes/7?x=1',
      outcome: 'route',
      status: null,
      file: 'routes/notes/[id=int].tsx',
      route: { pattern: '/notes/[id=int]', file: 'routes/notes/[id=int].tsx', kind: 'page' },
      folder: 'notes',
      params: { id: 7 },
      allow: ['GET', 'HEAD', 'OPTIONS', 'POST'],
      location: null,
      middleware: ['routes/_middleware.ts', 'routes/notes/_middleware.ts', 'routes/notes/[id=int].tsx'],
      layouts: ['routes/_app.tsx', 'routes/_layout.tsx', 'routes/notes/_layout.tsx'],
      errors: { '403': 'routes/notes/_403.tsx', '404': 'routes/_404.tsx', error: 'routes/_error.tsx' },
      others: [
        {
          pattern: '/notes/[slug]',
          file: 'routes/notes/[slug].tsx',
          reason: '[id=int] has a matcher, and [slug] does not',
        },
        {
          pattern: '/notes/[...rest]',
          file: 'routes/notes/[...rest].tsx',
          reason: '[id=int] is a parameter, which comes before a parameter for the rest ([...rest])',
        },
      ],
    })
  })

  it('prints the same for people', async () => {
    const { code, output } = await runVial(site.folder, 'match', 'GET', '/notes/7')

    expect(code).toBe(0)
    expect(output.split('\n')).toEqual([
      'GET /notes/7',
      'is answered by routes/notes/[id=int].tsx.',
      'route       /notes/[id=int]  page, routes/notes/[id=int].tsx',
      'params      id  7',
      'middleware  routes/_middleware.ts',
      '            routes/notes/_middleware.ts',
      '            routes/notes/[id=int].tsx',
      'layouts     routes/_app.tsx',
      '            routes/_layout.tsx',
      '            routes/notes/_layout.tsx',
      'errors      403        routes/notes/_403.tsx',
      '            404        routes/_404.tsx',
      '            any other  routes/_error.tsx',
      'also fits   routes/notes/[slug].tsx     [id=int] has a matcher, and [slug] does not',
      '            routes/notes/[...rest].tsx  [id=int] is a parameter, which comes before a parameter for the rest ([...rest])',
    ])
  })

  it('tells which action of a page runs', async () => {
    const say = async (url: string): Promise<string | undefined> =>
      (await runVial(site.folder, 'match', 'POST', url)).output.split('\n')[1]

    expect(await match('POST', '/lists?/rename')).toMatchObject({ action: 'rename', outcome: 'route' })
    expect(await say('/lists?/rename')).toBe('is answered by actions.rename of routes/lists.tsx.')
    expect(await say('/both')).toBe('is answered by routes/both.tsx.')
    expect(await say('/lists?/nope')).toBe(
      'is not found (404) with routes/_404.tsx: routes/lists.tsx has no action called "nope".',
    )
    expect(await say('/lists')).toBe(
      'is refused (405) with routes/_error.tsx: routes/lists.tsx allows GET, HEAD, OPTIONS.',
    )
  })

  it('takes a path or a whole URL', async () => {
    expect(await match('/notes/x')).toMatchObject({ method: 'GET', file: 'routes/notes/[slug].tsx' })
    expect(await match('https://example.org/notes/x?y#z')).toMatchObject({ params: { slug: 'x' } })
  })

  it("runs the site's own matchers", async () => {
    expect(await match('/days/2026-11-22')).toMatchObject({
      outcome: 'route',
      params: { day: '2026-11-22T00:00:00.000Z' },
    })
    expect(await match('/days/someday')).toMatchObject({ outcome: 'not-found' })
    expect(await match('/big/7n')).toMatchObject({ params: { n: '7' } })
    expect((await runVial(site.folder, 'match', '/big/7n')).output).toContain('params      n  7n')
  })

  it('does not guess the methods that another module exports', async () => {
    expect(await match('DELETE', '/open')).toMatchObject({ outcome: 'route', allow: null })
  })

  // What is said here is compared with what the site does.
  it.each([
    ['GET', '/', 'route', 200],
    ['HEAD', '/', 'route', 200],
    ['GET', '/notes/7', 'route', 200],
    ['GET', '/notes/a/b', 'route', 200],
    ['GET', '/%C3%BCber', 'route', 200],
    ['GET', '/über', 'route', 200],
    ['GET', '/grouped', 'route', 200],
    ['GET', '/api/items', 'route', 200],
    ['DELETE', '/api/items', 'route', 204],
    ['GET', '/feed.xml', 'public', 200],
    ['POST', '/feed.xml', 'route', 200],
    ['GET', '/a%20b/é.txt', 'public', 200],
    ['GET', '/notes/7/?a=b', 'redirect', 308],
    ['GET', '/kept', 'redirect', 308],
    ['GET', '/kept/2?a=b', 'redirect', 308],
    ['GET', '/kept/2/', 'route', 200],
    ['GET', '/api/items/', 'not-found', 404],
    ['DELETE', '/notes/7', 'method-not-allowed', 405],
    ['DELETE', '/notes/x', 'method-not-allowed', 405],
    ['PUT', '/api/items', 'method-not-allowed', 405],
    ['OPTIONS', '/notes/7', 'options', 204],
    ['GET', '/chat', 'upgrade-required', 426],
    ['HEAD', '/chat', 'upgrade-required', 426],
    ['PUT', '/chat', 'route', 204],
    ['POST', '/chat', 'method-not-allowed', 405],
    ['GET', '/chat/', 'not-found', 404],
    ['POST', '/lists?/rename', 'route', 200],
    ['POST', '/lists?page=2&/remove', 'route', 200],
    ['POST', '/lists?/nope', 'not-found', 404],
    ['POST', '/lists?/toString', 'not-found', 404],
    ['POST', '/lists', 'method-not-allowed', 405],
    ['DELETE', '/lists?/rename', 'method-not-allowed', 405],
    ['GET', '/lists?/nope', 'route', 200],
    ['POST', '/both', 'route', 200],
    ['POST', '/both?/rename', 'route', 200],
    ['POST', '/both?/nope', 'not-found', 404],
    ['GET', '/nope', 'not-found', 404],
    ['POST', '/nope', 'not-found', 404],
    ['GET', '//', 'not-found', 404],
    ['GET', '/archive/2026', 'route', 200],
    ['GET', '/archive/2026/nope', 'not-found', 404],
    ['GET', '/archive/soon/nope', 'not-found', 404],
    ['GET', '/%zz', 'bad-request', 400],
    ['GET', '/a%00b', 'bad-request', 400],
  ])('says what happens to %s %s: %s', async (method, url, outcome, status) => {
    const report = await askFiles(method, url)
    expect(report.outcome).toBe(outcome)

    const response = await client[method.toLowerCase() as 'get'](url)
    const text = await response.text()
    expect(response.status).toBe(status)
    if (report.status !== null) expect(report.status).toBe(status)
    expect(response.headers.get('location')).toBe(report.location)
    if (status === 405) expect(response.headers.get('allow')).toBe(report.allow?.join(', '))
    const isDocument = response.headers.get('content-type')?.startsWith('text/html') && method !== 'HEAD'
    if (isDocument)
      expect(text.match(/<p>[\w ]+/g)?.map((part) => part.slice(3).trim())).toEqual(namesOf(report))
    else if (status >= 400) expect(report.file).toBeNull()
  })

  it.each([
    [[], 'the URL is missing'],
    [['GET'], 'GET is not a URL'],
    [['GET', 'notes'], 'notes is not a URL'],
    [['G-T', '/'], 'G-T is not a method'],
  ])('refuses %j', async (words, reason) => {
    const { code, remarks } = await runVial(site.folder, 'match', ...words)
    expect([code, remarks]).toEqual([1, `vial match: ${reason}. Write it as in: vial match GET /notes/7`])
  })

  it('refuses a matcher that is not there', async () => {
    await site.write({ 'routes/[x=missing].tsx': says('missing') })
    const { code, remarks } = await runVial(site.folder, 'match', '/')
    await site.remove('routes/[x=missing].tsx')

    expect([code, remarks]).toEqual([
      1,
      'routes/[x=missing].tsx: there is no matcher missing. Export one from routes/_params.ts, or use int, uuid or slug.',
    ])
  })
})

/** The names that the files of a page print, outermost first; the shell prints none. */
function namesOf({ layouts, file }: MatchReport): (string | undefined)[] {
  return [...layouts, file ?? '']
    .filter((path) => path !== 'routes/_app.tsx')
    .map((path) => /<p>([\w ]+) \{children\}/.exec(files[path as keyof typeof files])?.[1])
}

// Asks the server and `vial match` about the same requests: they share their rules and must not drift apart.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sourceExtensions } from '../options.ts'
import { isServed, scanRoutes } from '../routes/scan-routes.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { TrailingSlash } from '../../routing/canonical-slash.ts'
import { toMatcher } from '../../routing/matcher.ts'
import { type MatchReport, matchRequest } from './match-request.ts'
import type { Project } from './project.ts'

const sites = 40
const requestsPerSite = 50

/** Routes whose patterns do not clash, and the special files around them. */
const routePaths = [
  'index',
  'about',
  'über',
  'feed.xml',
  'notes/index',
  'notes/new',
  'notes/[id=int]',
  'notes/[slug]',
  'notes/[...rest]',
  'even/[n=even]/index',
  'even/[n=even]/edit',
  'mixed/v[major]-[name]',
  'optional/[[page=int]]',
  'optional/[[page=int]]/last',
  'files/[[...path]]',
  '(group)/grouped',
  '(group)/(inner)/a/b',
  'app/app',
] as const

const specialPaths = [
  '_404',
  '_error',
  '_405',
  'notes/_404',
  'notes/_middleware',
  'notes/_error',
  '(group)/_404',
  '(group)/_middleware',
  'even/[n=even]/_404',
  'even/[n=even]/_layout',
  'empty/_404',
  'empty/[id=int]/_error',
] as const

const params = `const schema = (fits) => ({ '~standard': { version: 1, vendor: 'test', validate: (value) =>
  fits(value) ? { value } : { issues: [{ message: 'no' }] } } })
export const even = schema((text) => /^\\d*[02468]$/.test(text))`

/** The exports of a route file, each a name of its own. */
const exported = fc.record({
  answers: fc.constantFrom<readonly string[]>(
    ['default'],
    ['default', 'POST'],
    ['default', 'socket'],
    ['GET'],
    ['GET', 'PUT', 'DELETE'],
    ['POST', 'PATCH'],
    ['socket'],
    ['socket', 'DELETE'],
    ['socket', 'GET'],
  ),
  trailingSlash: fc.constantFrom(undefined, undefined, 'never', 'always', 'ignore'),
})

const siteShapes = fc.record({
  base: fc.constantFrom('/', '/app/', '/a/b/'),
  policy: fc.constantFrom<TrailingSlash>('never', 'always', 'ignore'),
  routes: fc.uniqueArray(fc.tuple(fc.constantFrom(...routePaths), exported), {
    minLength: routePaths.length / 2,
    maxLength: routePaths.length,
    selector: ([path]) => path,
  }),
  specials: fc.uniqueArray(fc.constantFrom(...specialPaths), { maxLength: specialPaths.length }),
})

type SiteShape = typeof siteShapes extends fc.Arbitrary<infer Shape> ? Shape : never

const segments = fc.constantFrom(
  'about',
  'notes',
  'new',
  'even',
  'edit',
  'mixed',
  'optional',
  'last',
  'files',
  'grouped',
  'empty',
  'app',
  'a',
  'b',
  '7',
  '8',
  '07',
  'v2-x',
  'feed.xml',
  '%C3%BCber',
  'a%2Fb',
  'x y',
  '',
  '%zz',
  'a%00',
)

/** Paths that routes answer, and their neighbours. */
const knownPaths = fc.constantFrom(
  ...['', 'about', '%C3%BCber', 'feed.xml', 'notes', 'notes/new', 'notes/7', 'notes/hello', 'notes/a/b'],
  ...['even/8', 'even/7', 'even/8/edit', 'mixed/v2-x', 'mixed/v2', 'optional', 'optional/7', 'optional/last'],
  ...['optional/7/last', 'files', 'files/a/b%2Fc', 'grouped', 'a/b', 'a', 'app/app', 'empty/7/x'],
)

const requests = fc.record({
  method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE'),
  isBelowBase: fc.constantFrom(true, true, true, false),
  path: fc.oneof(
    { weight: 3, arbitrary: knownPaths },
    { weight: 1, arbitrary: fc.array(segments, { maxLength: 4 }).map((path) => path.join('/')) },
  ),
  end: fc.constantFrom('', '', '/', '?x=1', '/?x=/'),
})

describe('matchRequest()', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vial-match-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('says what the server does, for 2,000 generated requests', async () => {
    let count = 0
    const many = fc.array(requests, { minLength: requestsPerSite, maxLength: requestsPerSite })
    await fc.assert(
      fc.asyncProperty(siteShapes, many, async (shape, asked) => {
        const { ask, match } = await openBoth(join(folder, String(count++)), shape)
        for (const { method, isBelowBase, path, end } of asked) {
          const pathname = (isBelowBase ? shape.base : '/') + path + end
          const request = new Request(`http://localhost${pathname}`, {
            method,
            headers: { 'sec-fetch-site': 'same-origin' },
          })
          const report = await match(method, request.url)
          expect({ method, pathname, ...(await ask(request)) }).toEqual({
            method,
            pathname,
            ...toExpected(report),
          })
        }
      }),
      { numRuns: sites },
    )
  })
})

/** What a response says of itself: each file answers with its own name. */
interface Answer {
  readonly status: number
  readonly allow: string | null
  readonly location: string | null
  /** The file that answered; `null` for what the framework writes itself, and for answers without a body. */
  readonly file: string | null
}

function toExpected(report: MatchReport): Answer {
  const { outcome, status, allow, location, file, method } = report
  const tellsMethods = outcome === 'method-not-allowed' || outcome === 'options'
  return {
    status: status ?? 200,
    allow: tellsMethods ? allow!.join(', ') : null,
    location,
    file: method === 'HEAD' || outcome === 'options' ? null : file,
  }
}

async function openBoth(folder: string, shape: SiteShape) {
  const { base, policy } = shape
  const sources = toSources(shape)
  const modules: Record<string, object> = {}
  for (const [path, source] of Object.entries(sources)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), source)
    modules[path] = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as object
  }
  const server = createLiteralSite(modules, { base, trailingSlash: policy })
  const { files } = await scanRoutes(folder, sourceExtensions)
  const project = {
    files: files.filter(isServed),
    site: {
      options: { root: folder, routesFolder: folder, base, trailingSlash: policy },
      toFile: (path: string) => join(folder, path),
    },
    config: { root: folder, publicDir: '' },
    toShownPath: ({ path }: { path: string }) => path,
  } as unknown as Project
  const { even } = modules['_params.js'] as { even: Parameters<typeof toMatcher>[1] }
  const matchers = { even: toMatcher('even', even) }

  return {
    match: (method: string, url: string) => matchRequest(project, matchers, method, url),
    async ask(request: Request): Promise<Answer> {
      const response = await server.handler.fetch(request)
      const { status, headers } = response
      const [, file = null] = /file:(\S+?):file/.exec(await response.text()) ?? []
      return { status, allow: headers.get('allow'), location: headers.get('location'), file }
    },
  }
}

function toSources({ routes, specials }: SiteShape): Record<string, string> {
  return Object.fromEntries([
    ['_params.js', params],
    ...routes.map(([path, { answers, trailingSlash }]) => {
      const lines = answers.map((name) => toExport(name, `${path}.js`))
      if (trailingSlash) lines.push(`export const config = { trailingSlash: '${trailingSlash}' }`)
      return [`${path}.js`, lines.join('\n')]
    }),
    ...specials.map((path) => [`${path}.js`, toSpecialSource(path)]),
  ]) as Record<string, string>
}

function toExport(name: string, file: string): string {
  const text = JSON.stringify(`file:${file}:file`)
  if (name === 'default') return `export default () => ${text}`
  if (name === 'socket') return 'export const socket = { open() {}, message() {} }'
  return `export const ${name} = () => new Response(${text})`
}

function toSpecialSource(path: string): string {
  if (path.endsWith('_middleware')) return 'export default (ctx, next) => next()'
  if (path.endsWith('_layout')) return 'export default ({ children }) => children'
  return toExport('default', `${path}.js`)
}

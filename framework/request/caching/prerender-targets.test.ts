// Tests which addresses the build renders, and which of their links the site answers.
import { describe, expect, it } from 'vitest'
import { createSealer } from '../../node/sessions/iron-seal.ts'
import { parseSecrets } from '../../session/secret.ts'
import { testSecret, toManifestFiles } from '../../fixtures/literal-site.ts'
import { missingPaths } from '../../routing/export-rules.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import { listTargets } from './prerender-targets.ts'

const page = { default: () => null }
const endpoint = { GET: () => 'text' }

/** Lists the targets of a site in which every file but those in `live/` is prerendered. */
function list(modules: Record<string, object>, overrides: Partial<Manifest> = {}) {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const files = Object.entries(modules).flatMap(([path, module]) => toManifestFiles(path, async () => module))
  const wanted = Object.keys(modules).filter((path) => !path.startsWith('live/'))
  const manifest: Manifest = { files, sealer: createSealer(parseSecrets(testSecret)), log, ...overrides }
  return listTargets(manifest, new Set(wanted))
}

async function listPaths(modules: Record<string, object>, overrides?: Partial<Manifest>) {
  return (await list(modules, overrides)).targets.map(({ pathnames }) => pathnames)
}

describe('listTargets()', () => {
  it('lists a route without parameters once, and a route with parameters for each entry of paths', async () => {
    const paths = () => [{ slug: 'b' }, { slug: 'a b' }, { slug: 'b' }]

    expect((await list({ 'about.tsx': page, 'blog/[slug].tsx': { ...page, paths } })).targets).toEqual([
      { where: 'routes/about.tsx', pathnames: ['/about'], status: 200 },
      { where: 'routes/blog/[slug].tsx', pathnames: ['/blog/b'], status: 200 },
      { where: 'routes/blog/[slug].tsx', pathnames: ['/blog/a%20b'], status: 200 },
    ])
  })

  it('waits for paths, and leaves out files that are not prerendered', async () => {
    const paths = async () => [{ slug: 'a' }]

    expect(await listPaths({ '[slug].tsx': { ...page, paths }, 'live/[slug].tsx': page })).toEqual([['/a']])
  })

  it.each<[Manifest['trailingSlash'], page: string[], endpoint: string[]]>([
    [undefined, ['/a'], ['/b']],
    ['never', ['/a'], ['/b']],
    ['always', ['/a/'], ['/b', '/b/']],
    ['ignore', ['/a', '/a/'], ['/b']],
  ])('lists the forms that the site answers with trailingSlash %s', async (trailingSlash, ...expected) => {
    const overrides = trailingSlash ? { trailingSlash } : {}

    expect(await listPaths({ 'a.tsx': page, 'b.ts': endpoint }, overrides)).toEqual(expected)
  })

  it('follows config.trailingSlash of the route', async () => {
    const config = { trailingSlash: 'always' }

    expect(await listPaths({ 'a.tsx': { ...page, config }, 'b.ts': { ...endpoint, config } })).toEqual([
      ['/a/'],
      ['/b/'],
    ])
  })

  it('lists addresses below the base, and the root with its slash', async () => {
    const modules = { 'index.tsx': page, 'a.tsx': page, '_404.tsx': page }

    expect(await listPaths(modules, { base: '/app/' })).toEqual([['/app/'], ['/app/a'], ['/app/404']])
    expect(await listPaths(modules)).toEqual([['/'], ['/a'], ['/404']])
  })

  it('expects 404 from the page for missing files', async () => {
    expect((await list({ '_404.tsx': page })).targets).toEqual([
      { where: 'routes/_404.tsx', pathnames: ['/404'], status: 404 },
    ])
  })

  it('refuses the page for missing files if a route answers its address', async () => {
    await expect(list({ '_404.tsx': page, 'live/x.ts': endpoint, '404.tsx': page })).rejects.toThrow(
      'routes/_404.tsx: routes/404.tsx answers /404, so 404.html cannot be written. Remove config.prerender.',
    )
  })

  it('refuses an address that another route answers, or that no route answers', async () => {
    const paths = () => [{ slug: 'new' }]
    const _params = { short: { '~standard': { version: 1, vendor: 'test', validate: refuse } } }

    await expect(list({ '[slug].tsx': { ...page, paths }, 'new.tsx': page })).rejects.toThrow(
      'routes/[slug].tsx: paths returns /new, which routes/new.tsx answers. Remove it from paths.',
    )
    await expect(
      list({ '[slug=short].tsx': { ...page, paths } }, await withParams('[slug=short].tsx', paths, _params)),
    ).rejects.toThrow(
      'routes/[slug=short].tsx: paths returns /new, which its matchers refuse. Remove it from paths.',
    )
  })

  it.each<[string, unknown]>([
    ['is missing', undefined],
    ['returns no list', () => ({ slug: 'a' })],
    ['returns text', () => ['a']],
    ['returns null', () => [null]],
    ['returns text beside an object', () => [{ slug: 'a' }, 'b']],
  ])('refuses a route whose paths %s', async (_, paths) => {
    await expect(list({ '[slug].tsx': { ...page, paths } })).rejects.toThrow(
      `routes/[slug].tsx: ${missingPaths}`,
    )
  })

  it('refuses a route whose paths is not a function', async () => {
    await expect(list({ '[slug].tsx': { ...page, paths: [{ slug: 'a' }] } })).rejects.toThrow(
      'routes/[slug].tsx: paths is not a function.',
    )
  })

  it.each<[string, object, string]>([
    ['lack a parameter', {}, 'routes/[slug].tsx: paths returns {}: slug is missing.'],
    [
      'cannot be a path',
      { slug: '..' },
      'routes/[slug].tsx: paths returns {"slug":".."}: ".." cannot be part of a path. Use another value.',
    ],
    [
      'have a control character',
      { slug: 'a\u0001' },
      'routes/[slug].tsx: paths returns {"slug":"a\\u0001"}, which is not a valid path.',
    ],
  ])('refuses parameters that %s', async (_, params, message) => {
    const refused = list({ '[slug].tsx': { ...page, paths: () => [params] } })

    await expect(refused).rejects.toMatchObject({ message, cause: { name: expect.stringMatching(/Error$/) } })
  })

  it('knows which links the site answers: prerendered routes only at their listed addresses', async () => {
    const { table } = await list({
      '[slug].tsx': { ...page, paths: () => [{ slug: 'a' }] },
      'about.tsx': page,
      'live/[id].tsx': page,
    })
    const answers = (...segments: string[]): boolean => table.answers(segments, `/${segments.join('/')}`)

    expect(answers('a')).toBe(true)
    expect(answers('b')).toBe(false)
    expect(answers('about')).toBe(true)
    expect(answers('live', '7')).toBe(true)
    expect(answers('live')).toBe(false)
    expect(answers('nothing', 'here')).toBe(false)
  })
})

function refuse(): object {
  return { issues: [{ message: 'too long' }] }
}

async function withParams(path: string, paths: unknown, params: object): Promise<Partial<Manifest>> {
  const route = toManifestFiles(path, async () => ({ ...page, paths }))
  return { files: [...route, ...toManifestFiles('_params.ts', async () => params)] }
}

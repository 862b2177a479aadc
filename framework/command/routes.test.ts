import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { readVialJson, runVial } from '../fixtures/test-terminal.ts'

const page = 'export default () => <p>a page</p>'

describe('vial routes', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({
      'vite.config.js': `
        import { vial } from 'vial/vite'
        export default { plugins: [vial({ routes: 'source/pages', extensions: ['.md'] })] }`,
      'source/pages/index.tsx': page,
      'source/pages/_app.tsx': page,
      'source/pages/_layout.tsx': page,
      'source/pages/_middleware.ts': 'export default []',
      'source/pages/blog/[slug].tsx': `export const { POST } = make(); export const middleware = []; ${page}`,
      'source/pages/blog/_layout.tsx': page,
      'source/pages/blog/[id=int].tsx': `export const config = { layout: false }; ${page}`,
      'source/pages/blog/index.tsx': `export const actions = { rename() {}, 'add-one': () => 1 }; ${page}`,
      'source/pages/blog/new.md': '# New',
      'source/pages/blog/draft-[id].ts': 'export const GET = 1, PUT = 1, DELETE = 1',
      'source/pages/(live)/[...path].ts': 'export const socket = {}',
      'source/pages/zoo.ts': `export * from './_zoo.ts'`,
      'source/pages/_zoo.ts': 'export const GET = () => []',
      'source/pages/about.island.tsx': page,
    })
  })

  afterAll(() => site?.dispose())

  it('lists the routes in the order in which they are tried', async () => {
    const { code, output, remarks } = await runVial(site.folder, 'routes')

    expect({ code, remarks }).toEqual({ code: 0, remarks: '' })
    expect(output.split('\n')).toEqual([
      'URL               Methods                      Kind      File',
      '/                 GET                          page      source/pages/index.tsx',
      '/blog             GET POST ?/rename ?/add-one  page      source/pages/blog/index.tsx',
      '/blog/new         GET                          page      source/pages/blog/new.md',
      '/blog/draft-[id]  GET PUT DELETE               endpoint  source/pages/blog/draft-[id].ts',
      '/blog/[id=int]    GET                          page      source/pages/blog/[id=int].tsx',
      '/blog/[slug]      GET POST                     page      source/pages/blog/[slug].tsx',
      '/zoo              ?                            endpoint  source/pages/zoo.ts',
      '/[...path]        socket                       endpoint  source/pages/(live)/[...path].ts',
      '',
      '5 pages, 3 endpoints',
    ])
  })

  it('prints plain data', async () => {
    const routes = await readVialJson<{ pattern: string }[]>(site.folder, 'routes')

    expect(routes).toHaveLength(8)
    expect(routes.find(({ pattern }) => pattern === '/blog/[slug]')).toEqual({
      pattern: '/blog/[slug]',
      file: 'source/pages/blog/[slug].tsx',
      kind: 'page',
      methods: ['GET', 'HEAD', 'OPTIONS', 'POST'],
      socket: false,
      params: [{ name: 'slug' }],
      middleware: ['source/pages/_middleware.ts', 'source/pages/blog/[slug].tsx'],
      layouts: ['source/pages/_app.tsx', 'source/pages/_layout.tsx', 'source/pages/blog/_layout.tsx'],
    })
    expect(routes.find(({ pattern }) => pattern === '/blog/[id=int]')).toMatchObject({
      params: [{ name: 'id', matcher: 'int' }],
      layouts: ['source/pages/_app.tsx'],
    })
    expect(routes.find(({ pattern }) => pattern === '/blog')).toMatchObject({
      methods: ['GET', 'HEAD', 'OPTIONS', 'POST'],
      actions: ['rename', 'add-one'],
    })
    expect(routes.find(({ pattern }) => pattern === '/zoo')).toMatchObject({ methods: null, layouts: [] })
  })

  it('names the file that does not parse, and still lists it', async () => {
    await site.write({ 'source/pages/zoo.ts': 'export const =' })
    const { code, output, remarks } = await runVial(site.folder, 'routes')

    expect(code).toBe(0)
    expect(output).toContain('/zoo              ?')
    expect(remarks).toBe('source/pages/zoo.ts: Unexpected token (line 1).')
  })

  it('refuses files that answer the same URL', async () => {
    await site.write({ 'source/pages/blog/[name].tsx': page })
    expect(await runVial(site.folder, 'routes')).toEqual({
      code: 1,
      output: '',
      remarks: 'routes/blog/[name].tsx and routes/blog/[slug].tsx answer the same URL. Rename or remove one.',
    })
  })

  it('works without a configuration, and says so', async () => {
    await site.remove('vite.config.js')
    await site.write({ 'routes/about.tsx': page })
    const { code, output, remarks } = await runVial(site.folder, 'routes')

    expect(code).toBe(0)
    expect(output).toContain('/about')
    expect(remarks).toBe('There is no vite.config here. Using vial() with its defaults.')
  })
})

import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseRouteFile } from '../routing/route-file.ts'
import { resolveOptions } from './options.ts'
import { isServed, scanRoutes } from './scan-routes.ts'
import { formatTypes, writeTypes } from './typegen.ts'

describe('formatTypes()', () => {
  it('declares the routes of a site by pattern', () => {
    expect(
      format('index.tsx', 'blog/[slug].tsx', 'feed.xml.ts', '_layout.tsx', '(shop)/cart/index.tsx'),
    ).toBe(
      `// Made by vial from the files in routes/. Changes are lost.
export {}
declare module 'vial' {
  interface Register {
    routes: {
      "/": { params: {}; module: typeof import("../../routes/index.tsx") }
      "/blog/[slug]": { params: { slug: string }; module: typeof import("../../routes/blog/[slug].tsx") }
      "/feed.xml": { params: {}; module: typeof import("../../routes/feed.xml.ts") }
      "/cart": { params: {}; module: typeof import("../../routes/(shop)/cart/index.tsx") }
    }
  }
}
`,
    )
  })

  it.each([
    ['[id]', '{ id: string }'],
    ['[id=int]', '{ id: number }'],
    ['[id=uuid]', '{ id: string }'],
    ['[id=slug]', '{ id: string }'],
    ['[[page=int]]', '{ page?: number | undefined }'],
    ['[...path]', '{ path: string[] }'],
    ['[[...path]]', '{ path: string[] }'],
    ['[name]-[id=int].json', '{ name: string; id: number }'],
    ['[year]/[month]', '{ year: string; month: string }'],
  ])('gives %s the parameters %s', (path, params) => {
    expect(format(`${path}.ts`)).toContain(`: { params: ${params}; module: `)
  })

  it("takes the type of a parameter from the site's own matcher", () => {
    expect(format('_params.ts', '[day=date].ts')).toContain(
      `{ day: import('vial').StandardSchemaV1.InferOutput<typeof import("../../routes/_params.ts")["date"]> }`,
    )
  })

  it('gives a parameter with a missing matcher the type unknown', () => {
    expect(format('[day=date].ts')).toContain('{ day: unknown }')
  })

  it('leaves JavaScript and pages in other languages untyped', () => {
    expect(format('old.jsx')).toContain('      // @ts-ignore\n      "/old": ')
    expect(format('new.tsx')).not.toContain('@ts-ignore')
    expect(format('guide.md')).toContain('"/guide": { params: {}; module: {} }')
  })

  it('leaves out a file whose name does not parse', () => {
    expect(format('[id.tsx', 'fine.tsx').match(/module: /g)).toHaveLength(1)
  })
})

describe('writeTypes()', () => {
  it('writes into the project, and only when something has changed', async () => {
    const root = await mkdtemp(join(tmpdir(), 'vial-typegen-'))
    onTestFinished(() => rm(root, { recursive: true }))
    const options = resolveOptions({ routes: 'source/pages' }, { root, base: '/' })
    const path = join(root, '.vial/types/routes.d.ts')
    const files = parseFiles('index.tsx')

    await writeTypes(files, options)
    expect(await readFile(path, 'utf8')).toContain('import("../../source/pages/index.tsx")')
    await utimes(path, 1, 1)
    await writeTypes(files, options)
    expect((await stat(path)).mtimeMs).toBe(1000)
    await writeTypes(parseFiles('about.tsx'), options)
    expect(await readFile(path, 'utf8')).toContain('"/about"')
  })

  it("reports all type errors of a site's author, and nothing else", { timeout: 60_000 }, async () => {
    const root = resolve(import.meta.dirname, '../fixtures/types')
    const options = resolveOptions({}, { root, base: '/' })
    const { files } = await scanRoutes(options.routesFolder, options.extensions)
    await mkdir(join(root, '.vial/types'), { recursive: true })
    await writeTypes(files.filter(isServed), options)

    const compiler = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin/tsc',
    )
    // Each mistake in the fixture is marked as expected, so an unreported mistake is an error too.
    const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', root], { encoding: 'utf8' })
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  })
})

function format(...paths: string[]): string {
  return formatTypes(parseFiles(...paths), '../../routes')
}

function parseFiles(...paths: string[]): NonNullable<ReturnType<typeof parseRouteFile>>[] {
  return paths.map((path) => parseRouteFile(path, ['.tsx', '.ts', '.jsx', '.md'])!)
}

import { describe, expect, it } from 'vitest'
import { parseRouteFile } from '../routing/route-file.ts'
import { formatTypes } from './format-types.ts'

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

  it('knows nothing of a matcher that is not there yet', () => {
    expect(format('[day=date].ts')).toContain('{ day: unknown }')
  })

  it('lets JavaScript be untyped, and pages in other languages too', () => {
    expect(format('old.jsx')).toContain('      // @ts-ignore\n      "/old": ')
    expect(format('new.tsx')).not.toContain('@ts-ignore')
    expect(format('guide.md')).toContain('"/guide": { params: {}; module: {} }')
  })

  it('leaves out a file whose name does not parse', () => {
    expect(format('[id.tsx', 'fine.tsx').match(/module: /g)).toHaveLength(1)
  })
})

function format(...paths: string[]): string {
  const files = paths.map((path) => parseRouteFile(path, ['.tsx', '.ts', '.jsx', '.md'])!)
  return formatTypes(files, '../../routes')
}

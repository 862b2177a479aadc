import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const files = {
  ...Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [
      `routes/page-${index}.tsx`,
      `export default () => <p>page ${index}</p>`,
    ]),
  ),
  'routes/fails.ts': `export const GET = () => {
  // A comment that only the source has.
  throw new Error('failure in an endpoint')
}`,
}

describe('the built server', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite(files)
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  })
  afterAll(() => site?.dispose())

  it('takes less than 600 kB for ten pages', async () => {
    const sizes = await listSizes(site)
    expect(sizes.length).toBeGreaterThan(10)
    expect(sizes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(600_000)
  })

  it('has source maps for what the author wrote, and for nothing else', async () => {
    const maps = (await listSizes(site)).map(([file]) => file).filter((file) => file.endsWith('.map'))
    expect(maps).toHaveLength(11)
    const sources: string[] = []
    for (const map of maps) sources.push(...JSON.parse(await site.read(`dist/server/${map}`)).sources)
    expect(sources.filter((source) => !source.includes('routes/'))).toEqual([])
  })

  it('names functions of the framework and lines of the author in a stack', async () => {
    const server = await site.startProduction()
    await server.fetch('/fails')
    await server.stop()
    expect(server.output()).toMatch(/routes\/fails\.ts:3:9/)
    expect(server.output()).toContain('answerRoute')
  })
})

describe('a setting of the author', () => {
  it.each([
    ['minify', 'minify: false'],
    ['sourcemap', 'sourcemap: true'],
  ])('keeps the framework as it is: %s', async (_, setting) => {
    const site = await createTemporarySite({
      'routes/index.tsx': 'export default () => <p>home</p>',
      'vite.config.js': `import { vial } from 'vial/vite'
        export default { plugins: [vial()], environments: { ssr: { build: { ${setting} } } } }`,
    })
    try {
      const { code, output } = await site.build()
      expect(code, output).toBe(0)
      const names = (await listSizes(site)).map(([file]) => file)
      const handler = names.find((name) => /^handler-.*\.js$/.test(name))!
      expect(names).toContain(`${handler}.map`)
      expect((await site.read(`dist/server/${handler}`)).split('\n').length).toBeGreaterThan(5000)
    } finally {
      await site.dispose()
    }
  })
})

async function listSizes(site: TemporarySite): Promise<[string, number][]> {
  const names = await readdir(join(site.folder, 'dist/server'), { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [relative(join(site.folder, 'dist/server'), path), statSync(path).size]
    })
}

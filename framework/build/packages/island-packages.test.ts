// Packages with islands: what Vite would leave to Node.js is bundled, or refused with a sentence.
import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'

const island = `export default () => 'count'`

const files = {
  'package.json': `{ "type": "module", "private": true, "dependencies": { "listed-ui": "*", "commonjs-ui": "*" } }`,
  'vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()] }`,
  'node_modules/listed-ui/package.json': `{ "name": "listed-ui", "type": "module", "exports": { ".": "./index.js" } }`,
  'node_modules/listed-ui/index.js': `export { default } from './count.island.js'\nexport { default as Part } from './greet.personal.js'`,
  'node_modules/listed-ui/count.island.js': island,
  'node_modules/listed-ui/greet.personal.js': `export default () => 'hello'`,
  'node_modules/@scope/ghost-ui/package.json': `{ "name": "@scope/ghost-ui", "type": "module", "exports": { ".": { "import": "./index.js" }, "./names": "./names.js", "./parts/*": "./parts/*.js" } }`,
  'node_modules/@scope/ghost-ui/index.js': `import './names.js'\nexport { default } from './dist/index.js'`,
  'node_modules/@scope/ghost-ui/dist/index.js': `export { default } from './count.island'`,
  'node_modules/@scope/ghost-ui/dist/count.island.js': island,
  'node_modules/@scope/ghost-ui/names.js': `export const name = 'ghost'`,
  'node_modules/@scope/ghost-ui/parts/greet.personal.js': `export default () => 'hello'`,
  'node_modules/loose-ui/package.json': `{ "name": "loose-ui", "type": "module" }`,
  'node_modules/loose-ui/lib/count.island.js': island,
  'node_modules/loose-ui/lib/plain.js': `export const plain = 'plain'`,
  // Packages that reach an island by other ways than a relative path.
  'node_modules/imports-ui/package.json': `{ "name": "imports-ui", "type": "module", "exports": "./index.js", "imports": { "#parts/*": { "node": "./parts/*.island.js" } } }`,
  'node_modules/imports-ui/index.js': `export { default } from '#parts/count'`,
  'node_modules/imports-ui/parts/count.island.js': island,
  'node_modules/self-ui/package.json': `{ "name": "self-ui", "type": "module", "exports": { ".": "./index.js", "./count": "./count.island.js" } }`,
  'node_modules/self-ui/index.js': `export { default } from 'self-ui/count'`,
  'node_modules/self-ui/count.island.js': island,
  'node_modules/between-ui/package.json': `{ "name": "between-ui", "type": "module", "exports": "./index.js", "imports": { "#far": "imports-ui" }, "dependencies": { "imports-ui": "*" } }`,
  'node_modules/between-ui/index.js': `export { default } from '#far'`,
  'node_modules/commonjs-ui/package.json': `{ "name": "commonjs-ui", "main": "./index.js", "dependencies": { "listed-ui": "*" } }`,
  'node_modules/commonjs-ui/index.js': `exports.load = () => import('listed-ui')`,
}

const page = (source: string): string =>
  `import type {} from 'loose-ui'\nimport * as all from '${source}'\nexport default () => <p>{Object.keys(all).join()}</p>`

describe('a package with islands that names neither preact nor vial', () => {
  it('is bundled if a package.json lists it', async () => {
    const site = await openSite({
      ...files,
      'routes/index.tsx': `import Count, { Part } from 'listed-ui'\nexport default () => <p><Count /><Part /></p>`,
    })
    for (const mode of ['dev', 'production'] as const) {
      const server = await site.startIn(mode)
      expect(await server.text('/')).toMatch(/<p><!--vial [^>]*-->count<!--\/vial-->.*hello/)
      await server.stop()
    }
  })

  it.each([
    ['@scope/ghost-ui', '@scope/ghost-ui has islands or personal parts, but no package.json'],
    ['@scope/ghost-ui/parts/greet.personal', '@scope/ghost-ui has islands or personal parts, but no package'],
    ['loose-ui/lib/count.island.js', 'loose-ui has islands or personal parts, but no package.json'],
    ['imports-ui', 'imports-ui has islands or personal parts, but no package.json'],
    ['self-ui', 'self-ui has islands or personal parts, but no package.json'],
    [
      'between-ui',
      'between-ui leads to imports-ui, which has islands or personal parts, but no package.json',
    ],
    [
      'commonjs-ui',
      'commonjs-ui leads to listed-ui, which has islands or personal parts, but commonjs-ui is a CommonJS package',
    ],
  ])('is refused if Node.js would load it, when %s is imported', async (source, problem) => {
    const site = await openSite({ ...files, 'routes/index.tsx': page(source) })
    const message = `routes/index.tsx:2:23: ${problem}`
    const { code, output } = await site.build()
    expect([code, output]).toEqual([1, expect.stringContaining(message)])
    const server = await site.startDev()
    expect((await server.fetch('/')).status).toBe(500)
    expect(server.output()).toContain(message)
  })

  it('causes a warning if @vite-ignore keeps its import out of the build', async () => {
    const site = await openSite({
      ...files,
      'routes/index.tsx': `export const loader = async () => Object.keys(await import(/* @vite-ignore */ 'listed-ui'))\nexport default () => null`,
    })
    expect((await site.build()).output).toContain(
      'routes/index.tsx:1:80: import() with @vite-ignore is not part of the build, so it cannot load an island.',
    )
  })

  it('causes a warning if it computes the path of an island', async () => {
    const site = await openSite({
      ...files,
      'node_modules/listed-ui/index.js': `export const load = (name) => import(\`./\${name}.island.js\`)`,
      'routes/index.tsx': `import { load } from 'listed-ui'\nexport const loader = async () => Object.keys(await load('count'))\nexport default () => null`,
    })
    expect((await site.build()).output).toContain(
      'node_modules/listed-ui/index.js:1:31: import() of a computed path is not part of the build, so it cannot load an island.',
    )
  })

  it.each(['@scope/ghost-ui/names', 'loose-ui/lib/plain.js'])(
    'is left alone when the imported file does not lead to them: %s',
    async (source) => {
      const site = await openSite({ ...files, 'routes/index.tsx': page(source) })
      for (const mode of ['dev', 'production'] as const) {
        const server = await site.startIn(mode)
        expect(await server.text('/')).toMatch(/<p>(name|plain)<\/p>/)
        await server.stop()
      }
    },
  )
})

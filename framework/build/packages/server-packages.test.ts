// Tests that dist/ runs on its own, and that the build names the packages that it also needs.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const createPackage = (name: string, source: string, more: object = {}): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    version: '3.2.1',
    type: 'module',
    exports: './index.js',
    ...more,
  }),
  [`node_modules/${name}/index.js`]: source,
})

async function open(files: Record<string, string>): Promise<TemporarySite> {
  const site = await createTemporarySite(files)
  onTestFinished(() => site.dispose())
  return site
}

/** Starts the built server where nothing but `dist` and the given packages is. */
async function startAlone(site: TemporarySite, packages: readonly string[] = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-alone-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await cp(join(site.folder, 'dist'), join(folder, 'dist'), { recursive: true })
  for (const name of packages) {
    const target = join(folder, 'dist/server/node_modules', name)
    await cp(join(site.folder, 'node_modules', name), target, { recursive: true })
  }
  const server = await site.startProduction({}, join(folder, 'dist'))
  const text = await server.text('/')
  expect(server.output()).not.toMatch(/warning/i)
  await server.stop()
  return text
}

describe('vite build', () => {
  it('writes a dist/ that needs no packages', async () => {
    const site = await open({
      ...createPackage(
        'shared-ui',
        `import { h } from 'preact'\nexport const Big = () => h('b', null, 'big')`,
        {
          dependencies: { preact: '*' },
        },
      ),
      ...createPackage('wraps-ui', `export { Big } from 'shared-ui'`, {
        dependencies: { 'round-a': '*', 'shared-ui': '*' },
      }),
      // Packages that depend on each other.
      ...createPackage('round-a', '', { dependencies: { 'round-b': '*' } }),
      ...createPackage('round-b', '', { dependencies: { 'round-a': '*' } }),
      'routes/_count.island.tsx': `
        import { useState } from 'preact/hooks'
        export default () => <i>{useState(7)[0]}</i>`,
      'routes/index.tsx': `
        import { Big } from 'wraps-ui'
        import Count from './_count.island.tsx'
        export default () => <p><Big /><Count /></p>`,
    })
    const { output } = await site.build()

    expect(output).not.toContain('npm install')
    expect(JSON.parse(await site.read('dist/server/package.json'))).toEqual({
      private: true,
      type: 'module',
      dependencies: {},
    })
    expect(await startAlone(site)).toMatch(/<b>big<\/b>.*<i>7<\/i>/)
  })

  it('lists the packages that the site imports, with their versions', async () => {
    const site = await open({
      ...createPackage('plain-a', `export const word = 'plain'`, { dependencies: { 'round-a': '*' } }),
      ...createPackage('round-a', '', { dependencies: { 'round-b': '*' } }),
      ...createPackage('round-b', '', { dependencies: { 'round-a': '*' } }),
      ...createPackage('@scope/plain-b', `export const other = 'scoped'`),
      'routes/index.ts': `
        import { readFile } from 'node:fs/promises'
        import { word } from 'plain-a'
        export const GET = async () => word + ' ' + (await import('@scope/plain-b')).other + typeof readFile`,
    })
    const { output } = await site.build()

    expect(output).toContain(
      "It imports @scope/plain-b, plain-a. To run it without this project's node_modules, run npm install in dist/server.",
    )
    expect(JSON.parse(await site.read('dist/server/package.json')).dependencies).toEqual({
      '@scope/plain-b': '3.2.1',
      'plain-a': '3.2.1',
    })
    expect(await startAlone(site, ['plain-a', '@scope/plain-b'])).toBe('plain scopedfunction')
  })

  it.each(['_server.ts', 'page.tsx', '_middleware.ts'])(
    'makes a server that does not start while a package of routes/%s is missing, and says what to do',
    async (file) => {
      const site = await open({
        ...createPackage('@scope/plain', `export const word = 'plain'`),
        'routes/index.ts': `export const GET = () => 'home'`,
        [`routes/${file}`]: `import { word } from '@scope/plain'\nexport default Object.assign(() => word, { word })`,
      })
      await site.build()
      const error = await startAlone(site).catch(String)

      expect(error).toContain('The server ended with 1 before it listened.')
      expect(error).toMatch(
        /\nThe package @scope\/plain is not installed\. Run npm install in \/.*\/dist\/server\.\n$/,
      )
    },
  )

  it('makes a server that starts without a package that only a request imports', async () => {
    const site = await open({
      ...createPackage('plain-a', `export const word = 'plain'`),
      'lib/word.ts': `export { word } from 'plain-a'`,
      'routes/index.ts': `export const GET = () => 'home'`,
      'routes/word.ts': `export const GET = async () => (await import('../lib/word.ts')).word`,
    })
    await site.build()

    expect(JSON.parse(await site.read('dist/server/package.json')).dependencies).toEqual({
      'plain-a': '3.2.1',
    })
    expect(await startAlone(site)).toBe('home')
  })
})

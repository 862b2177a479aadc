// Tests that packages are found wherever the code of a site can import them from.
import { describe, expect, it, onTestFinished } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'
import { findPackages } from './find-packages.ts'

const files = {
  'package.json': `{ "type": "module", "workspaces": ["site"], "dependencies": { "shared": "*" }, "devDependencies": { "tool": "*" } }`,
  'node_modules/shared/package.json': `{ "name": "shared", "dependencies": { "deep": "*" } }`,
  'node_modules/tool/package.json': `{ "name": "tool" }`,
  'node_modules/deep/package.json': `{ "name": "deep" }`,
  'node_modules/@scope/unlisted/package.json': `{ "name": "@scope/unlisted" }`,
  'site/package.json': `{ "type": "module", "dependencies": { "own": "*" } }`,
  'site/node_modules/own/package.json': `{ "name": "own" }`,
}

async function openSite(more: Record<string, string> = {}): Promise<TemporarySite> {
  const site = await createTemporarySite({ ...files, ...more })
  onTestFinished(() => site.dispose())
  return site
}

describe('findPackages()', () => {
  it('finds the dependencies of a project and of its workspace, and theirs', async () => {
    const { folder } = await openSite()
    const found = await findPackages(`${folder}/site`, () => true)

    expect(found.map(({ chain, isForDevelopment }) => [chain, isForDevelopment])).toEqual([
      ['own', false],
      ['shared', false],
      ['shared > deep', false],
      ['tool', true],
    ])
  })

  it('finds packages that no package.json lists only if they are asked for', async () => {
    const { folder } = await openSite()
    const names = async (isListed: boolean): Promise<string[]> =>
      (await findPackages(`${folder}/site`, () => true, { isListed })).map(({ chain }) => chain)

    expect(await names(true)).not.toContain('@scope/unlisted')
    expect(await names(false)).toContain('@scope/unlisted')
  })
})

describe('vial({ compat: true })', () => {
  const config = `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial({ compat: true })] }`
  const form = {
    'routes/index.tsx': `import Form from './form.island.tsx'\nexport default () => <Form />`,
    'routes/form.island.tsx': `
      import { useForm } from 'react-hook-form'
      export default () => { const { formState } = useForm(); return <p>{String(formState.isDirty)}</p> }`,
  }

  it.each(['dev', 'production'] as const)(
    'bundles libraries that no package.json lists in %s',
    async (mode) => {
      const site = await openSite({
        ...form,
        'package.json': '{ "type": "module" }',
        'vite.config.js': config,
      })
      const server = await site.startIn(mode)

      expect(await server.text('/')).toContain('<p>false</p>')
    },
  )

  it.each([
    ['an object', `{ react: 'preact/compat', 'react-dom': 'preact/compat' }`],
    ['a list', `[{ find: /^react(-dom)?$/, replacement: 'preact/compat' }]`],
  ])('is not needed beside %s of aliases with the same effect', async (_, alias) => {
    const site = await openSite({
      ...form,
      'package.json': '{ "type": "module" }',
      'vite.config.js': `import { vial } from 'vial/vite'
        export default { cacheDir: '.cache', plugins: [vial()], resolve: { alias: ${alias} } }`,
    })
    for (const mode of ['dev', 'production'] as const) {
      const server = await site.startIn(mode)
      expect(await server.text('/')).toContain('<p>false</p>')
    }
  })

  it('converts libraries in CommonJS that only the workspace lists', async () => {
    const site = await openSite({
      'node_modules/shared/package.json': `{ "name": "shared", "peerDependencies": { "react": "*" } }`,
      'node_modules/shared/index.js': `exports.useSize = () => require('react').useState(40)`,
      'site/vite.config.js': config,
      'site/routes/index.tsx': `import Size from './size.island.tsx'\nexport default () => <Size />`,
      'site/routes/size.island.tsx': `
        import { useSize } from 'shared'
        export default () => <p>{useSize()[0]}</p>`,
    })
    const server = await site.startDev({ root: 'site' })

    expect(await server.text('/')).toContain('<p>40</p>')
  })
})

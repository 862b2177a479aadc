import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { createNavigation } from './navigation.ts'
import { type VialOptions, resolveOptions } from '../options.ts'

const resolve = (navigation: VialOptions['navigation'], base = '/'): ReturnType<typeof resolveOptions> =>
  resolveOptions(navigation === undefined ? {} : { navigation }, { root: '/site', base })

describe('createNavigation()', () => {
  it('adds nothing by default', () => {
    expect(createNavigation(resolve(undefined))).toBeUndefined()
    expect(createNavigation(resolve({}))).toBeUndefined()
    expect(createNavigation(resolve('client'))).toEqual({ tags: '', csp: {}, hasScript: true })
    expect(createNavigation(resolve({ pendingForms: true }))).toEqual({ tags: '', csp: {}, hasScript: true })
  })

  it('writes rules for links below the base, and allows them in the policy', () => {
    const { tags, csp } = createNavigation(resolve({ prefetch: 'load' }, '/a+b/'))!
    const rules = /^<script type="speculationrules">(.*)<\/script>$/.exec(tags)![1]!
    expect(JSON.parse(rules).prefetch[0].eagerness).toBe('immediate')
    expect(JSON.parse(rules).prefetch[0].where.and[0]).toEqual({ href_matches: '/a\\+b/*' })
    expect(csp).toEqual({
      'script-src': [`'sha256-${createHash('sha256').update(rules).digest('base64')}'`],
    })
  })

  it('refuses unknown options', () => {
    expect(() => resolve('server' as 'client')).toThrow(/"server" is unknown/)
    expect(() => resolve({ prefetch: 'often' as 'load' })).toThrow(/prefetch is "often"/)
    expect(() => resolve({ client: true, prefetch: 'load' })).toThrow(/only on hover/)
  })
})

describe('vite build', () => {
  async function measureScript(
    navigation: string,
    page: string,
  ): Promise<{ html: string; bytes: number; name: string; files: string[] }> {
    const site = await openSite({
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { plugins: [vial(${navigation})] }`,
      'routes/_button.island.tsx': 'export default () => <button onClick={() => alert(1)}>Press</button>',
      'routes/index.tsx': page,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const folder = `${site.folder}/dist/client/_vial`
    const files = await readdir(folder)
    const name = files.find((file) => /^client-.*\.js$/.test(file))!
    const server = await site.startProduction()
    const bytes = gzipSync(await readFile(`${folder}/${name}`), { level: 9 }).byteLength
    return { html: await server.text('/'), bytes, name, files }
  }

  it('gives every page one script for client navigation, islands or not, of at most 3 kB', async () => {
    const plain = 'export default () => <p>Hi</p>'
    const withIsland = `import Button from './_button.island.tsx'\nexport default () => <Button />`
    const navigation = await measureScript(`{ navigation: 'client' }`, plain)
    const islands = await measureScript('', withIsland)

    expect(navigation.html).toContain(`src="/_vial/${navigation.name}"`)
    // It includes the code that starts islands, because the next page may have some.
    expect(navigation.bytes - islands.bytes).toBeLessThanOrEqual(3000)
    expect(navigation.bytes).toBeLessThanOrEqual(3440)
    // What few visits need is a file that no page loads in advance.
    expect(navigation.files.filter((file) => /^rest-.*\.js$/.test(file))).toHaveLength(1)
    expect(navigation.html).not.toContain('/rest-')
    expect(islands.files.join()).not.toContain('rest-')
  })

  it('gives every page a script of less than 1 kB more for pending forms', async () => {
    const plain = 'export default () => <p>Hi</p>'
    const withIsland = `import Button from './_button.island.tsx'\nexport default () => <Button />`
    const forms = await measureScript('{ navigation: { pendingForms: true } }', plain)
    const islands = await measureScript('', withIsland)

    expect(forms.html).toContain(`src="/_vial/${forms.name}"`)
    expect(forms.bytes - islands.bytes).toBeLessThanOrEqual(600)
  })
})

// Tests that commands and the test client find a site whose configuration sets `root`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readVialJson, runVial } from '../fixtures/test-terminal.ts'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { createTestClient } from './test-client.ts'

describe.each([
  ['a relative root', `'app'`],
  ['an absolute root', `new URL('./app', import.meta.url).pathname`],
])('%s in vite.config', (_, root) => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({
      'vite.config.js': `
        import { vial } from 'vial/vite'
        export default { root: ${root}, cacheDir: '.cache', plugins: [vial({ routes: 'pages', trailingSlash: 'always' })] }`,
      'app/pages/_params.ts': `export const even = { '~standard': { version: 1, vendor: 'test', validate: (value) =>
        value % 2 ? { issues: [{ message: 'odd' }] } : { value: Number(value) } } }`,
      'app/pages/[n=even].tsx': `export default ({ params }) => <p>{params.n}</p>`,
      'app/pages/_commands/greet.ts': `export default () => console.log('Hello')`,
    })
  })

  afterAll(() => site?.dispose())

  it('holds for commands', async () => {
    expect(await readVialJson(site.folder, 'routes')).toMatchObject([{ pattern: '/[n=even]' }])
    expect((await runVial(site.folder, 'check')).code).toBe(0)
    expect((await runVial(site.folder, 'match', '/2/')).output).toContain('pages/[n=even].tsx')
    expect((await site.vial(['run', 'greet'])).output).toBe('Hello')
  })

  it('holds for the test client, with the options of the plugin', async () => {
    const client = await createTestClient({ root: site.folder })
    const pages = [await client.get('/2/'), await client.get('/3/'), await client.get('/2')]
    await client.close()

    expect(pages.map(({ status }) => status)).toEqual([200, 404, 308])
  })
})

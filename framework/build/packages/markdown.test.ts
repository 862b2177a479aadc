// Tests pages in Markdown and MDX, with the plugins that compile them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenToHotUpdates } from '../../fixtures/hot-updates.ts'
import { openSite } from '../../fixtures/open-site.ts'
import { readRefusal } from '../../fixtures/refused-build.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

const toConfig = (plugins: string): string => `
  import mdx from '@mdx-js/rollup'
  import remarkFrontmatter from 'remark-frontmatter'
  import remarkGfm from 'remark-gfm'
  import remarkMdxFrontmatter from 'remark-mdx-frontmatter'
  import { vial } from 'vial/vite'
  const markdown = mdx({ remarkPlugins: [remarkGfm, remarkFrontmatter, [remarkMdxFrontmatter, { name: 'head' }]] })
  export default { cacheDir: '.cache', plugins: [${plugins}] }`

const files = {
  'routes/_layout.tsx': `export const head = { title: 'Site', meta: [{ name: 'description', content: 'site' }] }
    export default ({ children }) => <main>{children}</main>`,
  'routes/_404.tsx': `export default () => <p>own 404</p>`,
  'routes/plain.md': `---
title: Plain & simple
meta:
  - name: description
    content: A plain page
---

# Plain

| a | b |
| - | - |
| 1 | {2} |
`,
  'routes/docs/[page=slug].mdx': `import { Badge } from '../_badge.tsx'

export const loader = ({ params }) => ({ word: params.page.toUpperCase() })

# Docs

<Badge>new</Badge> says {props.data.word} at {props.url.pathname}
`,
  'routes/_badge.tsx': `import './_badge.css'\nexport const Badge = ({ children }) => <b class="badge">{children}</b>`,
  'routes/_badge.css': '.badge { color: red }',
}

describe.each([
  ['dev', 'markdown, vial({ extensions: [".md", ".mdx"] })'],
  ['production', '{ enforce: "pre", ...markdown }, vial({ extensions: [".md", ".mdx"] })'],
  ['production', 'vial({ extensions: [".md", ".mdx"] }), markdown'],
] as const)('Markdown pages in %s by [%s]', (mode, plugins) => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite({ ...files, 'vite.config.js': toConfig(plugins) })
    server = await site.startIn(mode)
  })

  afterAll(() => site?.dispose())

  it('are rendered in their layouts, with their front matter as head', async () => {
    const text = await server.text('/plain')

    expect(text).toContain('<main><h1>Plain</h1>')
    expect(text).toMatch(/<td>1<\/td>\s*<td>\{2\}<\/td>/)
    expect(text.match(/<title>.*<\/title>|<meta name="description"[^>]*>/g)).toEqual([
      '<title>Plain &amp; simple</title>',
      '<meta name="description" content="A plain page">',
    ])
  })

  it('may import components with their styles, and have the exports of other routes', async () => {
    const text = await server.text('/docs/intro')

    expect(text).toContain('<title>Site</title>')
    expect(text).toContain('<p><b class="badge">new</b> says INTRO at /docs/intro</p>')
    expect(text).toMatch(/<link rel="stylesheet" href="[^"]*_?badge/)
    expect(await server.text('/plain')).not.toContain('stylesheet')
  })

  it('answer only their own URLs', async () => {
    for (const path of ['/docs', '/plain.md', '/docs/intro.mdx', '/nope']) {
      const response = await server.fetch(path)
      expect([response.status, await response.text()], path).toEqual([
        404,
        expect.stringContaining('own 404'),
      ])
    }
    expect((await server.fetch('/plain', { method: 'POST' })).status).toBe(405)
  })
})

describe('vite dev', () => {
  it('shows an edited Markdown page and reloads browsers', async () => {
    const site = await openSite({
      ...files,
      'vite.config.js': toConfig('markdown, vial({ extensions: [".md", ".mdx"] })'),
    })
    const server = await site.startDev()
    const updates = await listenToHotUpdates(server.origin)
    await server.text('/plain')
    await site.write({ 'routes/plain.md': '# Edited' })
    await updates.next('full-reload')
    await waitUntil(async () => expect(await server.text('/plain')).toContain('<h1>Edited</h1>'))
    updates.close()
  })
})

describe('vite build', () => {
  it('refuses Markdown that no plugin compiles', async () => {
    const site = await openSite({
      'routes/page.md': '# Page\n\nIt is text.',
      'vite.config.js': toConfig('vial({ extensions: [".md"] })'),
    })
    expect(await readRefusal(site)).toContain('routes/page.md: this is not JavaScript yet. Add a plugin')
  })
})

import { describe, expect, it } from 'vitest'
import type { Manifest } from '../pipeline/manifest.ts'
import { createPageFiles } from './page-files.ts'

const load = async (): Promise<object> => ({})
const manifest: Pick<Manifest, 'files' | 'inlinedStyles'> = {
  files: [
    { path: '_layout.tsx', kind: 'layout', folder: '', load, styles: ['/a.css', '/b.css'] },
    { path: 'index.tsx', kind: 'route', folder: '', load, styles: ['/b.css', '/c.css'] },
    { path: 'bare.tsx', kind: 'route', folder: '', load },
  ],
  inlinedStyles: { '/b.css': { text: 'b{}', hash: 'sha256-b' } },
}
const nonce = (): string => 'n'

describe('createPageFiles()', () => {
  it('links each stylesheet once and inlines small ones, in order', () => {
    expect(createPageFiles(manifest).toHeadTags(['_layout.tsx', 'index.tsx'], nonce)).toBe(
      '<link rel="stylesheet" href="/a.css"><style>b{}</style><link rel="stylesheet" href="/c.css">',
    )
  })

  it('returns no tags for files without styles', () => {
    expect(createPageFiles(manifest).toHeadTags(['bare.tsx'], nonce)).toBe('')
  })

  it('adds the tags for navigation to every page', () => {
    const navigation = { tags: '<meta name="a">', csp: {}, hasScript: true }
    const files = createPageFiles({ ...manifest, navigation })

    expect(files.toHeadTags(['bare.tsx'], nonce)).toBe('<meta name="a">')
    expect(files.hasScript).toBe(true)
  })

  it('returns the same list of hashes for the inlined stylesheets every time', () => {
    const files = createPageFiles(manifest)
    const planOf = (...paths: string[]) => ({ paths, memo: { isAsync: false } })
    const plan = planOf('_layout.tsx', 'index.tsx')
    const hashes = files.styleHashesOf(plan)

    expect(hashes).toEqual(['sha256-b'])
    expect(files.styleHashesOf(plan)).toBe(hashes)
    expect(files.styleHashesOf(planOf('bare.tsx'))).toEqual([])
    expect(createPageFiles({ files: [] }).styleHashesOf(planOf())).toBeUndefined()
  })
})

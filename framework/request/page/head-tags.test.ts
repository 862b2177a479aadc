import { describe, expect, it } from 'vitest'
import { createHeadTags, createStyleHashes } from './head-tags.ts'
import type { Manifest } from '../pipeline/manifest.ts'

const load = async (): Promise<object> => ({})
const manifest: Pick<Manifest, 'files' | 'inlinedStyles'> = {
  files: [
    { path: '_layout.tsx', kind: 'layout', folder: '', load, styles: ['/a.css', '/b.css'] },
    { path: 'index.tsx', kind: 'route', folder: '', load, styles: ['/b.css', '/c.css'] },
    { path: 'bare.tsx', kind: 'route', folder: '', load },
  ],
  inlinedStyles: { '/b.css': { text: 'b{}', hash: 'sha256-b' } },
}

describe('createHeadTags()', () => {
  it('links each sheet once and writes small ones out, in order', () => {
    expect(createHeadTags(manifest)(['_layout.tsx', 'index.tsx'])).toBe(
      '<link rel="stylesheet" href="/a.css"><style>b{}</style><link rel="stylesheet" href="/c.css">',
    )
  })

  it('gives nothing for files without styles', () => {
    expect(createHeadTags(manifest)(['bare.tsx'])).toBe('')
  })
})

describe('createStyleHashes()', () => {
  it('names the sheets that are part of the page', () => {
    expect(createStyleHashes(manifest)(['_layout.tsx', 'index.tsx'])).toEqual(['sha256-b'])
    expect(createStyleHashes(manifest)(['bare.tsx'])).toEqual([])
  })
})

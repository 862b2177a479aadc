// Tests for the documentation in the npm package.
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { docsOrder } from '../_pages.ts'
import { findDocsFiles } from './docs-files.ts'
import { formatPackageDocs } from './package-docs.ts'

const texts = formatPackageDocs()
const links = [...texts].flatMap(([from, text]) =>
  Array.from(withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), ([, url = '']) => ({ from, url })),
)

describe('formatPackageDocs()', () => {
  it('has a file for each page, and an index with all of them', () => {
    expect(texts.size).toBe(findDocsFiles().size + 1)
    expect(texts.get('routing.md')).toMatch(/^# Routing\n/)
    expect(texts.get('tutorial/index.md')).toMatch(/^# /)
    expect(texts.get('reference/vial.md')).toContain('redirect')
    const listed = links.filter(({ from }) => from === 'index.md').map(({ url }) => url)
    const pages = docsOrder.filter(({ route }) => findDocsFiles().has(route))
    expect(listed).toHaveLength(pages.length)
  })

  it('links only to files that are there, and to other sites', () => {
    expect(links.length).toBeGreaterThan(100)
    const broken = links.filter(({ from, url }) => {
      const [path = ''] = url.split('#')
      return !/^https?:/.test(url) && path !== '' && !texts.has(posix.join(posix.dirname(from), path))
    })
    expect(broken).toEqual([])
  })
})

function withoutCode(text: string): string {
  return text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '')
}

// The list of pages, the files, and the links between them fit together.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Node, Parent } from 'unist'
import { describe, expect, it } from 'vitest'
import { docsPages } from '../_pages.ts'
import { findDocsFiles } from './docs-files.ts'
import { listHeadings } from './heading-ids.ts'
import { parsePage } from './parse-page.ts'

const files = findDocsFiles()

describe('the documentation', () => {
  it('lists every file, and no file that is missing', () => {
    const written = docsPages.map(({ route }) => route).filter((route) => !isComponent(route))
    expect([...files.keys()].sort()).toEqual(written.sort())
  })

  it('lists each page once', () => {
    const routes = docsPages.map(({ route }) => route)
    expect(routes).toEqual([...new Set(routes)])
  })

  it('links only to pages and headings that exist', () => {
    const ids = new Map(
      Array.from(files, ([path, file]) => [path, listHeadings(parsePage(file)).map(({ id }) => id)]),
    )
    const broken = [...files].flatMap(([path, file]) =>
      listLinks(parsePage(file)).filter((link) => {
        const [target = '', fragment] = link.split('#')
        const found = target === '' || target === path || isComponent(target) || ids.has(target)
        return !found || (fragment !== undefined && !ids.get(target || path)?.includes(fragment))
      }),
    )
    expect(broken).toEqual([])
  })
})

function isComponent(path: string): boolean {
  const file = join(import.meta.dirname, '../..', path)
  return existsSync(`${file}.tsx`) || existsSync(join(file, 'index.tsx'))
}

/** Lists the links of a page to its own headings and to the documentation. */
function listLinks(node: Node): string[] {
  const own = node.type === 'link' ? [(node as Node & { url: string }).url] : []
  const inside = 'children' in node ? (node as Parent).children.flatMap(listLinks) : []
  return [...own.filter((url) => /^(#|\/docs\b)/.test(url)), ...inside]
}

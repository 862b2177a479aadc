// Parses a page of the documentation into a syntax tree (mdast).
import { readFileSync } from 'node:fs'
import type { Root } from 'mdast'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { expandReference } from './expand-reference.ts'
import { addHeadingIds } from './heading-ids.ts'

const parser = unified().use(remarkParse).use(remarkMdx).use(remarkGfm).use(remarkFrontmatter)
const parsed = new Map<string, { source: string; tree: Root }>()

/**
 * Parses an MDX file, with the same ids as on the rendered page. The tree is shared: do not change it.
 *
 * @param file The absolute path
 */
export function parsePage(file: string): Root {
  const source = readFileSync(file, 'utf8')
  const last = parsed.get(file)
  if (last?.source === source) return last.tree
  const tree = parser.parse(source)
  expandReference(tree)
  addHeadingIds(tree)
  parsed.set(file, { source, tree })
  return tree
}

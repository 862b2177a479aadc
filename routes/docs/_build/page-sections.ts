// Divides a page into sections: the text below each heading, for the search.
import type { Node, Parent, Root, RootContent } from 'mdast'
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx'
import { toString as toText } from 'mdast-util-to-string'
import { headingId } from './heading-ids.ts'
import { readTerms } from './read-terms.ts'

export interface PageSection {
  /** The id of the heading; empty for what is above the first one. */
  id: string
  heading: string
  text: string
  /** The code blocks, and the names in lists of terms. */
  code: string
}

/** Lists the sections of a page that are not empty. The first one is above all headings. */
export function listSections(tree: Root): PageSection[] {
  let section = { id: '', heading: '', text: '', code: '' }
  const sections = [section]
  for (const node of tree.children) {
    if (node.type === 'heading') {
      section = { id: headingId(node), heading: toText(node), text: '', code: '' }
      sections.push(section)
      continue
    }
    const { text, code } = readContent(node)
    section.text = joinText(section.text, text)
    section.code = joinText(section.code, code)
  }
  return sections.filter(({ id, text, code }) => id === '' || text !== '' || code !== '')
}

function readContent(node: RootContent): { text: string; code: string } {
  if (node.type === 'mdxjsEsm' || node.type === 'yaml') return { text: '', code: '' }
  if (node.type === 'code') return { text: '', code: joinText(node.meta ?? '', node.value) }
  if (node.type === 'mdxJsxFlowElement' && node.name === 'Terms') return readTermsContent(node)
  return { text: listTexts(node).join(' '), code: '' }
}

function readTermsContent(node: MdxJsxFlowElement): { text: string; code: string } {
  const terms = readTerms(node)
  return { text: terms.map(([, meaning]) => meaning).join(' '), code: terms.map(([name]) => name).join(' ') }
}

/** The texts of the paragraphs and cells of a node: toText() alone would join them without a space. */
function listTexts(node: Node): string[] {
  const isText = ['paragraph', 'heading', 'tableCell', 'code'].includes(node.type) || !('children' in node)
  return isText ? [toText(node)] : (node as Parent).children.flatMap(listTexts)
}

function joinText(...texts: string[]): string {
  return texts.filter(Boolean).join(' ').replace(/\s+/g, ' ')
}

// Highlights the code blocks of Markdown pages, and reads what follows their language.
import type { Element, Root } from 'hast'
import { highlightCode } from './highlight-code.ts'

/** What the line of a code block says after the language: ```ts routes/index.ts {2,4-5} */
interface BlockOptions {
  /** The file name or caption. */
  file: string | undefined
  marked: ReadonlySet<number>
  /** Whether long lines are wrapped, for signatures. */
  wraps: boolean
}

/** A rehype plugin: passes each code block to the component that renders it, as properties of its `<code>`. */
export async function highlightMarkdown(tree: Root): Promise<void> {
  await Promise.all(findBlocks(tree).map(highlightBlock))
}

async function highlightBlock(block: Element): Promise<void> {
  const [text] = block.children
  const code = text?.type === 'text' ? text.value.replace(/\n$/, '') : ''
  const { className } = block.properties
  const name = Array.isArray(className) ? className[0] : undefined
  const { file, marked, wraps } = readOptions(block.data?.meta ?? '')
  const html = await highlightCode(code, String(name ?? '').replace('language-', ''), marked)
  block.properties = { file, wraps, html }
}

/** Reads the file name, the marked lines in braces, and the word `wrap`. */
export function readOptions(meta: string): BlockOptions {
  const [, name = '', lines = ''] = /^(.*?)(?:\s*\{([\d\s,-]+)\})?$/.exec(meta.trim()) ?? []
  const file = name === '' || name === 'wrap' ? undefined : name
  return { file, marked: readLines(lines), wraps: name === 'wrap' }
}

function readLines(text: string): Set<number> {
  const ranges = text.split(',').filter((range) => range.trim() !== '')
  return new Set(
    ranges.flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number)
      return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    }),
  )
}

function findBlocks(node: Root | Element): Element[] {
  return node.children.flatMap((child) => {
    if (child.type !== 'element') return []
    const [code] = child.children
    return child.tagName === 'pre' && code?.type === 'element' ? [code] : findBlocks(child)
  })
}

// Formats a page of the documentation as plain Markdown, for tools that read text: no imports, no components.
import type { BlockContent, List, PhrasingContent, Root, RootContent } from 'mdast'
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx'
import remarkGfm from 'remark-gfm'
import remarkStringify from 'remark-stringify'
import { unified } from 'unified'
import { readTerms } from './read-terms.ts'

export interface PageTitle {
  title: string
  summary: string
}

type JsxElement = MdxJsxFlowElement | MdxJsxTextElement

const formatter = unified().use(remarkGfm).use(remarkStringify, { bullet: '-', rule: '-' })

/** Returns the URL to write for a link, or `undefined` to write its text only. */
export type ToUrl = (url: string) => string | undefined

/**
 * Formats a page, with its title and summary at the start.
 *
 * @param toUrl Changes the URLs of links (default: they stay)
 */
export function formatMarkdown(tree: Root, { title, summary }: PageTitle, toUrl?: ToUrl): string {
  const start: BlockContent[] = [
    { type: 'heading', depth: 1, children: [{ type: 'text', value: title }] },
    { type: 'paragraph', children: [{ type: 'text', value: summary }] },
  ]
  const content = tree.children.flatMap(toPlain)
  const children = [...start, ...(toUrl ? replaceLinks(content, toUrl) : content)] as RootContent[]
  return formatter.stringify({ type: 'root', children })
}

function replaceLinks(nodes: readonly RootContent[], toUrl: ToUrl): RootContent[] {
  return nodes.flatMap((node) => {
    if (!('children' in node)) return [node]
    const children = replaceLinks(node.children as RootContent[], toUrl)
    if (node.type !== 'link') return [withChildren(node, children)]
    const url = toUrl(node.url)
    return url === undefined ? children : [{ ...node, url, children } as RootContent]
  })
}

/** Replaces a node that is not Markdown with its equivalent, or with nothing. */
function toPlain(node: RootContent): RootContent[] {
  if (['yaml', 'mdxjsEsm', 'mdxFlowExpression'].includes(node.type)) return []
  if (node.type === 'mdxTextExpression') return [toText(node.value)]
  if (node.type === 'mdxJsxFlowElement' && node.name === 'Terms') return [toList(node)]
  if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') return toContent(node)
  return 'children' in node ? [withChildren(node, plainChildren(node))] : [node]
}

/** Returns a link, or the content of another element. */
function toContent(node: JsxElement): RootContent[] {
  const children = plainChildren(node)
  const url = node.name === 'a' ? readPath(node) : undefined
  if (url === undefined) return children
  const link = { type: 'link', url, children: children as PhrasingContent[] } as const
  return [node.type === 'mdxJsxFlowElement' ? { type: 'paragraph', children: [link] } : link]
}

/** Reads `href="/notes"` or `href={href('/notes')}`. */
function readPath({ attributes }: JsxElement): string | undefined {
  const value = attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === 'href')?.value
  return typeof value === 'string' ? value : /^href\('([^']*)'\)$/.exec(value?.value ?? '')?.[1]
}

function toList(node: MdxJsxFlowElement): List {
  return {
    type: 'list',
    spread: false,
    children: readTerms(node).map(([name, meaning]) => ({
      type: 'listItem',
      children: [
        {
          type: 'paragraph',
          children: [
            { type: 'inlineCode', value: name },
            { type: 'text', value: `: ${meaning}` },
          ],
        },
      ],
    })),
  }
}

/** Returns the text of a quoted string; other expressions become code. */
function toText(expression: string): PhrasingContent {
  const quoted = /^\s*(['"])(.*)\1\s*$/.exec(expression)?.[2]
  return quoted === undefined ? { type: 'inlineCode', value: expression } : { type: 'text', value: quoted }
}

function plainChildren(node: RootContent): RootContent[] {
  return 'children' in node ? (node.children as RootContent[]).flatMap(toPlain) : []
}

function withChildren<Type extends RootContent>(node: Type, children: RootContent[]): Type {
  return { ...node, children }
}

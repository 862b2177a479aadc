// Replaces <Reference entry="…" /> in a Markdown page with the exports of an entry point, as headings, code and lists.
import type { BlockContent, Heading, List, ListItem, PhrasingContent, Root, RootContent } from 'mdast'
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { type ReferenceExport, type ReferenceMember, readExports } from './read-exports.ts'

const parser = unified().use(remarkParse).use(remarkGfm)

/** A remark plugin. All other plugins see the result, so the exports have ids, are highlighted and can be found. */
export function expandReference(tree: Root): void {
  tree.children = tree.children.flatMap((node) => (isReference(node) ? formatReference(node) : [node]))
}

function isReference(node: RootContent): node is MdxJsxFlowElement {
  return node.type === 'mdxJsxFlowElement' && node.name === 'Reference'
}

function formatReference({ attributes }: MdxJsxFlowElement): RootContent[] {
  const entry = attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === 'entry')?.value
  const exports = readExports(String(entry))
  return groups.flatMap(({ title, kinds }) => {
    const members = exports.filter(({ kind }) => kinds.includes(kind))
    return members.length === 0
      ? []
      : [
          formatHeading(2, title.toLowerCase(), { type: 'text', value: title }),
          ...members.flatMap(formatExport),
        ]
  })
}

const groups: readonly { title: string; kinds: readonly ReferenceExport['kind'][] }[] = [
  { title: 'Functions', kinds: ['function', 'value'] },
  { title: 'Classes', kinds: ['class'] },
  { title: 'Types', kinds: ['type'] },
]

function formatExport({ name, signature, doc, members }: ReferenceExport): RootContent[] {
  return [
    // The name as it is: `auth` and `Auth` are different.
    formatHeading(3, name, { type: 'inlineCode', value: name }),
    { type: 'code', lang: 'ts', meta: 'wrap', value: signature },
    ...parseMarkdown(doc.description),
    ...formatList(doc.params.map(({ name: param, text }) => formatTerm(param, text))),
    ...parseMarkdown(doc.returns && `Returns: ${doc.returns}.`),
    ...doc.throws.flatMap((text) => parseMarkdown(`Throws: ${text}.`)),
    ...formatList(members.map(formatMember)),
  ]
}

function formatHeading(depth: 2 | 3, id: string, content: PhrasingContent): Heading {
  return { type: 'heading', depth, data: { hProperties: { id } }, children: [content] }
}

function formatMember({ signature, doc }: ReferenceMember): ListItem {
  const rest = [
    ...doc.params.map(({ name, text }) => `\`${name}\`: ${text}.`),
    doc.returns && `Returns: ${doc.returns}.`,
    ...doc.throws.map((text) => `Throws: ${text}.`),
  ]
  return formatTerm(signature.replace(/\s+/g, ' '), [doc.description, ...rest].filter(Boolean).join('\n\n'))
}

/** A list item that begins with a name or a signature. */
function formatTerm(name: string, text: string): ListItem {
  const [first, ...others] = parseMarkdown(text)
  const code: PhrasingContent = { type: 'inlineCode', value: name }
  const inline = first?.type === 'paragraph' ? first.children : []
  const rest = first === undefined || first.type === 'paragraph' ? others : [first, ...others]
  const lead: PhrasingContent[] =
    inline.length > 0 ? [code, { type: 'text', value: ': ' }, ...inline] : [code]
  return {
    type: 'listItem',
    spread: rest.length > 0,
    children: [{ type: 'paragraph', children: lead }, ...rest],
  }
}

function formatList(children: ListItem[]): List[] {
  return children.length === 0 ? [] : [{ type: 'list', ordered: false, spread: false, children }]
}

function parseMarkdown(text: string): BlockContent[] {
  return parser.parse(text).children as BlockContent[]
}

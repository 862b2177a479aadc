// Finds <title>, <meta> and the like in the body of a page, where browsers and search engines ignore them.
import { enclosingElement, findAttribute, hasSpread, isElement, readText } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf } from '../parse-tree.ts'

/** Finds the first element of a page or layout that belongs in the head. */
export function findHeadElements({ kind, tree, isReact, exports }: ParsedFile): Mistake[] {
  if (isReact || (kind !== 'route' && kind !== 'layout' && kind !== 'error')) return []
  const head = exports.get('head')
  const element = tree
    .nodesOf('JSXOpeningElement')
    .find((node) => isElement(node) && isForHead(node) && !(head && isInside(node, head)))
  // A <head> around it is reported itself.
  if (!element || enclosingElement(element.parent!, 'head')) return []
  const tag = nameOf(element.name)
  const message = `<${tag}> is in the body of the page, and it belongs in the head. Export head, such as ${examples[tag]}.`
  return [{ level: 'warning', node: element, message }]
}

/** Markup in `head` is reported itself. */
function isInside({ start, end }: Node, outer: Node): boolean {
  return start >= outer.start && end <= outer.end
}

const examples: Readonly<Record<string, string>> = {
  title: '{ title: … }',
  meta: '{ meta: [{ name: …, content: … }] }',
  link: '{ link: [{ rel: …, href: … }] }',
}

function isForHead(element: Node): boolean {
  const tag = nameOf(element.name)
  if (tag === 'title') return !enclosingElement(element, 'svg')
  // Microdata is allowed anywhere.
  if (hasSpread(element) || findAttribute(element, 'itemprop')) return false
  if (tag === 'meta') return true
  const rel = tag === 'link' ? readText(findAttribute(element, 'rel')?.value) : undefined
  return rel?.split(/\s+/).some((word) => headRels.has(word.toLowerCase())) === true
}

// HTML, section 4.2.4: the other types of links, such as stylesheet, are allowed in the body.
const headRels = new Set([
  'alternate',
  'apple-touch-icon',
  'author',
  'canonical',
  'icon',
  'license',
  'manifest',
  'next',
  'prev',
  'search',
])

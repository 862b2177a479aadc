// Finds elements that browsers put elsewhere than they are written: blocks in a paragraph, links in links, buttons in buttons.
import { isVialExport } from './bindings.ts'
import { isElement } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, isWrapper, nameOf, unwrap } from '../parse-tree.ts'

/** Finds elements that end the element around them. */
export function findElementNesting({ tree, isReact }: ParsedFile): Mistake[] {
  if (isReact) return []
  return tree.nodesOf('JSXOpeningElement').flatMap((node): Mistake[] => {
    if (isVialExport(node.name as Node, 'FieldMessages')) {
      return isInside(node, 'p') ? [{ level: 'warning', node, message: messagesInParagraph }] : []
    }
    const tag = isElement(node) ? nameOf(node.name) : ''
    const outer = tag === 'a' || tag === 'button' ? tag : endsParagraph(tag) ? 'p' : undefined
    if (outer === undefined || !isInside(node, outer)) return []
    return [{ level: 'warning', node, message: describeNesting(tag, outer) }]
  })
}

// The reader does not see the `<p>` of a component. The words of describeNesting() are in it: dev-review.ts looks for them.
const messagesInParagraph =
  '<FieldMessages> renders a paragraph, and <p> cannot be inside <p>, because browsers end the paragraph before it. Write <div> instead of the outer <p>.'

/** Says what is wrong with an element inside one that it ends. */
function describeNesting(tag: string, outer: string): string {
  return outer === 'p'
    ? `<${tag}> cannot be inside <p>, because browsers end the paragraph before it. Write <div> instead of <p>.`
    : `<${tag}> cannot be inside <${outer}>, because browsers end the outer one before it. Put one after the other.`
}

/** Tells whether a start tag ends an open `<p>` (HTML 13.2.6.4.7). */
export function endsParagraph(tag: string): boolean {
  return blocks.has(tag)
}

/** Tells whether what is inside an element leaves a `<p>` or `<button>` around it open ("button scope", HTML 13.2.4.2). */
export function isParagraphBoundary(tag: string): boolean {
  return boundaries.has(tag)
}

const blocks = new Set(
  'address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul'.split(
    ' ',
  ),
)
const boundaries = new Set(
  'applet button caption foreignObject html marquee math object svg table td template th title'.split(' '),
)

/** Tells whether an element is the child of an outer one, or inside its children; a component may put it anywhere. */
function isInside(element: Node, outer: string): boolean {
  for (let current = element.parent!.parent; current && mayPass(current); current = current.parent) {
    if (current.type !== 'JSXElement') continue
    const opening = current.openingElement as Node
    const tag = nameOf(opening.name)
    if (!isElement(opening)) return false
    if (tag === outer) return true
    // What ends the paragraph is reported itself.
    if (isParagraphBoundary(tag) || (outer === 'p' && endsParagraph(tag))) return false
  }
  return false
}

/** Tells whether the value of a node is shown where the node stands: in `{condition && <b />}` and `{list.map(() => <b />)}`. */
function mayPass(node: Node): boolean {
  if (isFunction(node)) return node.parent?.type === 'CallExpression'
  if (node.type !== 'CallExpression') return passing.has(node.type) || isWrapper(node)
  const callee = unwrap(node.callee as Node)
  return callee?.type === 'MemberExpression' && nameOf(callee.property) === 'map'
}

const passing = new Set([
  'JSXElement',
  'JSXFragment',
  'JSXExpressionContainer',
  'LogicalExpression',
  'ConditionalExpression',
  'ReturnStatement',
  'BlockStatement',
  'IfStatement',
])

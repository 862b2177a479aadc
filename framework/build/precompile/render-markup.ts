// Renders the elements of a file with the renderer itself, so that everything that is known has its final form.
import { type VNode, h, options } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Declarations, Markup, Value } from './read-markup.ts'

/** A piece of HTML: finished, or what a value becomes. */
export type Piece = string | DynamicPiece

export type DynamicPiece =
  | { readonly kind: 'child' | 'childInSvg' | 'childInHtml'; readonly hole: number }
  | { readonly kind: 'attribute' | 'textAttribute'; readonly hole: number; readonly name: string }
  | { readonly kind: 'class' | 'style'; readonly hole: number }
  | { readonly kind: 'declarations'; readonly declarations: readonly Declaration[] }

/** A declaration of a `style` object. */
export interface Declaration {
  readonly value: Value
  /** The property with a colon. */
  readonly start: string
  /** What follows a number. */
  readonly end: string
}

export interface RenderedMarkup {
  readonly pieces: readonly Piece[]
  /** Whether attributes have other names if the element is inside `<svg>`. */
  readonly isSvgRelevant: boolean
}

/**
 * Renders an element.
 *
 * @returns `undefined` if the renderer refuses it
 */
export function renderMarkup(markup: Markup): RenderedMarkup | undefined {
  const dynamic: DynamicPiece[] = []
  // If something in this process has loaded preact/compat, its hook would write attributes in another order.
  const { vnode } = options
  delete options.vnode
  try {
    const html = renderToString(toNode(markup, 'child', dynamic))
    const inSvg = renderToString(h('svg', null, toNode(markup, 'child', [])))
    return {
      pieces: splitHtml(html, dynamic),
      isSvgRelevant: inSvg !== `<svg>${html}</svg>`,
    }
  } catch {
    // Such as a name with a character that HTML does not allow.
    return undefined
  } finally {
    if (vnode) options.vnode = vnode
  }
}

// In the private use area: no text of an element is likely to contain it, and texts that do are refused.
const mark = '\u{F0000}'

type ChildKind = 'child' | 'childInSvg' | 'childInHtml'

/** Creates the node of an element, with marks in place of what is dynamic. */
function toNode({ tag, props, children }: Markup, around: ChildKind, dynamic: DynamicPiece[]): VNode {
  const inner: ChildKind = tag === 'svg' ? 'childInSvg' : tag === 'foreignObject' ? 'childInHtml' : around
  const given: Record<string, unknown> = {}
  for (const [name, value] of props) {
    if (name === 'key') continue
    const piece = toDynamicAttribute(tag, name, value)
    given[name] = piece ? addMark(piece) : assertUnmarked(value)
  }
  const content = children.map((child) => {
    if (typeof child !== 'object') return assertUnmarked(child)
    return 'tag' in child ? toNode(child, inner, dynamic) : addMark({ kind: inner, hole: child.hole })
  })
  return h(tag, given, ...(content as never[]))

  function addMark(piece: DynamicPiece): string {
    return `${mark}${dynamic.push(piece) - 1}${mark}`
  }
}

function assertUnmarked(value: unknown): unknown {
  if (typeof value === 'string' && value.includes(mark)) throw new Error('The text contains the mark.')
  return value
}

function toDynamicAttribute(
  tag: string,
  name: string,
  value: Value | Declarations,
): DynamicPiece | undefined {
  if (typeof value !== 'object') return undefined
  if ('declarations' in value) {
    const declarations = value.declarations.map(([property, one]) => ({
      ...readDeclaration(property),
      value: one,
    }))
    return { kind: 'declarations', declarations }
  }
  const { hole } = value
  if (name === 'style') return { kind: 'style', hole }
  if (name === 'class' || name === 'className') return { kind: 'class', hole }
  const isText = renderToString(h(tag, { [name]: false })).includes('="false"')
  return { kind: isText ? 'textAttribute' : 'attribute', hole, name: '' }
}

function readDeclaration(property: string): Pick<Declaration, 'start' | 'end'> {
  assertUnmarked(property)
  const html = renderToString(h('i', { style: { [property]: 1 } }))
  const css = html.slice(html.indexOf('"') + 1, html.lastIndexOf('"'))
  if (/&(quot|amp|lt);/.test(css)) throw new Error('The property needs escaping.')
  const end = css.endsWith('px;') ? 'px;' : ';'
  return { start: css.slice(0, -end.length - 1), end }
}

/** Splits HTML at the marks, with the names that the renderer has given to attributes. */
function splitHtml(html: string, dynamic: readonly DynamicPiece[]): Piece[] {
  const pieces: Piece[] = []
  const places = new RegExp(`(?: ([^\\s"=<>]+)=")?${mark}(\\d+)${mark}("?)`, 'gu')
  let end = 0
  for (const { 0: whole, 1: name, 2: number, 3: quote, index } of html.matchAll(places)) {
    const piece = dynamic[Number(number)]!
    if (index > end) pieces.push(html.slice(end, index))
    if (name === undefined) {
      // A quotation mark after a child is escaped in text, so this one belongs to what follows.
      pieces.push(piece)
      end = index + whole.length - quote!.length
    } else {
      pieces.push('name' in piece ? { ...piece, name: ` ${name}` } : piece)
      end = index + whole.length
    }
  }
  if (end < html.length) pieces.push(html.slice(end))
  return pieces
}

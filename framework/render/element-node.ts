// The virtual nodes of precompiled elements: finished HTML for the renderer, ordinary nodes for all other code.
import { Fragment, type VNode, options } from 'preact'
import { jsx } from 'preact/jsx-runtime'

/**
 * The code that a build writes for an element. `holes` are the values of its expressions, in the order of the source.
 *
 * Without `create` it returns the HTML, or `undefined` if a value does not allow that. With `create` it returns the
 * ordinary node.
 */
export type Template = (holes: readonly unknown[], create?: typeof jsx) => string | VNode | undefined

/**
 * Creates the virtual node of a precompiled element.
 *
 * If another package observes how nodes are created, this is an ordinary node.
 *
 * @param keyHole The index of the hole that is the key (default: no key)
 */
export function createElementNode(
  template: Template,
  tag: string,
  holes: readonly unknown[],
  keyHole = -1,
): VNode {
  if (options.vnode !== undefined && !isHarmless(options.vnode)) return template(holes, jsx) as VNode
  if (!isInstalled) installElementNodes()
  return new ElementNode(template, tag, holes, keyHole < 0 ? undefined : holes[keyHole]) as unknown as VNode
}

const harmless: unique symbol = Symbol.for('vial.harmless') as never

/**
 * Marks a hook for created nodes that does not change elements, nor needs to see those without unusual values.
 *
 * @param previous The hook that it calls
 */
export function markHarmless<Hook extends object>(hook: Hook, previous: object | undefined): Hook {
  return Object.assign(hook, { [harmless]: previous === undefined || isHarmless(previous) })
}

function isHarmless(hook: object): boolean {
  return (hook as { [harmless]?: boolean })[harmless] === true
}

type DiffHook = (vnode: VNode) => void
const hooks = options as { __b?: DiffHook | undefined }
const ownHooks = new WeakSet<DiffHook>()
let isInstalled = false

/**
 * Makes the renderer take the HTML of precompiled elements.
 *
 * Called before each rendering, because this must be the first hook: a package that was loaded later, such as
 * `@preact/signals`, would ask each element for its properties, which creates an ordinary node.
 */
export function installElementNodes(): void {
  isInstalled = true
  const previous = hooks.__b
  if (previous && ownHooks.has(previous)) return
  const hook: DiffHook = (vnode) => {
    if (vnode instanceof ElementNode) prepare(vnode)
    else if ('template' in vnode) completeCopy(vnode as unknown as Copy)
    previous?.(vnode)
  }
  ownHooks.add(hook)
  hooks.__b = hook
}

/** Offers the HTML to the renderer, which reads `type` and `props` immediately after the hook. */
function prepare(node: ElementNode): void {
  // Only Preact itself, which renders to a DOM, counts the depth of nodes.
  if (node.__b > 0 || node.ordinary || node.html !== undefined) return
  isSvgRelevant = false
  const html = joinNode(node)
  if (html !== undefined && isSvgRelevant && isInSvg(node)) toOrdinary(node)
  else node.html = html
}

/** A node that was copied with `{ ...node }`: it has the own properties only. */
type Copy = { template: Template; tag: string; holes: readonly unknown[]; type?: unknown; props?: unknown }

function completeCopy(copy: Copy): void {
  copy.type ??= copy.tag
  copy.props ??= (copy.template(copy.holes, jsx) as VNode).props
}

const mark = (jsx('i', {}) as { constructor: unknown }).constructor

class ElementNode {
  readonly key: unknown
  readonly template: Template
  readonly tag: string
  readonly holes: readonly unknown[]
  // The next four are properties only of the few nodes that have a value, because most nodes live for a moment.
  /** What the renderer takes next. */
  declare html: string | undefined
  /** Replaces this node as soon as other code looks into it. */
  declare ordinary: VNode | undefined
  /** The parent, and the depth, under the names of Preact's own nodes. */
  declare __: (ElementNode & { type: unknown }) | null
  declare __b: number

  constructor(template: Template, tag: string, holes: readonly unknown[], key: unknown) {
    // The own property by which Preact recognizes nodes.
    ;(this as { constructor: unknown }).constructor = mark
    this.template = template
    this.tag = tag
    this.holes = holes
    this.key = key
  }

  get type(): unknown {
    if (this.ordinary) return this.ordinary.type
    return this.html === undefined ? this.tag : Fragment
  }

  set type(type: unknown) {
    toOrdinary(this).type = type as VNode['type']
  }

  get props(): object {
    const { html } = this
    if (html === undefined) return toOrdinary(this).props
    // The same node may be rendered again, or be looked into later.
    this.html = undefined
    return { tpl: [html] }
  }

  set props(props: object) {
    ;(toOrdinary(this) as { props: object }).props = props
  }

  get ref(): unknown {
    return toOrdinary(this).ref
  }

  set ref(ref: unknown) {
    ;(toOrdinary(this) as { ref: unknown }).ref = ref
  }

  /** By which preact/compat recognizes nodes, once it is loaded. */
  get $$typeof(): unknown {
    return (toOrdinary(this) as { $$typeof?: unknown }).$$typeof
  }

  /** Where the compiler saw the element, in development. */
  get __source(): unknown {
    return (toOrdinary(this) as { __source?: unknown }).__source
  }

  /** The identity. */
  get __v(): unknown {
    return (toOrdinary(this) as unknown as ElementNode).__v
  }

  set __v(identity: unknown) {
    ;(toOrdinary(this) as unknown as ElementNode).__v = identity
  }
}

// With the other properties of Preact's nodes, for its rendering to a DOM.
Object.assign(ElementNode.prototype, {
  html: undefined,
  ordinary: undefined,
  __: null,
  __b: 0,
  __k: null,
  __e: null,
  __c: null,
  __i: -1,
  __u: 0,
})

function toOrdinary(node: ElementNode): VNode {
  node.ordinary ??= node.template(node.holes, jsx) as VNode
  return node.ordinary
}

/** Joins the HTML of a node; `undefined` if it must be rendered as an ordinary node, now and later. */
function joinNode(node: ElementNode): string | undefined {
  if (node.ordinary) return undefined
  const html = node.template(node.holes) as string | undefined
  // Not tried again when the renderer comes to this node.
  if (html === undefined) toOrdinary(node)
  return html
}

/** Whether the HTML that is being joined would be different inside `<svg>`. */
let isSvgRelevant = false

/** Tells that the element would have other attribute names inside `<svg>`, such as `stroke-width`. */
export function noteSvg(): void {
  isSvgRelevant = true
}

function isInSvg(node: ElementNode): boolean {
  for (let around = node.__; around; around = around.__ as typeof around) {
    if (around.type === 'svg') return true
    if (around.type === 'foreignObject') return false
  }
  return false
}

/** Joins a child; `undefined` if only the renderer can write it. */
export function joinChild(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return escapeHtml(value)
    case 'number':
    case 'bigint':
      return `${value}`
    case 'object':
      if (value === null) return ''
      if (value instanceof ElementNode) return joinNode(value)
      return Array.isArray(value) ? joinList(value) : undefined
    case 'symbol':
      return undefined
    default:
      return ''
  }
}

function joinList(list: readonly unknown[]): string | undefined {
  let html = ''
  for (let index = 0; index < list.length; index++) {
    const one = joinChild(list[index])
    if (one === undefined) return undefined
    html += one
  }
  return html
}

/** Joins a child inside an `<svg>` of the element. */
export function joinChildInSvg(value: unknown): string | undefined {
  const before = isSvgRelevant
  isSvgRelevant = false
  const html = joinChild(value)
  const isOther = isSvgRelevant
  isSvgRelevant = before
  return isOther ? undefined : html
}

/** Joins a child inside a `<foreignObject>` of the element, which holds HTML in any case. */
export function joinChildInHtml(value: unknown): string | undefined {
  const before = isSvgRelevant
  const html = joinChild(value)
  isSvgRelevant = before
  return html
}

/** Escapes text and attributes as the renderer does. */
export function escapeHtml(text: string): string {
  return needsEscape(text) ? text.replace(specialCharacters, toEntity) : text
}

/** Calling a regular expression costs as much as looking at twenty characters. */
const maxLoopLength = 20

function needsEscape(text: string): boolean {
  const { length } = text
  if (length > maxLoopLength) return specialCharacter.test(text)
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code === 34 || code === 38 || code === 60) return true
  }
  return false
}

const specialCharacter = /["&<]/
const specialCharacters = /["&<]/g
const toEntity = (character: string): string =>
  character === '"' ? '&quot;' : character === '&' ? '&amp;' : '&lt;'

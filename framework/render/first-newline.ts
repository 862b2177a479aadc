// Preserves a line break at the start of <textarea> and <pre>, which HTML parsers drop.
import { type VNode, options } from 'preact'

/** What the hook and its results share. */
interface State {
  /** Stands for the line break where only the rendered content shows whether it is needed. No content contains it. */
  readonly mark: string
  isMarkUsed: boolean
  isInstalled: boolean
}

// Kept with the hooks of Preact, which outlive this module when it is reloaded.
const stateKey: unique symbol = Symbol.for('vial.first-newline') as never
const hooks = options as { __b?: ((vnode: VNode) => void) | undefined; [stateKey]?: State }
hooks[stateKey] ??= { mark: `vial-${crypto.randomUUID()}`, isMarkUsed: false, isInstalled: false }
const state = hooks[stateKey]
const markBeforeBreak = new RegExp(`(?:${state.mark})+(?=[\\r\\n])`, 'g')

/**
 * Makes the renderer write one more line break where the parser drops one: when the content of a `<textarea>`, `<pre>` or
 * `<listing>` starts with a line break (HTML, section 13.2.6.4.7). HTML that is set with `dangerouslySetInnerHTML` is
 * written as it is.
 */
export function installFirstNewline(): void {
  if (state.isInstalled) return
  state.isInstalled = true
  const previous = hooks.__b
  hooks.__b = (vnode) => {
    if (changed) restore()
    const { type } = vnode
    if (type === 'textarea' || type === 'pre' || type === 'listing') change(vnode)
    previous?.(vnode)
  }
}

/** Replaces the marks in rendered HTML. */
export function resolveFirstNewlines(html: string): string {
  if (changed) restore()
  if (!state.isMarkUsed || !html.includes(state.mark)) return html
  return html.replace(markBeforeBreak, '\n').replaceAll(state.mark, '')
}

// The renderer reads the properties of an element immediately after the hook. They are then restored, because the site's
// code may render an element twice, or look into it.
let changed: { vnode: VNode; props: object } | undefined

function restore(): void {
  ;(changed!.vnode as { props: object }).props = changed!.props
  changed = undefined
}

function change(vnode: VNode): void {
  const props = vnode.props as Record<string, unknown>
  let copy: Record<string, unknown> | undefined
  for (const name of vnode.type === 'textarea' ? textareaContents : contents) {
    const content = read(props[name])
    const start = findStart(content)
    if (start === 'other') continue
    copy ??= { ...props }
    if (start === 'unknown') state.isMarkUsed = true
    const before = start === 'unknown' ? state.mark : '\n'
    copy[name] = typeof content === 'string' ? before + content : [before, content]
  }
  if (!copy) return
  changed = { vnode, props }
  ;(vnode as { props: object }).props = copy
}

const contents = ['children']
const textareaContents = ['children', 'value', 'defaultValue']

/** Reads the value of a signal, as the renderer does for properties. */
function read(value: unknown): unknown {
  const signal = value as { peek?: unknown; value: unknown; type?: unknown } | null | undefined
  return typeof value === 'object' && typeof signal?.peek === 'function' ? signal.value : value
}

/** Tells whether content starts with a line break; `unknown` if a component decides. */
function findStart(content: unknown): 'newline' | 'other' | 'unknown' {
  if (typeof content === 'string') return /^[\r\n]/.test(content) ? 'newline' : 'other'
  if (typeof content !== 'object' || content === null) return 'other'
  if (!Array.isArray(content)) return typeof (content as VNode).type === 'string' ? 'other' : 'unknown'
  const first = content.find(
    (item) => item !== null && item !== undefined && item !== '' && typeof item !== 'boolean',
  )
  // An empty list may be followed by text.
  return Array.isArray(first) && content.length > 1 ? 'unknown' : findStart(first)
}

// Preserves a line break at the start of <textarea> and <pre>, which HTML parsers drop.
import { type VNode, options } from 'preact'
import { readSignal } from './read-signal.ts'

/** What the rendered elements and their HTML share. */
interface State {
  /** Stands for the line break where only the rendered content shows whether it is needed. No content contains it. */
  readonly mark: string
  isMarkUsed: boolean
}

// Kept with the hooks of Preact, which outlive this module when it is reloaded.
const stateKey: unique symbol = Symbol.for('vial.first-newline') as never
const hooks = options as { [stateKey]?: State }
hooks[stateKey] ??= { mark: `vial-${crypto.randomUUID()}`, isMarkUsed: false }
const state = hooks[stateKey]
const markBeforeBreak = new RegExp(`(?:${state.mark})+(?=[\\r\\n])`, 'g')

/** Replaces the marks in rendered HTML. */
export function resolveFirstNewlines(html: string): string {
  if (!state.isMarkUsed || !html.includes(state.mark)) return html
  return html.replace(markBeforeBreak, '\n').replaceAll(state.mark, '')
}

/**
 * Returns properties with one more line break where the parser drops one: when the content of a `<textarea>`, `<pre>` or
 * `<listing>` starts with a line break (HTML, section 13.2.6.4.7). Returns `undefined` if the element is right as it is.
 * HTML that is set with `dangerouslySetInnerHTML` is written as it is.
 */
export function addFirstNewline(vnode: VNode): object | undefined {
  const props = vnode.props as Record<string, unknown>
  let copy: Record<string, unknown> | undefined
  for (const name of vnode.type === 'textarea' ? textareaContents : contents) {
    const content = readSignal(props[name])
    const start = findStart(content)
    if (start === 'other') continue
    copy ??= { ...props }
    if (start === 'unknown') state.isMarkUsed = true
    const before = start === 'unknown' ? state.mark : '\n'
    copy[name] = typeof content === 'string' ? before + content : [before, content]
  }
  return copy
}

const contents = ['children']
const textareaContents = ['children', 'value', 'defaultValue']

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

// Changes elements that the renderer would not write as a browser shows them.
import { type VNode, options } from 'preact'
import { addFirstNewline, resolveFirstNewlines } from './first-newline.ts'
import { selectByValue } from './option-text.ts'

// Kept with the hooks of Preact, which outlive this module when it is reloaded.
const stateKey: unique symbol = Symbol.for('vial.correct-elements') as never
const hooks = options as { __b?: ((vnode: VNode) => void) | undefined; [stateKey]?: boolean }

/** Makes the renderer write first line breaks that parsers drop, and select an `<option>` by its text or a list. */
export function installCorrections(): void {
  if (hooks[stateKey]) return
  hooks[stateKey] = true
  const previous = hooks.__b
  hooks.__b = (vnode) => {
    if (changed) restore()
    const props = correct(vnode)
    if (props) change(vnode, props)
    previous?.(vnode)
  }
}

/** Completes rendered HTML. */
export function finishCorrections(html: string): string {
  if (changed) restore()
  return resolveFirstNewlines(html)
}

function correct(vnode: VNode): object | undefined {
  switch (vnode.type as unknown) {
    case 'textarea':
    case 'pre':
    case 'listing':
      return addFirstNewline(vnode)
    case 'option':
      return selectByValue(vnode)
    default:
      return undefined
  }
}

// The renderer reads the properties of an element immediately after the hook. They are then restored, because the site's
// code may render an element twice, or look into it.
let changed: { vnode: VNode; props: object } | undefined

function change(vnode: VNode, props: object): void {
  changed = { vnode, props: vnode.props }
  ;(vnode as { props: object }).props = props
}

function restore(): void {
  ;(changed!.vnode as { props: object }).props = changed!.props
  changed = undefined
}

// Decides where a page may not be split into parts.
import type { Vnode } from './watched-component.ts'

/**
 * Marks a component that is sent in one piece, together with everything inside it.
 *
 * Islands need this: hydration must not find the fallback of a part that has not arrived.
 */
export const sentWhole: unique symbol = Symbol.for('vial.sent-whole')

/** Tells whether a vnode is in something that is sent in one piece. */
export function isInsideWhole({ __: above }: Vnode): boolean {
  if (!above) return false
  const { type } = above
  const isWhole =
    typeof type === 'string'
      ? wholeElements.includes(type)
      : (type as { [sentWhole]?: boolean } | undefined)?.[sentWhole]
  return isWhole || isInsideWhole(above)
}

/** Elements that contain only text, or for which browsers have special parsing rules. */
const wholeElements = ['head', 'title', 'style', 'script', 'textarea', 'select', 'option', 'svg', 'math']

// Joins the attributes of precompiled elements, exactly as the renderer writes them.
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { escapeHtml } from './element-node.ts'

/**
 * Joins an attribute; `undefined` if only the renderer can write it.
 *
 * @param name Its name with a space before it
 */
export function joinAttribute(value: unknown, name: string): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' ? name : `${name}="${escapeHtml(value)}"`
    case 'number':
    case 'bigint':
      return `${name}="${value}"`
    case 'boolean':
      return value ? name : ''
    case 'undefined':
    case 'function':
      return ''
    case 'object':
      return value === null ? '' : undefined
    default:
      return undefined
  }
}

/** Joins an attribute whose booleans are written as text, such as `aria-hidden`. */
export function joinTextAttribute(value: unknown, name: string): string | undefined {
  return typeof value === 'boolean' ? `${name}="${value}"` : joinAttribute(value, name)
}

/** Joins `class`, which is the only attribute that the renderer writes for a function. */
export function joinClass(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : joinAttribute(value, ' class')
}

/** Joins `style`, a text or an object. */
export function joinStyle(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return joinAttribute(value, ' style')
  // A signal.
  if (typeof (value as { peek?: unknown }).peek === 'function') return undefined
  let css = ''
  for (const name in value) {
    // The renderer looks names up in an object, where such a name has a meaning.
    if (name in Object.prototype) return undefined
    const [start, end] = findDeclaration(name)
    css += joinDeclaration((value as Record<string, unknown>)[name], start, end)
  }
  return joinDeclarations(css)
}

/** Joins `style` from its declarations. */
export function joinDeclarations(css: string): string {
  return css === '' ? '' : ` style="${css}"`
}

/**
 * Joins a declaration of `style`.
 *
 * @param start The property with a colon, escaped
 * @param end What follows a number: the unit, if the property has one, and a semicolon
 */
export function joinDeclaration(value: unknown, start: string, end: string): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number') return start + value + end
  // Not a template: it would convert objects in another way.
  return start + escapeHtml((value as string) + semicolon)
}

const semicolon = ';'

/** How the renderer writes a number: what is before and after it. */
type Declaration = readonly [start: string, end: string]

const declarations = new Map<string, Declaration>()
// A site that computes names must not fill the memory.
const maxDeclarations = 1000

/** Asks the renderer, once for each name, how it writes a property of a `style` object. */
function findDeclaration(name: string): Declaration {
  const known = declarations.get(name)
  if (known) return known
  const html = renderToString(h('i', { style: { [name]: 1 } }))
  const css = html.slice(html.indexOf('"') + 1, html.lastIndexOf('"'))
  const end = css.endsWith('px;') ? 'px;' : ';'
  const found: Declaration = [css.slice(0, -end.length - 1), end]
  if (declarations.size >= maxDeclarations) declarations.clear()
  declarations.set(name, found)
  return found
}

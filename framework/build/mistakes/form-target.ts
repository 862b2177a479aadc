// Finds the route that a form is sent to, as far as the source shows it.
import { isVialExport } from './bindings.ts'
import { type Attribute, readText } from './jsx-elements.ts'
import type { ParsedFile, TargetRoute } from './source-file.ts'
import { type Node, textOf, unwrap } from '../parse-tree.ts'

export interface FormTarget {
  /** The route; `undefined` for the page that shows the form. */
  readonly route: TargetRoute | undefined
  /** What follows its path: empty, or a query with its question mark. `?` for the path of the page without a query. */
  readonly query: string
}

/**
 * Reads an `action` or `formaction`: a query, or the path of a route, also in `href()`.
 *
 * @param attribute `undefined` stands for an empty one
 * @returns `undefined` for other sites, unknown routes, and for what is computed
 */
export function readFormTarget(attribute: Attribute | undefined, file: ParsedFile): FormTarget | undefined {
  if (!attribute) return { route: undefined, query: '' }
  const text = readText(attribute.value)
  if (text === '' || text?.startsWith('?')) return { route: undefined, query: text }
  const path = text === undefined ? readHref(attribute.value) : removeBase(text, file.base)
  if (path === undefined) return undefined
  const route = file.findRoute(path.replace(/[?#].*$/, ''))
  if (!route) return undefined
  const [query = '?'] = /\?[^#]*/.exec(path) ?? []
  return { route: route.path === file.routePath ? undefined : route, query }
}

/** Reads the path in `href('/about')`. */
function readHref(value: Node | undefined): string | undefined {
  const call = value?.type === 'JSXExpressionContainer' ? unwrap(value.expression as Node) : undefined
  if (call?.type !== 'CallExpression') return undefined
  return isVialExport(call.callee as Node, 'href') ? textOf((call.arguments as Node[])[0]) : undefined
}

function removeBase(path: string, base: string): string | undefined {
  if (/^\/\//.test(path) || !path.startsWith(base)) return undefined
  return path.slice(base.length - 1)
}

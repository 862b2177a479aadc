// Finds answers that are not what browsers expect: JSX or a status that a handler returns, and objects as the body of a `Response`.
import { describeLost } from '../../node/dev/lost-in-json.ts'
import { returnedJsx } from '../../routing/returned-jsx.ts'
import { findBinding, findImported } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, listReturned, nameOf, textOf, unwrap } from '../parse-tree.ts'

/** Finds handlers that return JSX, a status as in other frameworks, or nothing but a Response for a page; and `new Response({ … })`. */
export function findAnswerMistakes(file: ParsedFile): Mistake[] {
  if (file.kind === 'island') return []
  return [
    ...findReturnedValues(file),
    ...findStatusData(file),
    ...findLoadersOfJson(file),
    ...findComponentsOfResponses(file),
    ...findObjects(file),
  ]
}

function findReturnedValues({ kind, exports, tree }: ParsedFile): Mistake[] {
  if (kind !== 'route') return []
  return methods.flatMap((name) => {
    const handler = exports.get(name)
    if (!isFunction(handler)) return []
    return listReturned(handler, tree).flatMap((node): Mistake[] => {
      const message = describeReturned(node, exports.has('default'))
      return message === undefined ? [] : [{ level: 'warning', node, message }]
    })
  })
}

function describeReturned(node: Node, isPage: boolean): string | undefined {
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') return returnedJsx
  if (node.type === 'SequenceExpression') {
    const status = readStatus((node.expressions as Node[]).at(-1))
    return status && `the comma returns ${status} only. ${adviseOnStatus(status)}`
  }
  const status = readStatus(node)
  if (status !== undefined) {
    const what = isPage ? 'this number becomes the prop form' : 'this number is sent as JSON'
    return `${what}, and the status stays 200. ${adviseOnStatus(status)}`
  }
  if (isPage) return undefined
  if (isHtml(node)) {
    return 'this HTML is sent as plain text. Write return html(…) with html from vial, or export a component as default.'
  }
  const lost = describeLostResult(node)
  if (lost !== undefined) return lost
  if (node.type === 'ArrayExpression') {
    const [first, ...others] = node.elements as (Node | null)[]
    const second = others.length === 1 ? readStatus(others[0]) : undefined
    if (second === undefined || first?.type === 'Literal') return undefined
    return `this list is sent as JSON with the status 200. ${adviseOnStatus(second)}`
  }
  if (node.type !== 'ObjectExpression') return undefined
  const properties = new Map(
    (node.properties as Node[]).map(({ key, value }) => [nameOf(key), value as Node]),
  )
  if (!properties.has('body') || ![...properties.keys()].every((key) => answerKeys.has(key))) return undefined
  const given = readStatus(properties.get('statusCode') ?? properties.get('status'))
  return given && `this object is sent as JSON with the status 200. ${adviseOnStatus(given)}`
}

/** Recognizes a text that begins with a tag which only HTML has. */
function isHtml(node: Node): boolean {
  const [first] = node.type === 'TemplateLiteral' ? (node.quasis as { value: { cooked: string } }[]) : []
  const text = first?.value.cooked ?? textOf(node)
  return text !== undefined && /^\s*<(!doctype html|html|head|body|main|h[1-6]|p|div|ul|table)\b/i.test(text)
}

/** Describes a `Map` or `Set` that an endpoint returns, in the words with which a request reports it. */
function describeLostResult(node: Node): string | undefined {
  const lost = nameCollection(node)
  if (lost !== undefined) return describeLost(lost, 'the result')
  for (const property of node.type === 'ObjectExpression' ? (node.properties as Node[]) : []) {
    const inside = property.type === 'Property' ? nameCollection(unwrap(property.value as Node)) : undefined
    if (inside !== undefined) return describeLost({ [nameOf(property.key)]: inside }, 'the result')
  }
  return undefined
}

/** Returns an empty collection for `new Map(…)` and `new Set(…)`, also through a constant. */
function nameCollection(value: Node | undefined): object | undefined {
  if (value?.type === 'Identifier') {
    const binding = findBinding(value)
    if (binding?.kind !== 'variable' || binding.property !== undefined) return undefined
    const init = unwrap(binding.owner.init as Node | null)
    return init?.type === 'NewExpression' && binding.owner.parent?.kind === 'const'
      ? nameCollection(init)
      : undefined
  }
  if (value?.type !== 'NewExpression' || findBinding(value.callee as Node)) return undefined
  const name = nameOf(value.callee)
  return name === 'Map' ? new Map() : name === 'Set' ? new Set() : undefined
}

/** What an answer consists of in other frameworks. */
const answerKeys = new Set(['status', 'statusCode', 'headers', 'body'])

function readStatus(node: Node | null | undefined): string | undefined {
  const value = unwrap(node)
  if (value?.type !== 'Literal' || typeof value.value !== 'number') return undefined
  return value.value >= 200 && value.value <= 599 ? String(value.value) : undefined
}

function adviseOnStatus(status: string): string {
  const advice = `Set ctx.status = ${status}, and return the body.`
  return status < '400' ? advice : `${advice} For an error, write throw new HttpError(${status}, message).`
}

/** Finds loaders that return a status. */
function findStatusData({ kind, exports, tree }: ParsedFile): Mistake[] {
  const loader = exports.get('loader')
  if ((kind !== 'route' && kind !== 'layout') || !isFunction(loader)) return []
  return listReturned(loader, tree).flatMap((node): Mistake[] => {
    const status = readStatus(node)
    if (status === undefined) return []
    const message = `this number becomes the prop data, and the status stays 200. Write ctx.status = ${status}${status === '404' ? ', or call notFound()' : status >= '400' ? `, or throw new HttpError(${status}, message)` : ''}.`
    return [{ level: 'warning', node, message }]
  })
}

/** Finds loaders as in Remix, whose `json()` is the whole answer. */
function findLoadersOfJson({ kind, exports, tree }: ParsedFile): Mistake[] {
  const loader = exports.get('loader')
  if (kind !== 'route' || !exports.has('default') || !isFunction(loader)) return []
  const returned = listReturned(loader, tree)
  if (returned.length === 0 || !returned.every(isJson)) return []
  const message =
    'this loader always returns JSON as a response, so the page is never shown. Return the data itself.'
  return [{ level: 'warning', node: returned[0]!, message }]
}

function isJson(node: Node): boolean {
  if (node.type !== 'CallExpression') return false
  const callee = unwrap(node.callee as Node)!
  const imported = findImported(callee)
  if (imported) return imported.source === 'vial' && imported.imported === 'json'
  const { object, property } = callee as { object?: Node; property?: Node }
  return nameOf(object) === 'Response' && nameOf(property) === 'json' && !findBinding(object!)
}

/** Finds default exports that answer requests, as on the edge. */
function findComponentsOfResponses({ kind, exports, tree }: ParsedFile): Mistake[] {
  const component = exports.get('default')
  if ((kind !== 'route' && kind !== 'layout') || !isFunction(component)) return []
  const node = listReturned(component, tree).find(
    (value) => isJson(value) || (value.type === 'NewExpression' && nameOf(value.callee) === 'Response'),
  )
  if (!node) return []
  const message =
    'a component cannot return a Response, so nothing is shown. For a function that answers requests, write export function GET(ctx) or POST(ctx).'
  return [{ level: 'warning', node, message }]
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

function findObjects({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('NewExpression').flatMap((node): Mistake[] => {
    const callee = node.callee as Node
    if (callee.type !== 'Identifier' || nameOf(callee) !== 'Response' || findBinding(callee)) return []
    const body = unwrap((node.arguments as Node[])[0])
    if (body?.type !== 'ObjectExpression') return []
    const message =
      'the body of this Response is an object, which is sent as [object Object]. Return the object itself, or write Response.json(…).'
    return [{ level: 'warning', node, message }]
  })
}

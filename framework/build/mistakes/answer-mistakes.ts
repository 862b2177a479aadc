// Finds answers that are not what browsers expect: JSX or a status that a handler returns, and objects as the body of a `Response`.
import { returnedJsx } from '../../routing/returned-jsx.ts'
import { findBinding, findImported } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import {
  type FunctionNode,
  type Node,
  type SyntaxTree,
  enclosingFunction,
  isFunction,
  nameOf,
  unwrap,
} from './syntax-tree.ts'

/** Finds handlers that return JSX, a status as in other frameworks, or nothing but a Response for a page; and `new Response({ … })`. */
export function findAnswerMistakes(file: ParsedFile): Mistake[] {
  if (file.kind === 'island') return []
  return [
    ...findReturnedValues(file),
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

/** Lists the values that a function returns itself. */
function listReturned(owner: FunctionNode, tree: SyntaxTree): readonly Node[] {
  if (owner.body.type !== 'BlockStatement') return listValues(owner.body)
  return tree
    .nodesOf('ReturnStatement')
    .flatMap((node) => (enclosingFunction(node) === owner ? listValues(node.argument as Node | null) : []))
}

function describeReturned(node: Node, isPage: boolean): string | undefined {
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') return returnedJsx
  if (node.type === 'SequenceExpression') {
    const status = readStatus((node.expressions as Node[]).at(-1))
    return status && `the comma returns ${status} only. ${adviseOnStatus(status)}`
  }
  if (isPage) return undefined
  if (node.type === 'ArrayExpression') {
    const [first, ...others] = node.elements as (Node | null)[]
    const status = others.length === 1 ? readStatus(others[0]) : undefined
    if (status === undefined || first?.type === 'Literal') return undefined
    return `this list is sent as JSON with the status 200. ${adviseOnStatus(status)}`
  }
  if (node.type !== 'ObjectExpression') return undefined
  const properties = new Map(
    (node.properties as Node[]).map(({ key, value }) => [nameOf(key), value as Node]),
  )
  if (!properties.has('body') || ![...properties.keys()].every((key) => answerKeys.has(key))) return undefined
  const status = readStatus(properties.get('statusCode') ?? properties.get('status'))
  return status && `this object is sent as JSON with the status 200. ${adviseOnStatus(status)}`
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

/** Lists the values that an expression may have. */
function listValues(given: Node | null): readonly Node[] {
  const value = unwrap(given)
  if (value?.type === 'ConditionalExpression') {
    return [...listValues(value.consequent as Node), ...listValues(value.alternate as Node)]
  }
  if (value?.type === 'LogicalExpression') return listValues(value.right as Node)
  return value ? [value] : []
}

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

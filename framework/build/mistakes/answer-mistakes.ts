// Finds answers that are not what browsers expect: JSX that a handler returns, and objects as the body of a `Response`.
import { returnedJsx } from '../../routing/returned-jsx.ts'
import { findBinding } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type FunctionNode, type Node, enclosingFunction, isFunction, nameOf, unwrap } from './syntax-tree.ts'

/** Finds handlers that return JSX, and `new Response({ … })`. */
export function findAnswerMistakes(file: ParsedFile): Mistake[] {
  if (file.kind === 'island') return []
  return [...findJsx(file), ...findObjects(file)]
}

function findJsx({ kind, exports, tree }: ParsedFile): Mistake[] {
  if (kind !== 'route') return []
  const handlers = methods.map((name) => exports.get(name)).filter(isFunction)
  if (handlers.length === 0) return []
  const returned = [
    ...tree.nodesOf('ReturnStatement').flatMap((node) => {
      const owner = enclosingFunction(node)
      return owner && handlers.includes(owner) ? listValues(node.argument as Node | null) : []
    }),
    ...handlers.flatMap((handler: FunctionNode) => listValues(handler.body)),
  ]
  return returned
    .filter(({ type }) => type === 'JSXElement' || type === 'JSXFragment')
    .map((node) => ({ level: 'warning', node, message: returnedJsx }))
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

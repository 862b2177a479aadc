// Finds functions that expect other arguments than they get, such as `(req, res)` of Express and `(request, { params })`.
import { isExportedMiddleware, isRequestFunction } from './file-exports.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type FunctionNode, type Node, isFunction, nameOf } from '../parse-tree.ts'

/** Finds handlers, loaders and middleware with parameters that are never given. */
export function findHandlerArguments(file: ParsedFile): Mistake[] {
  return functionTypes.flatMap((type) =>
    file.tree.nodesOf(type).flatMap((node): Mistake[] => {
      const message = isFunction(node) ? describeParameters(node, file) : undefined
      return message === undefined ? [] : [{ level: 'warning', node: (node.params as Node[])[1]!, message }]
    }),
  )
}

const functionTypes = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']

function describeParameters(node: FunctionNode, file: ParsedFile): string | undefined {
  const names = node.params.filter(isRequired)
  if (names.length < 2 || !isRequestFunction(node, file)) return undefined
  if (isExportedMiddleware(node, file)) {
    return names.length < 3
      ? undefined
      : 'middleware receives ctx and next, and nothing else. Write (ctx, next) => next(), read the request from ctx, and return a response to answer it.'
  }
  const [, second] = names
  if (second!.type === 'ObjectPattern') {
    const [property] = second!.properties as Node[]
    const name = nameOf(property?.key) || 'params'
    return `the framework calls this with one argument, ctx, so the second one is undefined. Read ctx.${name}.`
  }
  return `the framework calls this with one argument, ctx, so ${nameOf(second)} is undefined. Read ctx.request, ctx.params and ctx.query, and return the response or its data.`
}

/** A parameter with a default is for other callers, such as tests. */
function isRequired({ type, optional }: Node): boolean {
  return type !== 'AssignmentPattern' && type !== 'RestElement' && optional !== true
}

// Finds JSX that is never shown: as a statement, from a callback of forEach(), and the pages inside a layout without children.
import type { Mistake, ParsedFile } from './source-file.ts'
import { type FunctionNode, type Node, isFunction, nameOf, unwrap } from '../parse-tree.ts'

/** Finds markup that is created and dropped, and layouts that leave out what is inside them. */
export function findLostJsx(file: ParsedFile): Mistake[] {
  return [...findStatements(file), ...findLoops(file), ...findLayouts(file)]
}

function findStatements({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('ExpressionStatement').flatMap((statement): Mistake[] => {
    const node = unwrap(statement.expression as Node)!
    if (node.type !== 'JSXElement' && node.type !== 'JSXFragment') return []
    const message =
      'this JSX is not returned, so it is not shown. Write return before it, or ( … ) instead of { … } around it.'
    return [{ level: 'warning', node, message }]
  })
}

function findLoops({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('JSXExpressionContainer').flatMap((container): Mistake[] => {
    const call = unwrap(container.expression as Node)
    const callee = call?.type === 'CallExpression' ? unwrap(call.callee as Node) : undefined
    if (callee?.type !== 'MemberExpression' || nameOf(callee.property) !== 'forEach') return []
    const message = 'forEach() returns nothing, so nothing is shown here. Write map() instead.'
    return [{ level: 'warning', node: container, message }]
  })
}

function findLayouts({ kind, exports, tree }: ParsedFile): Mistake[] {
  const component = exports.get('default')
  if ((kind !== 'layout' && kind !== 'app') || !isFunction(component) || mayShowChildren(component)) return []
  const isUsed = ['Identifier', 'JSXIdentifier'].some((type) =>
    tree.nodesOf(type).some((node) => nameOf(node) === 'children' && node.parent?.type !== 'Property'),
  )
  if (isUsed) return []
  const message =
    'this component does not show its children, so the pages inside it are not shown. Write ({ children }) => …, with {children} where the page belongs.'
  return [{ level: 'warning', node: component, message }]
}

/** Tells whether a component may use its children under another name. */
function mayShowChildren({ params: [props] }: FunctionNode): boolean {
  if (!props) return false
  if (props.type !== 'ObjectPattern') return true
  return (props.properties as Node[]).some(
    ({ type, key, value }) =>
      type === 'RestElement' || (nameOf(key) === 'children' && nameOf(value) !== 'children'),
  )
}

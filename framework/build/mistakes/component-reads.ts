// Tells whether a page may read a property of what its loader or handler returned.
import { findBinding, isVialExport } from './bindings.ts'
import type { ParsedFile } from './source-file.ts'
import { type FunctionNode, type Node, isFunction, isWrapper, nameOf } from '../parse-tree.ts'

/**
 * Tells whether the component or the head of a page may read a property of the prop `data` or `form`.
 *
 * A prop that is passed on as a whole may be read anywhere.
 */
export function isRead(prop: 'data' | 'form', key: string, { exports, tree }: ParsedFile): boolean {
  return ['default', 'head'].some((name) => {
    const reader = exports.get(name)
    if (!exports.has(name) || reader?.type === 'ObjectExpression') return false
    // A component from another module, or one that a call returns.
    if (!isFunction(reader)) return true
    return listSources(reader, prop, tree).some((node) => mayRead(node, key))
  })
}

/** Lists the expressions in a component that are the prop, and those that may contain it. */
function listSources(reader: FunctionNode, prop: string, tree: ParsedFile['tree']): Node[] {
  return tree.nodesOf('Identifier').flatMap((node): Node[] => {
    if (isName(node)) return []
    const binding = findBinding(node)
    if (binding?.owner !== reader || binding.index !== 0) return []
    // What is nested in the pattern, or left over, may be anything.
    if (binding.property === prop || binding.property === '?') return [node]
    if (binding.property !== undefined) return []
    const parent = node.parent!
    if (parent.type !== 'MemberExpression' || parent.object !== node || parent.computed) return [node]
    return nameOf(parent.property) === prop ? [parent] : []
  })
}

/** Tells whether an identifier is part of a pattern, or the name of a property, and not a value. */
function isName(node: Node): boolean {
  const { parent } = node
  if (parent?.type === 'MemberExpression') return parent.property === node && parent.computed !== true
  if (parent?.type === 'Property') {
    return (parent.key === node && parent.shorthand !== true) || parent.parent?.type === 'ObjectPattern'
  }
  return isFunction(parent) && parent.body !== node
}

function mayRead(node: Node, key: string): boolean {
  const parent = node.parent!
  if (isWrapper(parent)) return mayRead(parent, key)
  if (parent.type === 'MemberExpression') return parent.computed === true || nameOf(parent.property) === key
  return !isField(parent)
}

/** Tells whether a form is passed to `field()` or `<FieldMessages>`, which read its values and errors only. */
function isField(parent: Node): boolean {
  if (parent.type === 'CallExpression') return isVialExport(parent.callee as Node, 'field')
  const attribute = parent.type === 'JSXExpressionContainer' ? parent.parent : undefined
  return attribute?.type === 'JSXAttribute' && isVialExport(attribute.parent!.name as Node, 'FieldMessages')
}

// Finds calls whose arguments are in the wrong order: log.info('text') without fields, and field('title', form).
import { isVialExport } from './bindings.ts'
import { findContextMethod } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, textOf, unwrap } from '../parse-tree.ts'

/** Finds the calls that begin with a text where another argument belongs. */
export function findArgumentOrder(file: ParsedFile): Mistake[] {
  return file.tree.nodesOf('CallExpression').flatMap((call): Mistake[] => {
    const [first, second] = (call.arguments as Node[]).map((node) => unwrap(node)!)
    if (!first || !isText(first)) return []
    const message = describeLog(call, file) ?? describeField(call, textOf(first), second)
    return message === undefined ? [] : [{ level: 'warning', node: call, message }]
  })
}

/** Of a text in the place of the fields, each letter would be a field of the entry. */
function describeLog(call: Node, file: ParsedFile): string | undefined {
  const callee = unwrap(call.callee as Node)
  if (callee?.type !== 'MemberExpression' || callee.computed) return undefined
  const level = nameOf(callee.property)
  if (!levels.has(level) || findContextMethod(unwrap(callee.object as Node)!, file) !== 'log')
    return undefined
  return `log.${level}() takes fields before the message. Write log.${level}({}, 'text'), or put values into the object.`
}

const levels = new Set(['debug', 'info', 'warn', 'error'])

function describeField(call: Node, name: string | undefined, second: Node | undefined): string | undefined {
  if (!isVialExport(unwrap(call.callee as Node)!, 'field')) return undefined
  const form = second?.type === 'Identifier' ? nameOf(second) : 'form'
  return `field() takes the form before the name. Write field(${form}, '${name ?? 'name'}').`
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || textOf(node) !== undefined
}

// Recognizes calls that certainly return a promise.
import { findBinding, findImported } from './bindings.ts'
import { findContextMethod } from './response-calls.ts'
import type { ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf, unwrap } from '../parse-tree.ts'

/**
 * Names a call that returns a promise, without its arguments: `fetch`, `ctx.form`, `request.json`, `verifyPassword` or an
 * async function of the file.
 *
 * @returns `undefined` for every other call
 */
export function namePromiseCall(call: Node, file: ParsedFile): string | undefined {
  const callee = unwrap(call.callee as Node)
  const imported = callee && findImported(callee)
  if (imported?.source === 'vial/auth') {
    return authFunctions.has(imported.imported) ? imported.imported : undefined
  }
  if (callee?.type === 'Identifier') {
    const binding = findBinding(callee)
    if (!binding) return nameOf(callee) === 'fetch' ? 'fetch' : undefined
    if (binding.kind === 'parameter' || binding.property !== undefined) {
      return contextMethods.has(findContextMethod(callee, file) ?? '') ? nameOf(callee) : undefined
    }
    const value = binding.kind === 'variable' ? unwrap(binding.owner.init as Node | null) : binding.owner
    const isAsync = isFunction(value) && value.async === true && value.generator !== true
    return isAsync ? nameOf(callee) : undefined
  }
  if (callee?.type !== 'MemberExpression' || callee.computed) return undefined
  const method = nameOf(callee.property)
  if (contextMethods.has(method) && findContextMethod(callee, file)) return `ctx.${method}`
  const isBody = bodyMethods.has(method) && findContextMethod(callee.object as Node, file) === 'request'
  return isBody ? `request.${method}` : undefined
}

const authFunctions = new Set(['hashPassword', 'verifyPassword', 'createToken', 'readToken'])
const contextMethods = new Set(['form', 'json', 'invalidate'])
const bodyMethods = new Set(['json', 'formData', 'text', 'arrayBuffer', 'blob', 'bytes'])

/** Names a call such as `rows.map(async (row) => …)`, without the callback: `rows.map`. */
export function nameAsyncCallback(call: Node, methods: ReadonlySet<string>): string | undefined {
  const callee = unwrap(call.callee as Node)
  if (callee?.type !== 'MemberExpression' || callee.computed || !methods.has(nameOf(callee.property)))
    return undefined
  const callback = unwrap((call.arguments as Node[])[0])
  if (!isFunction(callback) || callback.async !== true || callback.generator === true) return undefined
  const list = unwrap(callee.object as Node)!
  return `${list.type === 'Identifier' ? nameOf(list) : '…'}.${nameOf(callee.property)}`
}

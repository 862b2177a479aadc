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
  const accountFunction = callee && findAccountFunction(callee, file)
  if (accountFunction) return accountFunction
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

/** Finds which of the functions of `auth()` a callee is, in the file that calls `auth()` or imported from it. */
export function findAccountFunction(callee: Node, file: ParsedFile): string | undefined {
  if (callee.type !== 'Identifier') return undefined
  const binding = findBinding(callee)
  const imported = findImported(callee)
  const name = imported ? imported.imported : binding?.property
  if (name === undefined || !accountFunctions.has(name)) return undefined
  if (imported) {
    if (!imported.source.startsWith('.')) return undefined
    // Its words tell enough: a function with this name that is destructured from the result of auth().
    const isFromAuth = new RegExp(`[{,]\\s*${name}\\s*[,}][^=]*=\\s*auth\\b`)
    const code = file.readImport(imported.source)
    return code?.includes('vial/auth') && isFromAuth.test(code) ? name : undefined
  }
  const call = binding?.kind === 'variable' ? unwrap(binding.owner.init as Node | null) : undefined
  if (call?.type !== 'CallExpression') return undefined
  const called = findImported(call.callee as Node)
  return called?.source === 'vial/auth' && called.imported === 'auth' ? name : undefined
}

const accountFunctions = new Set(['attemptLogin', 'currentUser', 'hasRole', 'loggedInUser', 'login'])
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

// Finds promises that are used like the values that they will have: a forgotten `await`.
import { findBinding } from './bindings.ts'
import { isRequestFunction } from './file-exports.ts'
import { findAccountFunction, nameAsyncCallback, namePromiseCall } from './promise-calls.ts'
import { findContextMethod } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, enclosingFunction, isWrapper, nameOf, unwrap } from '../parse-tree.ts'

/** Finds promises whose fields are read, that are tested, or that nothing waits for. */
export function findUnawaitedPromises(file: ParsedFile): Mistake[] {
  return file.tree.nodesOf('CallExpression').flatMap((call): Mistake[] => {
    const message =
      describeCallback(call, file) ??
      describeUploads(call, file) ??
      describeDroppedLogin(call, file) ??
      describeUse(call, file)
    return message === undefined ? [] : [{ level: 'warning', node: call, message }]
  })
}

function describeUse(call: Node, file: ParsedFile): string | undefined {
  const name = namePromiseCall(call, file)
  const use = name === undefined ? undefined : findUse(call, file, answers.has(name))
  if (use === undefined) return undefined
  const what =
    use === 'tested'
      ? `${name}() is not awaited, so this tests a promise, which is always true.`
      : `${name}() is not awaited, so this reads the fields of a promise, which are undefined.`
  return `${what} Write await ${name}(…).`
}

// The promises that are only made for their answer: no variable with one of them is tested for its existence.
const answers = new Set(['verifyPassword', 'attemptLogin', 'currentUser', 'hasRole', 'loggedInUser', 'login'])

/** Finds a login that nothing waits for: the response leaves without the session cookie. */
function describeDroppedLogin(call: Node, file: ParsedFile): string | undefined {
  if (call.parent?.type !== 'ExpressionStatement') return undefined
  return findAccountFunction(unwrap(call.callee as Node)!, file) === 'login'
    ? 'login() is not awaited, so the response is sent before the visitor is logged in. Write await login(…).'
    : undefined
}

/**
 * Tells how a value is used; `undefined` if a promise can be used like that.
 *
 * @param isAnswer Whether the promise is made for its answer, so that a variable is never tested only for its existence
 */
function findUse(value: Node, file: ParsedFile, isAnswer = false): 'read' | 'tested' | undefined {
  let node = value
  while (node.parent && isWrapper(node.parent)) node = node.parent
  const parent = node.parent!
  switch (parent.type) {
    case 'MemberExpression':
      return parent.object === node && !promiseProperties.has(nameOf(parent.property)) ? 'read' : undefined
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node ? 'tested' : undefined
    case 'UnaryExpression':
      return parent.operator === '!' ? 'tested' : undefined
    case 'LogicalExpression':
      if (parent.right === node) return findUse(parent, file, isAnswer)
      return parent.operator === '??' ? undefined : 'tested'
    case 'ForOfStatement':
      return parent.right === node && parent.await !== true ? 'read' : undefined
    case 'SpreadElement':
      return 'read'
    case 'VariableDeclarator':
      return parent.init === node ? findUseOfVariable(parent, file, isAnswer) : undefined
    default:
      return undefined
  }
}

const promiseProperties = new Set(['then', 'catch', 'finally', 'constructor'])

function findUseOfVariable(
  declarator: Node,
  file: ParsedFile,
  isAnswer: boolean,
): 'read' | 'tested' | undefined {
  const pattern = declarator.id as Node
  if (pattern.type !== 'Identifier') return 'read'
  const name = nameOf(pattern)
  const mentions = file.tree
    .nodesOf('Identifier')
    .filter((node) => node !== pattern && nameOf(node) === name && findBinding(node)?.owner === declarator)
  // It may hold the value later: `form = await form`.
  if (mentions.some(({ parent }) => parent?.type === 'AssignmentExpression')) return undefined
  for (const mention of mentions) {
    const use = findUse(mention, file)
    // A variable that exists is often tested for that alone.
    if (use === 'read' || (use === 'tested' && isAnswer)) return use
  }
  return undefined
}

function describeUploads(call: Node, file: ParsedFile): string | undefined {
  const { parent } = call
  if (parent?.type !== 'ForOfStatement' || parent.right !== call || parent.await === true) return undefined
  const callee = unwrap(call.callee as Node)!
  return findContextMethod(callee, file) === 'uploads'
    ? 'ctx.uploads() gives its parts one after the other, so a plain for loop fails. Write for await (const part of ctx.uploads()).'
    : undefined
}

function describeCallback(call: Node, file: ParsedFile): string | undefined {
  const name = nameAsyncCallback(call, callbackMethods)
  if (name === undefined) return undefined
  const method = name.slice(name.lastIndexOf('.') + 1)
  if (method === 'map') {
    if (unwrap(call.parent)?.type !== 'AwaitExpression') return undefined
    return `await of a list waits for nothing, and the list of ${name}(async …) contains promises. Write await Promise.all(${name}(…)).`
  }
  if (method === 'forEach') {
    return isInRequest(call, file)
      ? `${name}() does not wait for its async callback, so the response is sent before it is done. Write for (const item of …) with await inside.`
      : undefined
  }
  return `${name}() tests the promise of its async callback, which is always true. Write const tests = await Promise.all(….map(…)), and use the results.`
}

const callbackMethods = new Set(['map', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex'])

function isInRequest(call: Node, file: ParsedFile): boolean {
  for (let owner = enclosingFunction(call); owner; owner = enclosingFunction(owner)) {
    if (isRequestFunction(owner, file)) return true
  }
  return false
}

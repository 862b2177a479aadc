// Finds responses that are made and not returned: a forgotten `return` before `redirect()` lets the page be rendered.
import { findBinding } from './bindings.ts'
import { listCalledNames, mayBeResponseCall, nameResponseCall } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, enclosingFunction, isFunction, isWrapper, nameOf, unwrap } from '../parse-tree.ts'

/** Finds the calls of `redirect()`, `ctx.fail()`, `next()` and the like whose result is lost. */
export function findDroppedResults(file: ParsedFile): Mistake[] {
  const found: Mistake[] = []
  const names = listCalledNames(file)
  for (const call of file.tree.nodesOf('CallExpression')) {
    if (!mayBeResponseCall(call, names)) continue
    const name = nameResponseCall(call, file)
    if (name === undefined) continue
    if (isInComponent(call, file) && name !== 'next') {
      if (isThrown(call)) continue
      found.push({ level: 'error', node: call, message: describeInComponent(name) })
      continue
    }
    for (const loss of findLosses(call, file, new Set())) {
      if (name === 'next' && loss.how !== 'callback' && isAnsweredLater(call)) continue
      found.push({ level: 'error', node: loss.node, message: describeLoss(name, loss) })
    }
  }
  return found
}

/** Where a result is lost. */
interface Loss {
  readonly node: Node
  readonly how: 'dropped' | 'unused' | 'callback' | 'promise'
  /** The function that returned it, or that ignores what its callback returns. */
  readonly through?: string
}

/** Follows a value outwards to where it is used; empty if it is used. */
function findLosses(value: Node, file: ParsedFile, seen: Set<Node>, through?: string): Loss[] {
  const lose = (how: Loss['how'], name = through): Loss[] => [
    { node: value, how, ...(name !== undefined && { through: name }) },
  ]
  for (let node = value; ; ) {
    const { parent } = node
    if (!parent) return []
    if (isWrapper(parent) || parent.type === 'AwaitExpression' || isBranch(node, parent)) {
      node = parent
      continue
    }
    if (isFunction(parent) || parent.type === 'ReturnStatement') {
      const owner = isFunction(parent) ? parent : enclosingFunction(parent)
      return owner ? followFunction(owner, value, file, seen, through) : []
    }
    switch (parent.type) {
      case 'ExpressionStatement':
        return lose('dropped')
      case 'UnaryExpression':
        return parent.operator === 'void' ? lose('dropped') : []
      case 'SequenceExpression':
        if ((parent.expressions as Node[]).at(-1) !== node) return lose('dropped')
        node = parent
        continue
      case 'VariableDeclarator':
        return parent.init === node && isNeverRead(parent, file) ? lose('unused') : []
      case 'MemberExpression': {
        // `redirect('/').then(…)`: the promise stands for the response.
        const call = promiseMethods.has(nameOf(parent.property)) ? parent.parent : undefined
        if (call?.type !== 'CallExpression' || parent.object !== node) return []
        // A function that is passed on, such as the `resolve` of a promise, uses the response.
        if ((call.arguments as Node[]).some((one) => !isFunction(one))) return []
        node = call
        continue
      }
      default:
        return []
    }
  }
}

const promiseMethods = new Set(['then', 'catch', 'finally'])

/** Tells whether a value passes through `&&`, `||`, `??` or a conditional. */
function isBranch(node: Node, parent: Node): boolean {
  if (parent.type === 'LogicalExpression') return parent.right === node
  return parent.type === 'ConditionalExpression' && parent.test !== node
}

/** Follows a value that a function returns to the calls of that function. */
function followFunction(
  owner: Node,
  value: Node,
  file: ParsedFile,
  seen: Set<Node>,
  through: string | undefined,
): Loss[] {
  if (seen.has(owner)) return []
  seen.add(owner)
  let outer = owner
  while (outer.parent && isWrapper(outer.parent)) outer = outer.parent
  const { parent } = outer
  if (parent?.type === 'CallExpression') {
    if (parent.callee === outer) return findLosses(parent, file, seen, through)
    return followCallback(parent, outer, value, file, seen, through)
  }
  const name =
    owner.type === 'FunctionDeclaration' ? owner.id : parent?.type === 'VariableDeclarator' && parent.id
  if (!name || (name as Node).type !== 'Identifier') return []
  const declaration = owner.type === 'FunctionDeclaration' ? owner : parent!
  return file.tree
    .nodesOf('CallExpression')
    .filter((call) => callsDeclaration(call, nameOf(name), declaration))
    .flatMap((call) => findLosses(call, file, seen, nameOf(name)))
}

function callsDeclaration({ callee }: Node, name: string, declaration: Node): boolean {
  const called = unwrap(callee as Node)
  if (called?.type !== 'Identifier' || nameOf(called) !== name) return false
  return findBinding(called)?.owner === declaration
}

function followCallback(
  call: Node,
  callback: Node,
  value: Node,
  file: ParsedFile,
  seen: Set<Node>,
  through: string | undefined,
): Loss[] {
  const callee = unwrap(call.callee as Node)
  const name = callee?.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee)
  if (!(call.arguments as Node[]).includes(callback)) return []
  if (deafFunctions.has(name)) return [{ node: value, how: 'callback', through: `${name}()` }]
  if (!promiseMethods.has(name)) return []
  return findLosses(call, file, seen, through).map((loss) => ({
    ...loss,
    ...(loss.through === undefined && { how: 'promise', through: `${name}()` }),
    node: value,
  }))
}

/** Functions that ignore what their callback returns. */
const deafFunctions = new Set([
  'forEach',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'nextTick',
  'after',
  'addEventListener',
])

/** Tells whether a variable that holds a response is never mentioned again. */
function isNeverRead({ id }: Node, { tree }: ParsedFile): boolean {
  const pattern = id as Node
  if (pattern.type !== 'Identifier') return false
  const name = nameOf(pattern)
  const isMention = (node: Node): boolean => node !== pattern && nameOf(node) === name
  return !tree.nodesOf('Identifier').some(isMention) && !tree.nodesOf('JSXIdentifier').some(isMention)
}

/** Tells whether middleware answers with something else after it called `next()`. */
function isAnsweredLater(call: Node): boolean {
  const owner = enclosingFunction(call)
  return owner !== undefined && hasReturnAfter(owner.body as Node, call.end)
}

function hasReturnAfter(node: Node, position: number): boolean {
  if (node.type === 'ReturnStatement') return node.start > position && node.argument !== null
  if (node.type === 'ThrowStatement') return node.start > position
  if (isFunction(node)) return false
  return Object.entries(node).some(([key, child]) => {
    if (key === 'parent' || typeof child !== 'object' || child === null) return false
    const children = (Array.isArray(child) ? child : [child]) as unknown[]
    return children.some((item) => isNode(item) && item.end > position && hasReturnAfter(item, position))
  })
}

function isNode(value: unknown): value is Node {
  return typeof (value as { type?: unknown } | null)?.type === 'string'
}

/** Tells whether a call is made while the component of the file is rendered. */
function isInComponent(call: Node, { exports, kind }: ParsedFile): boolean {
  const owner = enclosingFunction(call)
  const isPage = kind === 'route' || kind === 'layout' || kind === 'app' || kind === 'error'
  return isPage && owner !== undefined && owner === exports.get('default')
}

/** Tells whether a response is thrown, which answers with it from anywhere. */
function isThrown(call: Node): boolean {
  let node = call
  while (node.parent && isWrapper(node.parent)) node = node.parent
  return node.parent?.type === 'ThrowStatement'
}

function describeInComponent(name: string): string {
  return `${name}() has no effect in a component, because the response has been chosen before it is rendered. Call it in loader or in a handler such as POST, and return its result there.`
}

function describeLoss(name: string, { how, through }: Loss): string {
  if (how === 'callback') {
    return `${through} ignores what its callback returns, so ${name}() has no effect. Use a for loop or await, and write return ${name}(…) in the function around it.`
  }
  if (how === 'promise') {
    return `the promise of ${through} is not returned, so ${name}() in its callback has no effect. Return the promise, or await it and return its result.`
  }
  if (through !== undefined) {
    return `${through}() may return ${name}(), but its result is not used. Write const response = await ${through}(…), then if (response) return response.`
  }
  if (name === 'next') {
    return 'the response of next() is not returned, so this middleware answers nothing. Write return next().'
  }
  return `the result of ${name}() is not returned, so it has no effect. Write return ${name}(…).`
}

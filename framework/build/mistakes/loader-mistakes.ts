// Finds loaders whose data is not what the component expects: a promise, or nothing.
import { findBinding } from './bindings.ts'
import { nameAsyncCallback, namePromiseCall } from './promise-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, enclosingFunction, isFunction, nameOf, unwrap } from '../parse-tree.ts'

/** Finds promises in the data of a loader, loaders that return nothing, and components that read data without a loader. */
export function findLoaderMistakes(file: ParsedFile): Mistake[] {
  const { exports, kind } = file
  if (kind !== 'route' && kind !== 'layout' && kind !== 'personal') return []
  const loader = exports.get('loader')
  const found: Mistake[] = isFunction(loader) ? findPromises(loader, file) : []
  const data = findDataUse(exports.get('default'))
  if (data && !exports.has('loader')) {
    const message =
      'the component uses data, but there is no loader, so data is undefined. Export a loader that returns it.'
    found.push({ level: 'warning', node: data, message })
  }
  if (data && isFunction(loader) && !returnsValue(loader)) {
    const message =
      'this loader returns nothing, so the data of the component is undefined. Write return { … } at its end.'
    found.push({ level: 'warning', node: loader, message })
  }
  return found
}

function findPromises(loader: Node, file: ParsedFile): Mistake[] {
  const { tree, exports } = file
  // A streamed page may wait for the promise itself.
  if (exports.has('config') && /stream/.test(sourceOfKeys(exports.get('config')))) return []
  return tree.nodesOf('Property').flatMap((property): Mistake[] => {
    const object = property.parent!
    if (object.type !== 'ObjectExpression' || !isReturnedFrom(object, loader)) return []
    const call = findCall(property.value as Node)
    const message = call && describePromise(`data.${nameOf(property.key)}`, call, file)
    return message ? [{ level: 'warning', node: property, message }] : []
  })
}

/** Finds the call that gives a value, also through a variable that nothing else assigns. */
function findCall(given: Node): Node | undefined {
  const value = unwrap(given)
  if (value?.type !== 'Identifier') return value?.type === 'CallExpression' ? value : undefined
  const binding = findBinding(value)
  if (binding?.kind !== 'variable' || binding.property !== undefined) return undefined
  const { init, parent } = binding.owner
  if (parent?.kind !== 'const') return undefined
  const found = unwrap(init as Node | null)
  return found?.type === 'CallExpression' ? found : undefined
}

function describePromise(path: string, call: Node, file: ParsedFile): string | undefined {
  const list = nameAsyncCallback(call, listMethods)
  if (list !== undefined) {
    return `${path} is a list of promises, because the callback of ${list}() is async. Write await Promise.all(${list}(…)).`
  }
  const name = namePromiseCall(call, file)
  return name && `${path} is a promise, because ${name}() is not awaited. Write await ${name}(…).`
}

const listMethods = new Set(['map', 'flatMap'])

function sourceOfKeys(config: Node | undefined): string {
  const properties = config?.type === 'ObjectExpression' ? (config.properties as Node[]) : []
  return properties.map(({ key }) => nameOf(key)).join(' ')
}

function isReturnedFrom(object: Node, loader: Node): boolean {
  let current = object
  while (current.parent && passing.has(current.parent.type)) current = current.parent
  const { parent } = current
  if (parent?.type === 'ReturnStatement') return enclosingFunction(parent) === loader
  return parent === loader && loader.body === current
}

const passing = new Set([
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'ObjectExpression',
  'Property',
])

/** Finds where a component takes `data` from its props. */
function findDataUse(component: Node | undefined): Node | undefined {
  if (!isFunction(component)) return undefined
  const [props] = component.params as Node[]
  if (props?.type !== 'ObjectPattern') return undefined
  return (props.properties as Node[]).find(
    ({ key, value }) => nameOf(key) === 'data' && (value as Node | undefined)?.type !== 'AssignmentPattern',
  )
}

/** Tells whether a function returns a value anywhere, or is an expression. */
function returnsValue(node: Node): boolean {
  const body = node.body as Node
  return body.type !== 'BlockStatement' || node.generator === true || containsReturn(body)
}

function containsReturn(node: Node): boolean {
  if (node.type === 'ReturnStatement') return node.argument !== null
  if (node.type === 'ThrowStatement') return true
  return Object.entries(node).some(([key, child]) => {
    if (key === 'parent' || typeof child !== 'object' || child === null) return false
    const children = (Array.isArray(child) ? child : [child]) as unknown[]
    return children.some((item) => isStatement(item) && !isFunction(item) && containsReturn(item))
  })
}

function isStatement(value: unknown): value is Node {
  return typeof (value as { type?: unknown } | null)?.type === 'string'
}

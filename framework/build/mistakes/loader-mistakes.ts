// Finds loaders whose data is not what the component expects: a promise, or nothing.
import { findBinding } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, enclosingFunction, isFunction, nameOf, unwrap } from './syntax-tree.ts'

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

function findPromises(loader: Node, { tree, exports }: ParsedFile): Mistake[] {
  // A streamed page may wait for the promise itself.
  if (exports.has('config') && /stream/.test(sourceOfKeys(exports.get('config')))) return []
  return tree.nodesOf('CallExpression').flatMap((call): Mistake[] => {
    const property = call.parent
    if (property?.type !== 'Property' || property.value !== call) return []
    const object = property.parent!
    if (!isReturnedFrom(object, loader)) return []
    const name = nameAsyncCall(call)
    if (name === undefined) return []
    const message = `data.${nameOf(property.key)} is a promise, because ${name}() is not awaited. Write await ${name}(…).`
    return [{ level: 'warning', node: call, message }]
  })
}

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

/** Names a called function that certainly returns a promise: `fetch`, or an async function of the file. */
function nameAsyncCall(call: Node): string | undefined {
  const callee = unwrap(call.callee as Node)
  if (callee?.type !== 'Identifier') return undefined
  const binding = findBinding(callee)
  if (!binding) return nameOf(callee) === 'fetch' ? 'fetch' : undefined
  const value = binding.kind === 'variable' ? unwrap(binding.owner.init as Node | null) : binding.owner
  const isAsync = isFunction(value) && value.async === true && value.generator !== true
  return isAsync && binding.property === undefined && binding.kind !== 'parameter'
    ? nameOf(callee)
    : undefined
}

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

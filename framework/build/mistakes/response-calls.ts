// Recognizes the calls whose result must be returned, such as `redirect()` and `ctx.fail()`.
import { type Binding, findBinding, findImported, isVialExport } from './bindings.ts'
import { isExportedMiddleware, isRequestFunction } from './file-exports.ts'
import type { ParsedFile } from './source-file.ts'
import { type Node, nameOf, unwrap } from '../parse-tree.ts'

/**
 * Lists the names under which a file may call them. Most calls are of other names, which saves looking for their
 * declarations.
 */
export function listCalledNames({ tree }: ParsedFile): ReadonlySet<string> {
  const names = new Set<string>(methods)
  for (const { parent, local } of [
    ...tree.nodesOf('ImportSpecifier'),
    ...tree.nodesOf('ImportNamespaceSpecifier'),
  ]) {
    if (nameOf(parent!.source) === 'vial') names.add(nameOf(local))
  }
  for (const { key, value } of tree.nodesOf('Property')) {
    if (methods.has(nameOf(key))) names.add(nameOf(value))
  }
  for (const { id, init } of tree.nodesOf('VariableDeclarator')) {
    if (methods.has(nameOf(unwrap(init as Node | null)?.property))) names.add(nameOf(id))
  }
  for (const type of ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']) {
    for (const { params } of tree.nodesOf(type)) {
      const [, second] = params as Node[]
      if (second) names.add(nameOf(second))
    }
  }
  return names
}

/** Tells whether a call may be one of them, from its names alone. */
export function mayBeResponseCall({ callee }: Node, names: ReadonlySet<string>): boolean {
  const called = unwrap(callee as Node)
  if (called?.type !== 'MemberExpression') return names.has(nameOf(called))
  return methods.has(nameOf(called.property)) || names.has(nameOf(unwrap(called.object as Node)))
}

/**
 * Names a call as an author knows it, without its arguments: `redirect`, `ctx.fail` or `next`.
 *
 * Follows renamed imports, namespaces and destructured contexts.
 *
 * @returns `undefined` for every other call
 */
export function nameResponseCall(call: Node, file: ParsedFile): string | undefined {
  const callee = unwrap(call.callee as Node)
  if (!callee) return undefined
  const imported = findImported(callee)
  if (imported) {
    return imported.source === 'vial' && helpers.has(imported.imported) ? imported.imported : undefined
  }
  const binding = callee.type === 'Identifier' ? findBinding(callee) : undefined
  if (binding && isNext(binding, file)) return 'next'
  const property = findContextMethod(callee, file)
  return property !== undefined && methods.has(property) ? `ctx.${property}` : undefined
}

/** Finds which property of the context a call is of, such as `fail` of `ctx.fail()` and of a destructured `fail()`. */
export function findContextMethod(callee: Node, file: ParsedFile): string | undefined {
  if (callee.type === 'Identifier') {
    const binding = findBinding(callee)
    return binding && findContextProperty(binding, file)
  }
  if (callee.type !== 'MemberExpression' || callee.computed) return undefined
  return isContext(callee.object as Node, file) ? nameOf(callee.property) : undefined
}

const helpers = new Set(['redirect', 'json', 'html', 'stream'])
const methods = new Set(['fail', 'sendFile', 'events'])

/** Finds the property of the context that a name was taken from: `fail` of `({ fail }) =>` or `const { fail } = ctx`. */
function findContextProperty(
  { kind, owner, property, index }: Binding,
  file: ParsedFile,
): string | undefined {
  if (kind === 'parameter') {
    return property !== undefined && isContextParameter(owner, index!, file) ? property : undefined
  }
  if (kind !== 'variable') return undefined
  const init = unwrap(owner.init as Node | null)
  if (!init) return undefined
  if (property !== undefined) return isContext(init, file) ? property : undefined
  const isProperty =
    init.type === 'MemberExpression' && !init.computed && isContext(init.object as Node, file)
  return isProperty ? nameOf(init.property) : undefined
}

/** Tells whether an expression is the context of a request. */
function isContext(given: Node, file: ParsedFile, depth = 0): boolean {
  const expression = unwrap(given)
  if (expression?.type === 'CallExpression') {
    return isVialExport(expression.callee as Node, 'useRequest')
  }
  if (expression?.type !== 'Identifier') return false
  const binding = findBinding(expression)
  if (!binding || binding.property !== undefined) return false
  if (binding.kind === 'parameter') return isContextParameter(binding.owner, binding.index!, file)
  const init = binding.kind === 'variable' ? unwrap(binding.owner.init as Node | null) : undefined
  // Two variables may name each other.
  return init !== undefined && depth < maxAliases && isContext(init, file, depth + 1)
}

const maxAliases = 4

/** Tells it from what calls the function, from the type of the parameter, or from its usual name. */
function isContextParameter(owner: Node, index: number, file: ParsedFile): boolean {
  if (index === 0 && (isRequestFunction(owner, file) || hasMiddlewareType(owner))) return true
  const parameter = (owner.params as Node[])[index]!
  const type = typeNameOf(parameter)
  if (type !== undefined) return type === 'Context'
  return parameter.type === 'Identifier' && nameOf(parameter) === 'ctx'
}

/** Tells whether a name is the second parameter of a middleware. */
function isNext({ kind, owner, property, index }: Binding, file: ParsedFile): boolean {
  if (kind !== 'parameter' || index !== 1 || property !== undefined) return false
  if ((owner.params as Node[]).length !== 2) return false
  if (isExportedMiddleware(owner, file) || hasMiddlewareType(owner)) return true
  return nameOf((owner.params as Node[])[1]) === 'next' && isContextParameter(owner, 0, file)
}

/** Tells whether a function is the value of `const guard: Middleware = …`. */
function hasMiddlewareType({ parent }: Node): boolean {
  return parent?.type === 'VariableDeclarator' && typeNameOf(parent.id as Node) === 'Middleware'
}

/** Returns the name of the type that is written at a pattern; `any` and types without a name say nothing. */
function typeNameOf({ typeAnnotation }: Node): string | undefined {
  const reference = (typeAnnotation as Node | null)?.typeAnnotation as Node | undefined
  return nameOf(reference?.typeName) || undefined
}

// Finds what a name stands for: an import, a parameter, a variable, a function, or nothing in this file.
import { type Node, isFunction, nameOf } from '../parse-tree.ts'

/** What a name was declared as. */
export interface Binding {
  readonly kind: 'import' | 'parameter' | 'variable' | 'function' | 'class' | 'error'
  /** The import specifier, function, declarator or class that declares the name. */
  readonly owner: Node
  /** The property that destructuring takes the name from, such as `fail` of `{ fail: refuse }`. */
  readonly property?: string
  /** Which parameter it is, counted from 0. */
  readonly index?: number
}

/** Finds the declaration of an identifier; `undefined` for a global. */
export function findBinding(identifier: Node): Binding | undefined {
  const name = nameOf(identifier)
  for (let scope = identifier.parent; scope; scope = scope.parent) {
    const binding = bindingsOf(scope)?.get(name)
    if (binding) return binding
  }
  return undefined
}

/** Reads an import: the module, and the name that it exports (`*` for all of it). */
function readImport({ kind, owner }: Binding): { source: string; imported: string } | undefined {
  if (kind !== 'import') return undefined
  const source = nameOf(owner.parent?.source)
  if (owner.type === 'ImportNamespaceSpecifier') return { source, imported: '*' }
  return { source, imported: owner.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(owner.imported) }
}

/** Finds what a called or mentioned name is imported as, also through `namespace.name`. */
export function findImported(expression: Node): { source: string; imported: string } | undefined {
  if (expression.type === 'Identifier' || expression.type === 'JSXIdentifier') {
    const binding = findBinding(expression)
    return binding && readImport(binding)
  }
  if (expression.type !== 'MemberExpression' || expression.computed) return undefined
  const found = (expression.object as Node).type === 'Identifier' && findImported(expression.object as Node)
  // `React.useState` is a property of the default export, too.
  if (!found || (found.imported !== '*' && found.imported !== 'default')) return undefined
  return { source: found.source, imported: nameOf(expression.property) }
}

/** Tells whether a called or mentioned name is this export of `vial`. */
export function isVialExport(expression: Node, name: string): boolean {
  const imported = findImported(expression)
  return imported?.source === 'vial' && imported.imported === name
}

const cache = new WeakMap<Node, Map<string, Binding>>()

/** Lists what a node declares for the nodes inside it; `undefined` if it is not a scope. */
function bindingsOf(scope: Node): Map<string, Binding> | undefined {
  const statements = statementsOf(scope)
  if (!statements && !isFunction(scope) && scope.type !== 'CatchClause') return undefined
  let bindings = cache.get(scope)
  if (bindings) return bindings
  bindings = new Map()
  for (const statement of statements ?? []) declare(statement, bindings)
  if (isFunction(scope)) {
    // The name of a function expression is known inside it only.
    if (scope.id) bindings.set(nameOf(scope.id), { kind: 'function', owner: scope })
    for (const [index, parameter] of (scope.params as Node[]).entries()) {
      declarePattern(parameter, { kind: 'parameter', owner: scope, index }, bindings)
    }
  }
  if (scope.type === 'CatchClause' && scope.param) {
    declarePattern(scope.param as Node, { kind: 'error', owner: scope }, bindings)
  }
  cache.set(scope, bindings)
  return bindings
}

function statementsOf(scope: Node): readonly Node[] | undefined {
  switch (scope.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
      return scope.body as Node[]
    case 'SwitchStatement':
      return (scope.cases as Node[]).flatMap(({ consequent }) => consequent as Node[])
    case 'ForStatement':
      return scope.init ? [scope.init as Node] : []
    case 'ForInStatement':
    case 'ForOfStatement':
      return [scope.left as Node]
    default:
      return undefined
  }
}

function declare(statement: Node, bindings: Map<string, Binding>): void {
  switch (statement.type) {
    case 'ImportDeclaration':
      for (const owner of statement.specifiers as Node[]) {
        bindings.set(nameOf(owner.local), { kind: 'import', owner })
      }
      break
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (statement.declaration) declare(statement.declaration as Node, bindings)
      break
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      if (statement.id) {
        const kind = statement.type === 'ClassDeclaration' ? 'class' : 'function'
        bindings.set(nameOf(statement.id), { kind, owner: statement })
      }
      break
    case 'VariableDeclaration':
      for (const owner of statement.declarations as Node[]) {
        declarePattern(owner.id as Node, { kind: 'variable', owner }, bindings)
      }
      break
  }
}

function declarePattern(pattern: Node | null, binding: Binding, bindings: Map<string, Binding>): void {
  switch (pattern?.type) {
    case 'Identifier':
      bindings.set(nameOf(pattern), binding)
      break
    case 'ObjectPattern':
      for (const property of pattern.properties as Node[]) {
        const target = (property.argument ?? property.value) as Node
        const isNested = binding.property !== undefined || property.computed || !property.key
        declarePattern(target, { ...binding, property: isNested ? '?' : nameOf(property.key) }, bindings)
      }
      break
    case 'ArrayPattern':
      for (const element of pattern.elements as (Node | null)[]) {
        declarePattern(element, { ...binding, property: '?' }, bindings)
      }
      break
    case 'AssignmentPattern':
      declarePattern(pattern.left as Node, binding, bindings)
      break
    case 'RestElement':
      declarePattern(pattern.argument as Node, { ...binding, property: '?' }, bindings)
      break
    case 'TSParameterProperty':
      declarePattern(pattern.parameter as Node, binding, bindings)
      break
  }
}

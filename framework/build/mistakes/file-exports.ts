// Finds what a file exports, and which of its functions the framework calls.
import type { ParsedFile } from './source-file.ts'
import { type Node, isWrapper, nameOf, unwrap } from '../parse-tree.ts'

/** Lists the exports of a program by name, each with the function, class or expression that it stands for. */
export function readExportedNodes(program: Node): Map<string, Node | undefined> {
  const declared = new Map<string, Node | undefined>()
  const exported = new Map<string, Node | undefined>()
  const listed: [exported: string, local: string][] = []
  for (const statement of program.body as Node[]) {
    const isNamed = statement.type === 'ExportNamedDeclaration'
    if (statement.exportKind === 'type') continue
    if (statement.type === 'ExportDefaultDeclaration') {
      const value = unwrap(statement.declaration as Node)
      if (value?.type === 'Identifier') listed.push(['default', nameOf(value)])
      else exported.set('default', value)
    }
    const declaration = statement.type.startsWith('Export')
      ? (statement.declaration as Node | null)
      : statement
    for (const [name, value] of listDeclared(declaration)) {
      declared.set(name, value)
      if (isNamed) exported.set(name, value)
    }
    for (const { local, exported: name } of isNamed ? (statement.specifiers as Node[]) : []) {
      if (statement.source) exported.set(nameOf(name), undefined)
      else listed.push([nameOf(name), nameOf(local)])
    }
  }
  for (const [name, local] of listed) exported.set(name, declared.get(local))
  return exported
}

function listDeclared(declaration: Node | null): [string, Node | undefined][] {
  if (declaration?.type === 'VariableDeclaration') {
    return (declaration.declarations as Node[]).flatMap(({ id, init }) =>
      (id as Node).type === 'Identifier' ? [[nameOf(id), unwrap(init as Node | null)]] : [],
    )
  }
  return declaration?.id ? [[nameOf(declaration.id), declaration]] : []
}

/** Tells whether the framework calls a function with the context of a request. */
export function isRequestFunction(node: Node, { exports, kind }: ParsedFile): boolean {
  if (kind === 'module' || kind === 'private' || kind === 'island') return false
  const outermost = climbLists(node)
  for (const [name, value] of exports) {
    if (value !== outermost) continue
    if (name === 'default') return kind === 'middleware'
    // The other functions of a socket receive its peer.
    if (name === 'socket') return nameOf(node.parent?.key) === 'upgrade'
    return contextExports.has(name)
  }
  return false
}

const contextExports = new Set(['loader', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'actions', 'middleware'])

/** Tells whether a function is in the middleware that a file exports. */
export function isExportedMiddleware(node: Node, { exports, kind }: ParsedFile): boolean {
  const outermost = climbLists(node)
  return (
    outermost === exports.get('middleware') || (kind === 'middleware' && outermost === exports.get('default'))
  )
}

/** Leaves the lists and objects around a function: `export const actions = { remove: async (ctx) => … }`. */
function climbLists(node: Node): Node {
  let current = node
  while (current.parent && (isWrapper(current.parent) || listTypes.has(current.parent.type))) {
    current = current.parent
  }
  return unwrap(current) ?? current
}

const listTypes = new Set(['ArrayExpression', 'ObjectExpression', 'Property'])

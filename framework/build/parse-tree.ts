// Parses a source file into a tree that can be searched by type and walked upwards.
import { parseAst } from 'vite'
import type { Position } from '../node/log/stack-frame.ts'
import { toPosition } from './source-position.ts'

/** A node of the syntax tree (ESTree with JSX). */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  /** The node around this one; `undefined` for the program. */
  readonly parent?: Node
  readonly [key: string]: unknown
}

/** A function of any form. */
export interface FunctionNode extends Node {
  readonly params: readonly Node[]
  readonly body: Node
}

export interface SyntaxTree {
  readonly program: Node
  /** Lists the nodes of a type, in the order of the source. Types of TypeScript are left out. */
  nodesOf(type: string): readonly Node[]
  /** Returns the line and the column of a node. */
  positionOf(node: Node): Position
}

/** The languages that the parser knows. */
export type Language = 'js' | 'jsx' | 'ts' | 'tsx'

/**
 * Tells the language of a file from its name.
 *
 * @returns `undefined` for other files, such as Markdown
 */
export function toLanguage(file: string): Language | undefined {
  const [, extension] = /\.[cm]?([jt]sx?)$/.exec(file) ?? []
  // JSX in a .js file is a superset of the language, so one parser serves both.
  return extension === 'js' ? 'jsx' : (extension as Language | undefined)
}

/** Parses source code; `undefined` if it does not parse, which Vite reports. */
export function parseTree(code: string, lang: Language): SyntaxTree | undefined {
  const program = tryParse(code, lang)
  if (!program) return undefined
  const byType = new Map<string, Node[]>()
  link(program, undefined, byType)
  return {
    program,
    nodesOf: (type) => byType.get(type) ?? [],
    positionOf: ({ start }) => toPosition(code, start),
  }
}

function tryParse(code: string, lang: Language): Node | undefined {
  try {
    return parseAst(code, { lang }, `module.${lang}`) as unknown as Node
  } catch {
    return undefined
  }
}

/** Links every node to its parent and lists it by its type. */
function link(node: Node, parent: Node | undefined, byType: Map<string, Node[]>): void {
  ;(node as { parent?: Node | undefined }).parent = parent
  const list = byType.get(node.type)
  if (list) list.push(node)
  else byType.set(node.type, [node])
  for (const key in node) {
    const child = node[key]
    if (typeof child !== 'object' || child === null || unlinkedKeys.has(key)) continue
    if (!Array.isArray(child)) linkChild(child, node, byType)
    else for (const item of child) linkChild(item, node, byType)
  }
}

function linkChild(child: unknown, parent: Node, byType: Map<string, Node[]>): void {
  const { type } = (child ?? {}) as { type?: unknown }
  if (typeof type === 'string' && !typeNodes.has(type)) link(child as Node, parent, byType)
}

// Types vanish before the code runs, so what they mention is not used.
const unlinkedKeys = new Set([
  'parent',
  'typeAnnotation',
  'typeArguments',
  'typeParameters',
  'returnType',
  'superTypeArguments',
])
const typeNodes = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction'])

/** Tells whether a node is a function of any form. */
export function isFunction(node: Node | undefined): node is FunctionNode {
  return node !== undefined && functionTypes.has(node.type)
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** Finds the innermost function around a node. */
export function enclosingFunction(node: Node): FunctionNode | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (isFunction(current)) return current
  }
  return undefined
}

/** Removes what surrounds an expression without changing its value: parentheses and types. */
export function unwrap(node: Node | null | undefined): Node | undefined {
  return node && wrapperTypes.has(node.type) ? unwrap(node.expression as Node) : (node ?? undefined)
}

/** Tells whether a node only surrounds an expression, without changing its value. */
export function isWrapper({ type }: Node): boolean {
  return wrapperTypes.has(type)
}

const wrapperTypes = new Set([
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'ChainExpression',
])

/** Returns the name of an identifier, or of a quoted name; empty for other nodes. */
export function nameOf(node: unknown): string {
  const { name, value } = (node ?? {}) as { name?: unknown; value?: unknown }
  if (typeof name === 'string') return name
  return typeof value === 'string' ? value : ''
}

/** Returns the text of a string, or of a template without expressions; `undefined` for other nodes. */
export function textOf(node: Node | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type !== 'TemplateLiteral' || (node.expressions as Node[]).length > 0) return undefined
  return (node.quasis as { value: { cooked: string } }[])[0]?.value.cooked
}

/** Lists the values that a function returns itself. */
export function listReturned(owner: FunctionNode, tree: SyntaxTree): readonly Node[] {
  if (owner.body.type !== 'BlockStatement') return listValues(owner.body)
  return tree
    .nodesOf('ReturnStatement')
    .flatMap((node) => (enclosingFunction(node) === owner ? listValues(node.argument as Node | null) : []))
}

/** Lists the values that an expression may have. */
function listValues(given: Node | null): readonly Node[] {
  const value = unwrap(given)
  if (value?.type === 'ConditionalExpression') {
    return [...listValues(value.consequent as Node), ...listValues(value.alternate as Node)]
  }
  if (value?.type === 'LogicalExpression') return listValues(value.right as Node)
  return value ? [value] : []
}

// Reads the exports of a module without running it.
import { parseAst } from 'vite'
import type { Position } from '../../node/log/stack-frame.ts'
import type { KnownAction } from '../../routing/action-rules.ts'
import { toPosition } from '../source-position.ts'

export interface ModuleExports {
  readonly names: ReadonlySet<string>
  /** Whether `export * from` adds names that are not known here. */
  readonly isOpen: boolean
  /** The value of the exported `config`; `undefined` without one, or when it is not made of literals. */
  readonly config: Readonly<Record<string, unknown>> | undefined
  /** Whether `config` is exported, but is not made of literals. */
  readonly isConfigComputed: boolean
  /** The `actions` that are written in the file; `undefined` if the source does not show all of them. */
  readonly actions: readonly KnownAction[] | undefined
  /** Reads the value of another export, wrapped in an object; `undefined` unless it is made of literals. */
  literalOf(name: string): { literal: unknown } | undefined
  /**
   * Finds the place of a problem with an export or with an option of `config`, from the words with which it begins.
   *
   * @returns `undefined` for other problems, and for a `config` that is not in the file
   */
  locate(problem: string): Position | undefined
}

/**
 * Reads the exports of a module, without its types.
 *
 * @param lang The language of the code (default: JavaScript, as compiled by Vite)
 * @throws Error when it does not parse
 */
export function readModuleExports(code: string, lang: 'js' | 'jsx' | 'ts' | 'tsx' = 'js'): ModuleExports {
  return readProgramExports(parseAst(code, { lang }, `module.${lang}`).body as unknown as Node[], code)
}

/**
 * Reads the exports of a module that has been parsed, from its statements.
 *
 * @param code Its source, for lines (default: lines are not known)
 */
export function readProgramExports(statements: readonly Node[], code?: string): ModuleExports {
  const names = new Set<string>()
  const declared = new Map<string, Node | null>()
  let isOpen = false
  let configName = 'config'
  for (const statement of statements) {
    if (statement.exportKind === 'type') continue
    if (statement.type === 'ExportDefaultDeclaration') names.add('default')
    if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported) names.add(nameOf(statement.exported))
      else isOpen = true
    }
    const isExport = statement.type === 'ExportNamedDeclaration'
    const declaration = isExport ? (statement.declaration as Node | null) : statement
    for (const { id, init } of (declaration?.declarations as Declarator[] | undefined) ?? []) {
      for (const name of namesIn(id)) {
        declared.set(name, id.type === 'Identifier' ? init : null)
        if (isExport) names.add(name)
      }
    }
    if (!isExport) continue
    if (declaration?.id) names.add(nameOf(declaration.id))
    for (const { local, exported, exportKind } of statement.specifiers as Specifier[]) {
      if (exportKind === 'type') continue
      names.add(nameOf(exported))
      // A re-exported config is in another module, which is not read.
      if (nameOf(exported) === 'config') configName = statement.source ? '' : nameOf(local)
    }
  }
  const config = names.has('config') ? toLiteral(declared.get(configName) ?? null) : undefined
  return {
    names,
    isOpen,
    config: config?.literal as ModuleExports['config'],
    isConfigComputed: names.has('config') && config === undefined,
    actions: names.has('actions') ? readActions(declared.get('actions')) : undefined,
    locate(problem) {
      const [isConfig, option] = /^config(?:\.(\w+))?\b/.exec(problem) ?? []
      const value = isConfig && names.has('config') ? declared.get(configName) : undefined
      const start = value ? (findOption(value, option) ?? value.start) : findNamed(problem, statements)?.start
      return start === undefined || code === undefined ? undefined : toPosition(code, start as number)
    },
    literalOf: (name) => (names.has(name) ? toLiteral(declared.get(name) ?? null) : undefined),
  }
}

/** Finds the statement of the export that a problem names first. */
function findNamed(problem: string, statements: readonly Node[]): Node | undefined {
  const [, name] = namedExport.exec(problem) ?? []
  return name === undefined || name === 'config' ? undefined : findExportStatement(statements, name)
}

const namedExport =
  /^(?:nothing answers here: )?(?:the export |a page cannot have both a default export and )?(\w+)/

function findOption(config: Node, name: string | undefined): number | undefined {
  if (name === undefined) return undefined
  if (config.type === 'TSSatisfiesExpression' || config.type === 'TSAsExpression') {
    return findOption(config.expression as Node, name)
  }
  if (config.type !== 'ObjectExpression') return undefined
  const property = (config.properties as Node[]).find(({ key }) => key && nameOf(key) === name)
  return property?.start as number | undefined
}

/** Finds the statement that exports a name; `undefined` if `export *` may do it. */
export function findExportStatement<Statement extends Node>(
  statements: readonly Statement[],
  name: string,
): Statement | undefined {
  return statements.find((statement) => readProgramExports([statement]).names.has(name))
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

interface Declarator {
  readonly id: Node
  readonly init: Node | null
}

interface Specifier {
  readonly local: Node
  readonly exported: Node
  readonly exportKind?: string
}

/** Gives the name of an identifier, or of a quoted export name. */
function nameOf(node: unknown): string {
  const { name, value } = node as { name?: string; value?: string }
  return name ?? value ?? ''
}

// `export const { GET, POST } = createHandlers()` declares several at once.
function namesIn(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [nameOf(pattern)]
    case 'ObjectPattern':
      return (pattern.properties as Node[]).flatMap((property) =>
        namesIn((property.type === 'RestElement' ? property.argument : property.value) as Node),
      )
    case 'ArrayPattern':
      return (pattern.elements as (Node | null)[]).flatMap(namesIn)
    case 'AssignmentPattern':
      return namesIn(pattern.left as Node)
    case 'RestElement':
      return namesIn(pattern.argument as Node)
    default:
      return []
  }
}

/** Reads the names of an object's members; `undefined` if it has some that the source does not name. */
export function readActions(node: Node | null | undefined): KnownAction[] | undefined {
  if (node?.type === 'TSSatisfiesExpression' || node?.type === 'TSAsExpression') {
    return readActions(node.expression as Node)
  }
  if (node?.type !== 'ObjectExpression') return undefined
  const properties = node.properties as Node[]
  if (properties.some(({ type, computed }) => type !== 'Property' || computed)) return undefined
  return properties.map(({ key, value }) => {
    const { type } = value as Node
    const isFunction = type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
    // Other expressions may give a function, but a literal never does.
    return { name: nameOf(key), isFunction: isFunction || (toLiteral(value as Node) ? false : undefined) }
  })
}

/** Reads the value of a literal, wrapped in an object; `undefined` means that it is not a literal. */
function toLiteral(node: Node | null): { literal: unknown } | undefined {
  switch (node?.type) {
    case 'Literal':
      // A regular expression is a literal too, but never a setting.
      return 'regex' in node && node.regex ? undefined : { literal: node.value }
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return toLiteral(node.expression as Node)
    case 'UnaryExpression':
      return toSigned(node)
    case 'TemplateLiteral':
      return toPlainTemplate(node)
    case 'ArrayExpression':
      return collect(node.elements as Node[], toLiteral, (items) => items.map(({ literal }) => literal))
    case 'ObjectExpression':
      return collect(node.properties as Node[], toEntry, Object.fromEntries)
    default:
      return undefined
  }
}

function collect<Item>(
  nodes: readonly Node[],
  convert: (node: Node) => Item | undefined,
  combine: (items: Item[]) => unknown,
): { literal: unknown } | undefined {
  const items = nodes.map(convert)
  return items.includes(undefined) ? undefined : { literal: combine(items as Item[]) }
}

function toEntry(property: Node): [string, unknown] | undefined {
  if (property.type !== 'Property' || property.computed) return undefined
  const value = toLiteral(property.value as Node)
  return value && [nameOf(property.key), value.literal]
}

function toSigned(node: Node): { literal: unknown } | undefined {
  const value = toLiteral(node.argument as Node)
  if (!value) return undefined
  if (node.operator === '-') return { literal: -Number(value.literal) }
  return node.operator === '!' ? { literal: !value.literal } : undefined
}

function toPlainTemplate(node: Node): { literal: unknown } | undefined {
  if ((node.expressions as Node[]).length > 0) return undefined
  const [part] = node.quasis as { value: { cooked: string } }[]
  return { literal: part?.value.cooked }
}

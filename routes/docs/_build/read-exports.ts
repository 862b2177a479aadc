// Reads the exports of the package's entry points from its sources: signature, docstring, members.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'vite'
import { type Docstring, parseDocstring } from './docstring.ts'

export interface ReferenceExport {
  name: string
  kind: 'function' | 'value' | 'class' | 'type'
  /** The declaration without bodies and comments. */
  signature: string
  doc: Docstring
  /** The properties of an interface or class that have a docstring. */
  members: readonly ReferenceMember[]
}

export interface ReferenceMember {
  /** As declared: `maxAge?: number`. */
  signature: string
  doc: Docstring
}

/** The nodes of the syntax tree that are read here. */
interface Node {
  type: string
  start: number
  end: number
  // biome-ignore lint/suspicious/noExplicitAny: the parser's types are a union of all nodes
  [key: string]: any
}

interface Source {
  file: string
  text: string
  body: readonly Node[]
  comments: readonly { type: string; value: string; start: number; end: number }[]
}

const packageFolder = join(import.meta.dirname, '../../../framework')

/**
 * Reads the exports of an entry point, sorted by name.
 *
 * @param entry Its name without `vial/`: `index`, `server`, …
 * @throws {Error} If a name that it exports is not declared where it says
 */
export function readExports(entry: string): ReferenceExport[] {
  const source = parseSource(join(packageFolder, `${entry}.ts`))
  const specifiers = source.body
    .filter(({ type, source: from }) => type === 'ExportNamedDeclaration' && from)
    .flatMap(({ source: from, specifiers: all }) =>
      (all as Node[]).map(({ local, exported }) => ({
        from: from.value,
        local: local.name,
        name: exported.name,
      })),
    )
  return specifiers
    .filter(({ name }) => name !== 'default')
    .map(({ from, local, name }) => readExport(source, from, local, name))
    .sort((one, other) => compareNames(one.name, other.name))
}

function readExport(source: Source, from: string, local: string, name: string): ReferenceExport {
  // The only type of another package.
  if (!from.startsWith('.')) return describeForeign(name, from)
  const target = parseSource(join(dirname(source.file), from))
  const nodes = target.body.filter((node) => node.declaration && declaredName(node.declaration) === local)
  const [first] = nodes
  if (!first)
    throw new Error(
      `${target.file}: ${local} is not declared here. Export it from the file that declares it.`,
    )
  const declaration: Node = first.declaration
  return {
    name,
    kind: kinds[declaration.type] ?? 'type',
    signature: renameDeclaration(
      nodes.map((node) => formatSignature(target, node.declaration)).join('\n'),
      local,
      name,
    ),
    doc: findDocstring(target, first),
    members: listMembers(target, declaration),
  }
}

const kinds: Record<string, ReferenceExport['kind']> = {
  FunctionDeclaration: 'function',
  TSDeclareFunction: 'function',
  VariableDeclaration: 'value',
  ClassDeclaration: 'class',
}

function describeForeign(name: string, from: string): ReferenceExport {
  const doc = parseDocstring(`The type of \`${from}\`, re-exported.`)
  return { name, kind: 'type', signature: `export type { ${name} } from '${from}'`, doc, members: [] }
}

function declaredName(declaration: Node): string | undefined {
  return declaration.id?.name ?? declaration.declarations?.[0]?.id.name
}

function renameDeclaration(signature: string, local: string, name: string): string {
  return local === name ? signature : signature.replace(new RegExp(`\\b${local}\\b`), name)
}

function formatSignature(source: Source, node: Node): string {
  if (node.type === 'ClassDeclaration') return formatClass(source, node)
  if (node.type === 'VariableDeclaration') return formatVariable(source, node)
  const end = node.type === 'FunctionDeclaration' ? (node.body?.start ?? node.end) : node.end
  return slice(source, node.start, end)
}

function formatVariable(source: Source, { kind, declarations }: Node): string {
  const [{ id, init }] = declarations
  return id.typeAnnotation
    ? `${kind} ${slice(source, id.start, id.end)}`
    : `${kind} ${slice(source, id.start, init.end)}`
}

function formatClass(source: Source, node: Node): string {
  const members = publicMembers(node).map((member) => `  ${formatMember(source, member)}`)
  return `${slice(source, node.start, node.body.start)} {\n${members.join('\n')}\n}`
}

/** The members of an interface, a class, or a type that is an object. */
function listMembers(source: Source, declaration: Node): ReferenceMember[] {
  return publicMembers(declaration)
    .map((member) => ({ signature: formatMember(source, member), doc: findDocstring(source, member) }))
    .filter(({ doc }) => doc.description !== '')
}

function publicMembers({ type, body, typeAnnotation }: Node): Node[] {
  const members: Node[] =
    type === 'TSTypeAliasDeclaration' ? (typeAnnotation.members ?? []) : (body?.body ?? [])
  return type === 'FunctionDeclaration' ? [] : members.filter(isPublic)
}

function isPublic({ key, accessibility }: Node): boolean {
  return accessibility !== 'private' && key?.type !== 'PrivateIdentifier'
}

function formatMember(source: Source, { type, start, end, value, key, typeAnnotation }: Node): string {
  const hasBody = type === 'MethodDefinition' && value?.body
  // A property with a value: its type says enough.
  const stop = hasBody ? value.body.start : value && typeAnnotation ? typeAnnotation.end : end
  return slice(source, Math.min(start, key?.start ?? start), stop).replace(/[,;]$/, '')
}

/** The text between two positions without comments. */
function slice({ text, comments }: Source, start: number, end: number): string {
  let result = ''
  let position = start
  for (const comment of comments) {
    if (comment.start < start || comment.end > end) continue
    result += text.slice(position, comment.start)
    position = comment.end
  }
  return (result + text.slice(position, end))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')
    .trim()
}

/** Finds the docstring directly before a node. */
function findDocstring({ text, comments }: Source, { start }: Node): Docstring {
  let position = start
  for (const comment of comments.filter(({ end }) => end <= start).reverse()) {
    if (text.slice(comment.end, position).trim() !== '') break
    if (comment.type === 'Block')
      return parseDocstring(comment.value.startsWith('*') ? comment.value.slice(1) : '')
    // A line comment for a tool may stand between a docstring and what it describes.
    position = comment.start
  }
  return parseDocstring('')
}

const sources = new Map<string, Source>()

function parseSource(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const last = sources.get(file)
  if (last?.text === text) return last
  const { program, comments } = parseSync(file, text)
  const source = { file, text, body: program.body as unknown as Node[], comments }
  sources.set(file, source)
  return source
}

function compareNames(one: string, other: string): number {
  return one.toLowerCase() < other.toLowerCase() ? -1 : 1
}

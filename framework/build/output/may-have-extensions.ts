// Tells from the source of `_server` whether the build has to run it to find the site's extensions.
import { parseAst } from 'vite'

/**
 * Tells whether a site may have extensions.
 *
 * Only a definition that the file exports as an object literal, alone or in `defineServer({ … })`, shows that there are
 * none. Spreads, computed names, constants and values from other modules may contain some.
 *
 * @param code The source of `_server`
 * @param extension The language of the source: `ts`, `tsx`, `js` or `jsx`
 */
export function mayHaveExtensions(code: string, extension: string): boolean {
  const program = parse(code, extension as 'ts')
  if (!program) return true
  const exported = program.find(({ type }) => type === 'ExportDefaultDeclaration')
  if (!exported) return program.some(isDefaultInList)
  const definition = unwrap(exported.declaration as Node, program)
  if (definition?.type !== 'ObjectExpression') return true
  return (definition.properties as Node[]).some(isExtensions)
}

function parse(code: string, lang: 'ts'): readonly Node[] | undefined {
  try {
    return parseAst(code, { lang }, `_server.${lang}`).body as unknown as Node[]
  } catch {
    // What does not parse is reported when it is loaded.
    return undefined
  }
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

/** Tells whether a statement exports something under the name `default`, as in `export { default } from './server'`. */
function isDefaultInList({ type, specifiers }: Node): boolean {
  return (
    type === 'ExportNamedDeclaration' &&
    (specifiers as Node[]).some(({ exported }) => nameOf(exported) === 'default')
  )
}

/** Removes what may surround an object: types, parentheses and `defineServer()`. */
function unwrap(node: Node | undefined, program: readonly Node[]): Node | undefined {
  switch (node?.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return unwrap(node.expression as Node, program)
    case 'CallExpression':
      return isDefineServer(node.callee as Node, program)
        ? unwrap((node.arguments as Node[])[0], program)
        : undefined
    default:
      return node
  }
}

/** Tells whether a call is to Vial's `defineServer()`: another function may add extensions to its argument. */
function isDefineServer(callee: Node, program: readonly Node[]): boolean {
  return program.some(
    ({ type, source, specifiers }) =>
      type === 'ImportDeclaration' &&
      (source as { value: unknown }).value === 'vial' &&
      (specifiers as Node[]).some(
        ({ imported, local }) => nameOf(imported) === 'defineServer' && nameOf(local) === nameOf(callee),
      ),
  )
}

function nameOf(node: unknown): string | undefined {
  const { name, value } = (node ?? {}) as { name?: string; value?: unknown }
  return name ?? (typeof value === 'string' ? value : undefined)
}

function isExtensions(property: Node): boolean {
  if (property.type !== 'Property' || property.computed) return true
  return nameOf(property.key) === 'extensions'
}

// Finds the folders in which code looks for files by a pattern, so that a new file in one of them may change the build.
import { dirname, join } from 'node:path/posix'
import { readUrlArguments } from '../module-location.ts'
import { type SyntaxNode, isNode, isOfModule, readText, visit } from '../syntax-tree.ts'

/**
 * Lists the folders of the patterns in a module: of `import.meta.glob()`, and of paths that end with a computed name, as in
 * `` import(`./${name}.ts`) ``.
 *
 * @param file The absolute path of the module
 * @param root The folder of the project, for patterns that start with a slash, or with what only a plugin knows
 * @returns Absolute paths, with a slash at the end
 */
export function findPatternFolders(tree: SyntaxNode, file: string, root: string): string[] {
  const found: string[] = []
  visit(tree, [], (node) => {
    for (const start of [...readGlob(node), ...readComputedPath(node)]) {
      const folder = start.slice(0, start.lastIndexOf('/') + 1)
      if (/^\.{1,2}\//.test(folder)) found.push(join(dirname(file), folder))
      else found.push(folder.startsWith('/') ? join(root, folder) : `${root}/`)
    }
  })
  return found
}

/** Reads what the patterns of `import.meta.glob()` start with. */
function readGlob({ type, callee, arguments: given }: SyntaxNode): string[] {
  if (type !== 'CallExpression' || !isOfModule(callee as SyntaxNode, 'glob')) return []
  const [patterns, options] = given as SyntaxNode[]
  const nodes = patterns?.type === 'ArrayExpression' ? (patterns.elements as SyntaxNode[]) : [patterns]
  const base = readBase(options)
  return nodes.flatMap((node) => {
    const pattern = node && readText(node)?.name
    if (pattern === undefined || pattern.startsWith('!')) return []
    const [start = ''] = pattern.split(/[*?[\]{}()!+@]/, 1)
    return [base === undefined || pattern.startsWith('/') ? start : `${base}/${start}`]
  })
}

function readBase(options: SyntaxNode | undefined): string | undefined {
  if (options?.type !== 'ObjectExpression') return undefined
  const properties = options.properties as SyntaxNode[]
  const base = properties.find(({ key }) => isNode(key) && (key.name ?? key.value) === 'base')
  return base && readText(base.value as SyntaxNode)?.name
}

/** Reads what the path of `import()` or `new URL()` starts with, if its end is computed. */
function readComputedPath(node: SyntaxNode): string[] {
  const [path, base] = readUrlArguments(node)
  const source = base && isOfModule(base, 'url') ? path : (node.source as SyntaxNode)
  if (!source || (node.type !== 'ImportExpression' && source !== path)) return []
  const text = readText(source)
  return text && text.name === undefined ? [text.start] : []
}

// Finds where code uses the location of its own module, which is another one after a build.
import { type SyntaxNode, isNode, isOfModule, readText, visit } from './syntax-tree.ts'

/** `new URL('./x', import.meta.url)`. */
export interface ModuleUrl {
  readonly start: number
  readonly end: number
  /** A relative path; `undefined` if it is computed. */
  readonly name: string | undefined
  /** Whether the code reads its `href`. */
  readonly isShown: boolean
  /** Whether a worker is started from it in the same expression. */
  readonly isOfWorker: boolean
}

/** Finds the URLs that are relative to the module, in the order of the code. */
export function findModuleUrls(tree: SyntaxNode): ModuleUrl[] {
  const found: ModuleUrl[] = []
  visit(tree, [], (node, [parent]) => {
    const [path, base] = readUrlArguments(node)
    if (!path || !base || !isOfModule(base, 'url')) return
    const text = readText(path)
    if (!text || !isRelative(text.start)) return
    const isShown = parent?.type === 'MemberExpression' && (parent.property as SyntaxNode).name === 'href'
    const isOfWorker =
      parent?.type === 'NewExpression' &&
      /^(Shared)?Worker$/.test((parent.callee as SyntaxNode).name as string)
    found.push({ start: node.start, end: node.end, name: text.name, isShown, isOfWorker })
  })
  return found
}

/**
 * Finds the other expressions that depend on where the module is: its folder, its path, and paths relative to it.
 *
 * A comparison such as `import.meta.url === …` is left out, and `createRequire(import.meta.url)` unless it loads a relative
 * path: packages are found from `dist/server` too.
 *
 * @returns Their code, each once
 */
export function findModulePlaces(tree: SyntaxNode): string[] {
  const found = new Set<string>()
  const loaders = findLoaders(tree)
  visit(tree, [], (node, parents) => {
    const [parent] = parents
    if (isRelativeCall(node)) {
      const callee = node.callee as SyntaxNode
      if (isOfModule(callee, 'resolve')) found.add('import.meta.resolve() of a relative path')
      if (isLoader(callee) || loaders.has(callee.name)) found.add('require() of a relative path')
    }
    if (parents.some(isComparison) || (parent && isLoader(parent))) return
    for (const name of ['dirname', 'filename']) if (isOfModule(node, name)) found.add(`import.meta.${name}`)
    if (!isOfModule(node, 'url') || !parent) return
    const [, base] = readUrlArguments(parent)
    if (base !== node) found.add('import.meta.url')
  })
  return [...found]
}

/** Reads the arguments of `new URL()`, also of `new globalThis.URL()`. */
export function readUrlArguments({ type, callee, arguments: given }: SyntaxNode): SyntaxNode[] {
  if (type !== 'NewExpression') return []
  const { name, property } = callee as SyntaxNode
  return name === 'URL' || (property as SyntaxNode | undefined)?.name === 'URL' ? (given as SyntaxNode[]) : []
}

/** Finds the variables that contain what `createRequire(import.meta.url)` returns. */
function findLoaders(tree: SyntaxNode): Set<unknown> {
  const names = new Set<unknown>()
  visit(tree, [], ({ type, id, init }) => {
    if (type === 'VariableDeclarator' && isNode(init) && isLoader(init)) names.add((id as SyntaxNode).name)
  })
  return names
}

function isLoader({ type, callee, arguments: given }: SyntaxNode): boolean {
  if (type !== 'CallExpression' || (callee as SyntaxNode).name !== 'createRequire') return false
  const [path] = given as SyntaxNode[]
  return path !== undefined && ['url', 'filename'].some((name) => isOfModule(path, name))
}

function isRelativeCall({ type, arguments: given }: SyntaxNode): boolean {
  if (type !== 'CallExpression') return false
  const [path] = given as SyntaxNode[]
  return path !== undefined && /^\.\.?\//.test(readText(path)?.start ?? '')
}

function isComparison({ type, operator }: SyntaxNode): boolean {
  return type === 'BinaryExpression' && /^[!=]==?$/.test(operator as string)
}

function isRelative(start: string): boolean {
  return !/^([a-z][a-z\d+.-]*:|\/|$)/i.test(start)
}

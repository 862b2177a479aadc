// Finds `import.meta.env.API_URL`, which is undefined because its name has no prefix that makes it public.
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, textOf, unwrap } from '../parse-tree.ts'

/** Finds variables of the environment that Vite does not put into code. */
export function findHiddenVariables({ tree, kind, publicPrefixes, isPublicName }: ParsedFile): Mistake[] {
  const [prefix = 'VITE_'] = publicPrefixes
  return tree.nodesOf('MetaProperty').flatMap((meta): Mistake[] => {
    const env = climb(meta)
    if (env?.type !== 'MemberExpression' || nameOf(env.property) !== 'env') return []
    return readNames(env).flatMap(([name, node]): Mistake[] => {
      if (builtIn.has(name) || publicPrefixes.some((start) => name.startsWith(start)) || isPublicName(name))
        return []
      const what = `import.meta.env.${name} is undefined, because only names that begin with ${publicPrefixes.join(' or ')} are public.`
      const advice =
        kind === 'island'
          ? `For a value that everyone may see, rename it to ${prefix}${name}. Keep a secret on the server: use it in a loader, and pass the result as a prop.`
          : `On the server, write process.env.${name}. For a value that everyone may see, also in browsers, rename it to ${prefix}${name}.`
      return [{ level: 'warning', node, message: `${what} ${advice}` }]
    })
  })
}

/** What Vite itself defines. */
const builtIn = new Set(['MODE', 'BASE_URL', 'PROD', 'DEV', 'SSR', 'LEGACY', ''])

/** Returns the expression that reads a property of this one, without what does not change its value. */
function climb(node: Node): Node | undefined {
  const parent = node.parent
  if (parent && unwrap(parent) !== parent) return climb(parent)
  return parent?.type === 'MemberExpression' && unwrap(parent.object as Node) !== unwrap(node)
    ? undefined
    : parent
}

/** Lists the names that are read: `env.NAME`, `env['NAME']` and `{ NAME } = env`. */
function readNames(env: Node): [name: string, node: Node][] {
  const parent = climb(env)
  if (parent?.type === 'MemberExpression') {
    const name = parent.computed ? (textOf(parent.property as Node) ?? '') : nameOf(parent.property)
    return isAssigned(parent) ? [] : [[name, parent]]
  }
  const pattern = parent?.type === 'VariableDeclarator' ? (parent.id as Node) : undefined
  return ((pattern?.properties ?? []) as Node[]).map((property) => [
    property.computed ? '' : nameOf(property.key),
    property,
  ])
}

function isAssigned(node: Node): boolean {
  return node.parent?.type === 'AssignmentExpression' && node.parent.left === node
}

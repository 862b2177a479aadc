// Finds values that href() leaves out of a link: parameters that its pattern lacks, and a query in the place of parameters.
import { isVialExport } from './bindings.ts'
import { listRouteParams } from './context-mistakes.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, textOf, unwrap } from '../parse-tree.ts'

/** Finds the values of `href()` that are not part of the link, if pattern and values are written in the call. */
export function findLinkMistakes({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('CallExpression').flatMap((call): Mistake[] => {
    const [first, second] = (call.arguments as Node[]).map((node) => unwrap(node))
    const pattern = first && textOf(first)
    if (!pattern?.startsWith('/') || second?.type !== 'ObjectExpression') return []
    if (!isVialExport(unwrap(call.callee as Node)!, 'href')) return []
    // An extension is removed from the names of files, so the pattern gets one.
    const params = listRouteParams(`${pattern.slice(1)}.ts`)
    if (!params) return []
    return (second.properties as Node[]).flatMap((property): Mistake[] => {
      const name = property.type === 'Property' && property.computed !== true ? nameOf(property.key) : ''
      if (name === '' || params.includes(name)) return []
      return [{ level: 'warning', node: property, message: describe(pattern, name) }]
    })
  })
}

function describe(pattern: string, name: string): string {
  const what = `href('${pattern}') has no parameter ${name}, so it is not part of the link.`
  return name === 'query' || name === 'hash'
    ? `${what} It belongs into the third argument: href('${pattern}', { … }, { ${name}: … }).`
    : `${what} For the query, write href('${pattern}', { … }, { query: { ${name}: … } }).`
}

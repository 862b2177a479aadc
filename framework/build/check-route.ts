// Checks what a route file exports as soon as Vite has read it.
import { type Plugin, parseAst } from 'vite'
import type { BuildSite } from './site.ts'

/** Reports a page with `GET`, and settings that are no literals, with the file's name. */
export function checkRouteExports(site: BuildSite): Plugin {
  return {
    name: 'vial:check-route',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    async transform(code, id) {
      const path = site.toRoutePath(id)
      if (path === undefined) return
      const file = (await site.files()).find((candidate) => candidate.path === path)
      if (file?.kind !== 'route') return
      const problem = findProblem(code)
      if (problem) this.error({ id, message: `routes/${path}: ${problem}` })
    },
  }
}

function findProblem(code: string): string | undefined {
  const exported = readExports(code)
  if (exported.names.has('default') && exported.names.has('GET')) {
    return 'a page cannot have both a default export and GET. Rename GET to loader and return the data that the component needs.'
  }
  if (exported.config && !isLiteral(exported.config)) {
    return 'config must be made of literals, because the build reads it without running the file. Move what is computed into the handler.'
  }
  return undefined
}

interface Node {
  type: string
  [key: string]: unknown
}

/** Finds the names a module exports, and the value of its `config`. */
function readExports(code: string): { names: Set<string>; config: Node | undefined } {
  const names = new Set<string>()
  let config: Node | undefined
  for (const statement of parseAst(code).body as unknown as Node[]) {
    if (statement.type === 'ExportDefaultDeclaration') names.add('default')
    if (statement.type !== 'ExportNamedDeclaration') continue
    for (const specifier of statement.specifiers as { exported: { name?: string; value?: string } }[]) {
      names.add(specifier.exported.name ?? specifier.exported.value ?? '')
    }
    const declaration = statement.declaration as Node | null
    const name = (declaration?.id as { name?: string } | undefined)?.name
    if (name) names.add(name)
    for (const declarator of (declaration?.declarations as Node[] | undefined) ?? []) {
      const variable = (declarator.id as { name?: string }).name
      if (variable) names.add(variable)
      if (variable === 'config') config = declarator.init as Node
    }
  }
  return { names, config }
}

function isLiteral(node: Node | null): boolean {
  switch (node?.type) {
    case 'Literal':
      return true
    case 'UnaryExpression':
      return isLiteral(node.argument as Node)
    case 'TemplateLiteral':
      return (node.expressions as Node[]).length === 0
    case 'ArrayExpression':
      return (node.elements as Node[]).every(isLiteral)
    case 'ObjectExpression':
      return (node.properties as Node[]).every(
        (property) => property.type === 'Property' && !property.computed && isLiteral(property.value as Node),
      )
    default:
      return false
  }
}

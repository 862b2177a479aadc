// Finds imports from React and from other frameworks.
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf } from '../parse-tree.ts'

/** Finds imports that do not work with Preact, and those of modules that only another framework has. */
export function findForeignImports({ tree, isReact, react, kind }: ParsedFile): Mistake[] {
  const found: Mistake[] = []
  for (const node of tree.nodesOf('ImportDeclaration')) {
    const source = nameOf(node.source)
    if (node.importKind === 'type' || hasOnlyTypes(node)) continue
    if (source === 'preact') found.push(...findHooks(node))
    const isForReact = isReactModule(source)
    if (isForReact && (isReact || react === 'replaced')) continue
    const message = isForReact ? describeReact(source, node) : describeOther(source)
    if (message === undefined) continue
    // Libraries for e-mails and PDF files use React on the server, without any component of this site.
    const isError = !isForReact || react === 'missing' || (kind !== 'module' && usesHooks(node))
    found.push({ level: isError ? 'error' : 'warning', node, message })
  }
  return found
}

/** Finds hooks that are imported from `preact`, which has them in another module. */
function findHooks(node: Node): Mistake[] {
  const names = (node.specifiers as Node[]).flatMap(readValueNames).filter((name) => hooks.has(name))
  if (names.length === 0) return []
  const message = `preact does not export ${names.join(', ')}. Write import { ${names.join(', ')} } from 'preact/hooks'.`
  return [{ level: 'error', node, message }]
}

/** Recognizes `import { type Node } from …`. */
function hasOnlyTypes({ specifiers }: Node): boolean {
  const list = specifiers as Node[]
  return list.length > 0 && list.every(({ importKind }) => importKind === 'type')
}

function isReactModule(source: string): boolean {
  return /^react(-dom)?(\/|$)/.test(source)
}

function describeReact(source: string, declaration: Node): string | undefined {
  if (source.startsWith('react-dom')) {
    return `${source} is React, but Vial renders with Preact. Remove it: Vial renders pages and starts islands. For libraries that need React, set vial({ compat: true }).`
  }
  const names = (declaration.specifiers as Node[]).flatMap((specifier) => readValueNames(specifier))
  if (names.length === 0 || names.every((name) => name === 'default' || name === '*')) {
    return `${source} is React, but Vial renders with Preact. JSX needs no import, so remove it; import hooks from 'preact/hooks' and everything else from 'preact/compat'.`
  }
  const advice = [...groupByModule(names)].map(
    ([module, group]) => `import { ${group.join(', ')} } from '${module}'`,
  )
  return `${source} is React, but Vial renders with Preact. Write ${advice.join(' and ')}.`
}

function readValueNames(specifier: Node): string[] {
  if (specifier.importKind === 'type') return []
  if (specifier.type === 'ImportNamespaceSpecifier') return ['*']
  return [specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)]
}

function usesHooks({ specifiers }: Node): boolean {
  return (specifiers as Node[]).some(({ imported }) => /^use[A-Z]/.test(nameOf(imported)))
}

function groupByModule(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    if (name === 'default' || name === '*') continue
    const module = hooks.has(name) ? 'preact/hooks' : core.has(name) ? 'preact' : 'preact/compat'
    groups.set(module, [...(groups.get(module) ?? []), name])
  }
  return groups
}

const hooks = new Set([
  'useState',
  'useReducer',
  'useEffect',
  'useLayoutEffect',
  'useRef',
  'useImperativeHandle',
  'useMemo',
  'useCallback',
  'useContext',
  'useDebugValue',
  'useId',
])
const core = new Set([
  'Component',
  'Fragment',
  'cloneElement',
  'createContext',
  'createElement',
  'createRef',
  'isValidElement',
])

function describeOther(source: string): string | undefined {
  const [first, second] = source.split('/')
  const advice =
    otherModules.get(source) ?? otherModules.get(`${first}/${second}`) ?? otherModules.get(first!)
  return advice && `${source} belongs to another framework. ${advice}`
}

const otherModules: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'next/link': 'Write <a href={href(…)}> with href from vial.',
    'next/image': 'Write <img src alt width height>, with the imported URL of the file.',
    'next/head': 'Export head from the route.',
    'next/headers': 'Use ctx.cookies and ctx.request.headers in loader, a handler or middleware.',
    'next/navigation': 'Import redirect and notFound from vial, and read ctx.url.',
    'next/router': 'Import redirect from vial, and read ctx.url.',
    'next/server': 'Return a Response, or json() from vial.',
    next: 'Import the types of routes from vial, such as Context and PageProps.',
    '$app/forms': 'Write <form method="post">, and read what POST returned from the prop form.',
    '$app/navigation':
      'Write <a href>, and set vial({ navigation: { client: true } }) for navigation without reload.',
    '$app/stores': 'Read url, params and data from the props of the page, or call useRequest().',
    '$app/state': 'Read url, params and data from the props of the page, or call useRequest().',
    $env: 'Read ctx.env, or process.env on the server.',
    '@sveltejs/kit': 'Import redirect, json and HttpError from vial.',
    '@remix-run': 'Import redirect and json from vial, and read data from the props of the page.',
    'react-router': 'Import redirect and json from vial, and read data from the props of the page.',
    'react-router-dom': 'Write <a href={href(…)}> with href from vial.',
    'fresh/server': 'Import Context and PageProps from vial.',
    '$fresh/server.ts': 'Import Context and PageProps from vial.',
  }),
)

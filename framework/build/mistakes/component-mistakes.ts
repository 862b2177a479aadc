// Finds components that expect what they do not get: children or an error in a page, time in an island, and a page to wait for.
import type { PageProps } from '../../request/page/page-props.ts'
import { findBinding } from './bindings.ts'
import { listRouteParams } from './context-mistakes.ts'
import { isElement } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type FunctionNode, type Node, type SyntaxTree, isFunction, nameOf } from '../parse-tree.ts'

/** Finds pages that were meant as layouts, error pages or placeholders, and islands that are async. */
export function findComponentMistakes(file: ParsedFile): Mistake[] {
  const component = file.exports.get('default')
  if (file.isReact || !isFunction(component)) return []
  if (file.kind === 'island') return component.async ? [describeAsync(component)] : []
  if (file.kind !== 'route' || isUsed(component, file)) return []
  const found = listProps(component, file.tree).flatMap(([name, node]): Mistake[] => {
    const message = describeProp(name, file)
    return message === undefined ? [] : [{ level: 'warning', node, message }]
  })
  return isPlaceholder(component, file) ? [describePlaceholder(component, file), ...found] : found
}

function describeProp(name: string, { routePath, exports }: ParsedFile): string | undefined {
  if (Object.hasOwn(foreignProps, name)) return foreignProps[name]
  if (pageProps.includes(name)) return undefined
  const what = `the component of a page gets no ${name}.`
  if (listRouteParams(routePath ?? '')?.includes(name))
    return `${what} Take params, and write params.${name}.`
  if (exports.has('loader'))
    return `${what} What loader returns is in data: take data, and write data.${name}.`
  return `${what} Its props are ${pageProps.join(', ')}.`
}

// The compiler requires all of them.
const pageProps: readonly string[] = Object.keys({
  data: true,
  form: true,
  url: true,
  params: true,
  search: true,
  session: true,
  flash: true,
  status: true,
  nonce: true,
} satisfies Record<Exclude<keyof PageProps, 'children'>, true>)

/** The props that other files receive, and what these are called. */
const foreignProps: Readonly<Record<string, string>> = {
  searchParams:
    "the component of a page gets no searchParams. Take url, and write url.searchParams.get('name').",
  loaderData: 'the component of a page gets no loaderData. Take data, which is what loader returned.',
  actionData:
    'the component of a page gets no actionData. Take form, which is what POST or the action returned.',
  request: 'the component of a page gets no request. Take url and params, or call useRequest() of vial.',
  ctx: 'the component of a page gets no ctx. Take data, url, params and session, or call useRequest() of vial.',
  children:
    'the component of a page gets no children. To put it around other pages, name the file _layout.tsx.',
  error:
    'the component of a page gets no error. To show it when a page fails, name the file _error.tsx, or _404.tsx for pages that do not exist.',
}

function describeAsync(node: Node): Mistake {
  const message =
    'this island is async, so browsers show nothing in its place. Load the data in the loader of the page, and pass it as a prop.'
  return { level: 'error', node, message }
}

/** Tells whether the file renders the component itself, with props of its own. */
function isUsed(component: Node, { tree }: ParsedFile): boolean {
  const { parent } = component
  const name = nameOf(component.id) || (parent?.type === 'VariableDeclarator' ? nameOf(parent.id) : '')
  return name !== '' && tree.nodesOf('JSXIdentifier').some((node) => nameOf(node) === name)
}

/** Lists the props that a component takes without a default, or reads from its parameter. */
function listProps(component: FunctionNode, tree: SyntaxTree): [name: string, node: Node][] {
  const [props] = component.params
  if (props?.type === 'Identifier') {
    return tree.nodesOf('MemberExpression').flatMap((node): [string, Node][] => {
      const object = node.object as Node
      const binding = !node.computed && object.type === 'Identifier' ? findBinding(object) : undefined
      const isRead = node.parent?.type !== 'AssignmentExpression' || node.parent.left !== node
      return isRead && binding?.owner === component && binding.index === 0
        ? [[nameOf(node.property), node]]
        : []
    })
  }
  if (props?.type !== 'ObjectPattern') return []
  return (props.properties as Node[]).flatMap((property): [string, Node][] =>
    (property.value as Node | undefined)?.type === 'AssignmentPattern'
      ? []
      : // Not `...rest`, and no name that is computed.
        property.key && property.computed !== true
        ? [[nameOf(property.key), property]]
        : [],
  )
}

/** Tells whether a page says only that something is loading, in a file that Next.js shows until a page is ready. */
function isPlaceholder(component: FunctionNode, { routePath, exports, tree }: ParsedFile): boolean {
  if (!/(^|\/)loading\.[jt]sx$/.test(routePath ?? '') || exports.size > 1) return false
  if (component.params.length > 0 || tree.nodesOf('JSXElement').length === 0) return false
  const words = tree.nodesOf('JSXText').map(({ value }) => String(value).trim())
  const text = words
    .join(' ')
    .replace(/[\s.…]+$/, '')
    .trim()
  if (text !== '') return /^((now )?loading|(please |just )?wait|(just )?a moment)( please)?$/i.test(text)
  return tree
    .nodesOf('JSXOpeningElement')
    .every((element) => isElement(element) || /load|skeleton|spinner/i.test(nameOf(element.name)))
}

function describePlaceholder(node: Node, { routePath }: ParsedFile): Mistake {
  const path = routePath!.replace(/\.\w+$/, '').replace(/(^|\/)\([^/]*\)\//g, '$1')
  const message = `this page answers /${path} only. To show it while a part of a page waits, pass it to <Suspense fallback={…}>, and export config = { stream: true } from that page.`
  return { level: 'warning', node, message }
}

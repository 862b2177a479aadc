// Finds components that expect what they do not get: children or an error in a page, and time in an island.
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf } from './syntax-tree.ts'

/** Finds pages that were meant as layouts or error pages, and islands that are async. */
export function findComponentMistakes(file: ParsedFile): Mistake[] {
  const component = file.exports.get('default')
  if (file.isReact || !isFunction(component)) return []
  if (file.kind === 'island') return component.async ? [describeAsync(component)] : []
  if (file.kind !== 'route' || isUsed(component, file)) return []
  return listProps(component).flatMap(([name, node]) =>
    Object.hasOwn(foreignProps, name) ? { level: 'warning', node, message: foreignProps[name]! } : [],
  )
}

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

/** Lists the props that a component takes without a default. */
function listProps({ params }: { params: readonly Node[] }): [name: string, node: Node][] {
  const [props] = params
  if (props?.type !== 'ObjectPattern') return []
  return (props.properties as Node[]).flatMap((property): [string, Node][] =>
    (property.value as Node | undefined)?.type === 'AssignmentPattern'
      ? []
      : [[nameOf(property.key), property]],
  )
}

// Finds results of loaders and handlers that are answers in other frameworks, and only data here.
import { describeForeignData } from '../../node/dev/foreign-data.ts'
import { isRead } from './component-reads.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import {
  type FunctionNode,
  type Node,
  isFunction,
  listReturned,
  nameOf,
  textOf,
  unwrap,
} from '../parse-tree.ts'

/** Finds `{ notFound: true }`, `{ redirect: '/login' }` and `{ status: 404, message }` that a page takes as data. */
export function findForeignResults(file: ParsedFile): Mistake[] {
  const { exports, kind, tree } = file
  // Endpoints send such objects to programs that may know what they mean.
  if (file.isReact || !exports.has('default') || (kind !== 'route' && kind !== 'layout')) return []
  return listResultFunctions(file).flatMap(({ name, prop, run }) =>
    listReturned(run, tree).flatMap((node): Mistake[] => {
      const properties = readProperties(node)
      const message = properties && describe(name, prop, properties, file)
      return message === undefined ? [] : [{ level: 'warning', node, message }]
    }),
  )
}

type Prop = 'data' | 'form'

interface ResultFunction {
  /** As the author knows it, such as `loader`. */
  readonly name: string
  /** The prop of the component that receives the result. */
  readonly prop: Prop
  readonly run: FunctionNode
}

function listResultFunctions({ exports }: ParsedFile): ResultFunction[] {
  const actions = exports.get('actions')
  const properties = actions?.type === 'ObjectExpression' ? (actions.properties as Node[]) : []
  const found: [name: string, prop: Prop, run: Node | undefined][] = [
    ['loader', 'data', exports.get('loader')],
    ...methods.map((name): [string, Prop, Node | undefined] => [name, 'form', exports.get(name)]),
    ...properties.map(({ key, value }): [string, Prop, Node | undefined] => [
      `actions.${nameOf(key)}`,
      'form',
      value as Node | undefined,
    ]),
  ]
  return found.flatMap(([name, prop, run]) => (isFunction(run) ? { name, prop, run } : []))
}

const methods = ['POST', 'PUT', 'PATCH', 'DELETE']

type Properties = ReadonlyMap<string, Node | undefined>

/** Reads the properties of an object; `undefined` if it may have others. */
function readProperties(node: Node): Properties | undefined {
  if (node.type !== 'ObjectExpression') return undefined
  const properties = node.properties as Node[]
  if (properties.some(({ type, computed }) => type !== 'Property' || computed)) return undefined
  return new Map(properties.map(({ key, value }) => [nameOf(key), unwrap(value as Node)]))
}

function describe(name: string, prop: Prop, properties: Properties, file: ParsedFile): string | undefined {
  const foreign = name === 'loader' ? describeForeignData(toValue(properties)) : undefined
  if (foreign !== undefined) return foreign
  const keys = [...properties.keys()]
  const isUnread = (...read: string[]): boolean => read.every((key) => !isRead(prop, key, file))
  if (keys.every((key) => redirectKeys.has(key)) && leadsAway(properties.get('redirect'))) {
    return isUnread('redirect')
      ? `${name} returns { redirect } as the prop ${prop}, and the page is shown. Write return redirect(path) with redirect from vial.`
      : undefined
  }
  const status = (properties.get('status') ?? properties.get('statusCode'))?.value
  if (typeof status !== 'number' || status < 400 || status > 599) return undefined
  if (!keys.every((key) => statusKeys.has(key)) || !isUnread('status', 'statusCode')) return undefined
  const isLoader = prop === 'data'
  const advice = isLoader ? 'Write' : `Write return ctx.fail(${status}, …) to show the page again, or`
  const missing = isLoader && status === 404 ? ', or call notFound()' : ''
  return `${name} returns { status: ${status} } as the prop ${prop}, and the page is sent with another status. ${advice} throw new HttpError(${status}, message)${missing}.`
}

const redirectKeys = new Set(['redirect', 'status'])
const statusKeys = new Set(['status', 'statusCode', 'message', 'error', 'errors', 'body', 'headers'])

/** Tells whether a value is a place to go: a path, a URL that `href()` writes, or a destination as in Next.js. */
function leadsAway(value: Node | undefined): boolean {
  if (value?.type === 'CallExpression') return nameOf(value.callee) === 'href'
  if (value?.type === 'ObjectExpression') return readProperties(value)?.has('destination') === true
  const [start] = value?.type === 'TemplateLiteral' ? (value.quasis as { value: { cooked: string } }[]) : []
  return (start?.value.cooked ?? textOf(value))?.startsWith('/') === true
}

/** Reads the value of an object, as far as it is written there. */
function toValue(properties: Properties): Record<string, unknown> {
  return Object.fromEntries(
    [...properties].map(([key, node]) => {
      const inside = node && readProperties(node)
      return [key, inside ? toValue(inside) : node?.type === 'Literal' ? node.value : undefined]
    }),
  )
}

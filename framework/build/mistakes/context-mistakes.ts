// Finds properties of the context that only other frameworks have, and fields that must be read with get().
import { isRequestFunction } from './file-exports.ts'
import { findContextMethod } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf, textOf, unwrap } from './syntax-tree.ts'

/** Finds `ctx.body`, `ctx.query.page`, `ctx.headers['user-agent']` and the like. */
export function findContextMistakes(file: ParsedFile): Mistake[] {
  if (file.kind === 'island' || file.isReact) return []
  return [
    ...file.tree.nodesOf('MemberExpression').flatMap((node) => toMistake(node, describeRead(node, file))),
    ...file.tree.nodesOf('ObjectPattern').flatMap((pattern) => findInPattern(pattern, file)),
    ...file.tree.nodesOf('CallExpression').flatMap((call) => toMistake(call, describeHeader(call, file))),
  ]
}

function toMistake(node: Node, message: string | undefined): Mistake[] {
  return message === undefined ? [] : [{ level: 'warning', node, message }]
}

function describeRead(node: Node, file: ParsedFile): string | undefined {
  const object = unwrap(node.object as Node)!
  const name = node.computed ? textOf(node.property as Node) : nameOf(node.property)
  if (name === undefined) return undefined
  // Most reads are of other names, which saves looking for their declarations.
  if (Object.hasOwn(advices, name) && object.type === 'Identifier') {
    const own = findContextMethod(node, file)
    if (own !== undefined) return describeForeign(own)
  }
  const listName = object.type === 'MemberExpression' ? nameOf(object.property) : nameOf(object)
  if (!isMissing(listName, name)) return undefined
  const list = findContextMethod(object, file)
  if (list !== undefined) return isMissing(list, name) ? describeField(list, name) : undefined
  const isHeaders = object.type === 'MemberExpression' && nameOf(object.property) === 'headers'
  return isHeaders && isRequest(object.object as Node, file)
    ? describeField('request.headers', name)
    : undefined
}

function isRequest(node: Node, file: ParsedFile): boolean {
  return findContextMethod(unwrap(node)!, file) === 'request'
}

const listNames: Readonly<Record<string, object>> = {
  query: URLSearchParams.prototype,
  headers: Headers.prototype,
  cookies: { get: true, set: true, delete: true, lines: true },
}

/** Tells whether a list of the context has no such property. */
function isMissing(list: string, name: string): boolean {
  return Object.hasOwn(listNames, list) && !(name in listNames[list]!)
}

function describeField(list: string, name: string): string {
  if (list === 'headers') {
    return `ctx.headers are those of the response, and fields are read with get(). Write ctx.request.headers.get('${name}').`
  }
  return `ctx.${list} has no property ${name}, because its fields are read with get(). Write ctx.${list}.get('${name}').`
}

function findInPattern(pattern: Node, file: ParsedFile): Mistake[] {
  const owner = pattern.parent!
  const properties = pattern.properties as Node[]
  if (isFunction(owner) && owner.params[0] === pattern && isRequestFunction(owner, file)) {
    return properties.flatMap((property) => toMistake(property, describeForeign(nameOf(property.key))))
  }
  if (owner.type !== 'VariableDeclarator' || !owner.init) return []
  const list = findContextMethod(unwrap(owner.init as Node)!, file)
  if (list === undefined) return []
  return properties.flatMap((property) => {
    const name = nameOf(property.key)
    return toMistake(property, name && isMissing(list, name) ? describeField(list, name) : undefined)
  })
}

/** Recognizes `ctx.headers.get('authorization')`, which reads the headers of the response. */
function describeHeader(call: Node, file: ParsedFile): string | undefined {
  const callee = unwrap(call.callee as Node)
  if (callee?.type !== 'MemberExpression' || nameOf(callee.property) !== 'get') return undefined
  const name = textOf((call.arguments as Node[])[0])
  if (name === undefined || !requestHeaders.has(name.toLowerCase())) return undefined
  if (findContextMethod(unwrap(callee.object as Node)!, file) !== 'headers') return undefined
  return `ctx.headers are those of the response. Write ctx.request.headers.get('${name}').`
}

const requestHeaders = new Set([
  'accept',
  'accept-language',
  'authorization',
  'cookie',
  'host',
  'origin',
  'referer',
  'user-agent',
  'x-forwarded-for',
])

function describeForeign(name: string): string | undefined {
  const advice = Object.hasOwn(advices, name) ? advices[name as keyof typeof advices] : undefined
  return advice && `ctx has no ${name}. ${advice}`
}

const toReturn = 'Return the response or its data from the handler, and set ctx.status and ctx.headers.'
const toHeaders = 'Write ctx.headers.set(name, value).'

const advices = {
  body: 'Write await ctx.form() for a form, or await ctx.json() for JSON.',
  formData: 'Write await ctx.form().',
  req: 'Use ctx.request, ctx.url, ctx.params and ctx.query.',
  res: toReturn,
  response: toReturn,
  send: toReturn,
  render: 'Export a component as default, and return its data from loader.',
  redirect: "Write return redirect('/path') with redirect from vial.",
  error: 'Write throw new HttpError(404, message) with HttpError from vial.',
  state: 'Use ctx.locals.',
  set: toHeaders,
  setHeader: toHeaders,
  setHeaders: toHeaders,
  method: 'Write ctx.request.method.',
  path: 'Write ctx.url.pathname.',
  pathname: 'Write ctx.url.pathname.',
  searchParams: 'Write ctx.query.',
  ip: 'Write ctx.clientAddress.',
  next: 'It is the second parameter of middleware: (ctx, next) => next().',
  fetch: 'Call fetch(new URL(path, ctx.url)), or the function that the route calls.',
  depends: 'Remove it: loaders run for every request.',
} as const

// Finds properties of the context that only other frameworks have, and fields that must be read with get().
import { describeForeignProperty } from '../../routing/foreign-properties.ts'
import { findNearMiss } from '../../routing/near-miss.ts'
import { listParams, parsePattern } from '../../routing/pattern.ts'
import { isRequestFunction } from './file-exports.ts'
import { findContextMethod } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf, textOf, unwrap } from '../parse-tree.ts'

/** Finds `ctx.body`, `ctx.query.page`, `ctx.headers['user-agent']`, parameters that a route does not have and the like. */
export function findContextMistakes(file: ParsedFile): Mistake[] {
  if (file.kind === 'island' || file.isReact) return []
  return [
    ...file.tree.nodesOf('MemberExpression').flatMap((node) => toMistake(node, describeRead(node, file))),
    ...file.tree.nodesOf('ObjectPattern').flatMap((pattern) => findInPattern(pattern, file)),
    ...file.tree
      .nodesOf('CallExpression')
      .flatMap((call) => toMistake(call, describeHeader(call, file) ?? describeCall(call, file))),
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
  const foreign = object.type === 'Identifier' ? describeForeignProperty(name) : undefined
  if (foreign !== undefined) {
    const own = findContextMethod(node, file)
    if (own !== undefined) return foreign
  }
  if (nameOf(object.type === 'MemberExpression' ? object.property : object) === 'params') {
    return findContextMethod(object, file) === 'params' ? describeParam(name, file) : undefined
  }
  const listName = object.type === 'MemberExpression' ? nameOf(object.property) : nameOf(object)
  const advice = Object.hasOwn(otherFields, listName) ? otherFields[listName]![name] : undefined
  if (advice !== undefined && findContextMethod(object, file) === listName) {
    return `ctx.${listName} has no ${name}. ${advice}`
  }
  if (isBody(object, file) && !(name in ReadableStream.prototype)) return describeBody(name)
  if (!isMissing(listName, name)) return undefined
  const isAssigned = node.parent?.type === 'AssignmentExpression' && node.parent.left === node
  const list = findContextMethod(object, file)
  if (list !== undefined) return isMissing(list, name) ? describeField(list, name, isAssigned) : undefined
  const isHeaders = object.type === 'MemberExpression' && nameOf(object.property) === 'headers'
  return isHeaders && isRequest(object.object as Node, file)
    ? describeField('request.headers', name)
    : undefined
}

/** Describes a parameter that the URL of a route does not have. */
function describeParam(name: string, { kind, routePath }: ParsedFile): string | undefined {
  if (kind !== 'route' || routePath === undefined || name in Object.prototype) return undefined
  const params = listRouteParams(routePath)
  if (!params || params.includes(name)) return undefined
  if (params.length === 0) {
    return `ctx.params.${name} is undefined, because this route has no parameters. Name its file [${name}].tsx, or read ctx.query.get('${name}').`
  }
  const near = findNearMiss(name, params)
  const advice = near === undefined ? `It has ${params.join(', ')}.` : `Did you mean ctx.params.${near}?`
  return `ctx.params.${name} is undefined. ${advice}`
}

/** Lists the parameters of a route by its path below `routes/`; `undefined` if its name is not valid. */
export function listRouteParams(routePath: string): string[] | undefined {
  try {
    return listParams(parsePattern(routePath.replace(/\.[^./]+$/, ''), routePath)).map(({ name }) => name)
  } catch {
    // The name of the file is reported instead.
    return undefined
  }
}

function isRequest(node: Node, file: ParsedFile): boolean {
  return findContextMethod(unwrap(node)!, file) === 'request'
}

/** Tells whether an expression is `ctx.request.body`, or an await of it. */
function isBody(node: Node, file: ParsedFile): boolean {
  const read = node.type === 'AwaitExpression' ? unwrap(node.argument as Node)! : node
  return (
    read.type === 'MemberExpression' &&
    nameOf(read.property) === 'body' &&
    isRequest(read.object as Node, file)
  )
}

function describeBody(name: string): string {
  return `ctx.request.body is a stream, which has no ${name}. Write await ctx.form() for a form, or await ctx.json().`
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

/** What other frameworks have in the request and its URL. */
const otherFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  url: {
    query: "Write ctx.query.get('name').",
    path: 'Write ctx.url.pathname.',
    params: 'Write ctx.params.name.',
  },
  request: {
    form: 'Write await ctx.form().',
    files: 'Write ctx.uploads(), or await ctx.form() for small files.',
    query: "Write ctx.query.get('name').",
    args: "Write ctx.query.get('name').",
    params: 'Write ctx.params.name.',
    cookies: "Write ctx.cookies.get('name').",
    session: 'Write ctx.session.',
    path: 'Write ctx.url.pathname.',
    nextUrl: 'Write ctx.url.',
    ip: 'Write ctx.clientAddress.',
  },
}

function describeField(list: string, name: string, isAssigned = false): string {
  if (list === 'headers') {
    if (isAssigned) return `ctx.headers['${name}'] = … sets no header. Write ctx.headers.set('${name}', …).`
    return `ctx.headers are those of the response, and fields are read with get(). Write ctx.request.headers.get('${name}').`
  }
  return `ctx.${list} has no property ${name}, because its fields are read with get(). Write ctx.${list}.get('${name}').`
}

function findInPattern(pattern: Node, file: ParsedFile): Mistake[] {
  const owner = pattern.parent!
  const properties = pattern.properties as Node[]
  if (isFunction(owner) && owner.params[0] === pattern && isRequestFunction(owner, file)) {
    return properties.flatMap((property) =>
      toMistake(property, describeForeignProperty(nameOf(property.key))),
    )
  }
  if (owner.type !== 'VariableDeclarator' || !owner.init) return []
  const value = unwrap(owner.init as Node)!
  if (isBody(value, file)) {
    return properties.flatMap((property) => toMistake(property, describeBody(nameOf(property.key))))
  }
  const list = findContextMethod(value, file)
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
  const headers = unwrap(callee.object as Node)!
  // A parameter called request is the context too, and its author means the headers of the request.
  const isMeant = name !== undefined && requestHeaders.has(name.toLowerCase())
  if (name === undefined || (!isMeant && !/^_?req(uest)?$/.test(nameOf(headers.object)))) return undefined
  if (findContextMethod(headers, file) !== 'headers') return undefined
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

/** Describes a call of what is not a function, and arguments that a method does not take. */
function describeCall(call: Node, file: ParsedFile): string | undefined {
  const callee = unwrap(call.callee as Node)
  const name = callee?.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee)
  const given = call.arguments as Node[]
  if (!Object.hasOwn(values, name) && name !== 'json' && name !== 'flash') return undefined
  if (!callee || findContextMethod(callee, file) !== name) return undefined
  if (name === 'flash') {
    return given.length === 1 && given[0]!.type !== 'SpreadElement'
      ? "ctx.flash() takes a kind and a message. Write ctx.flash('info', message)."
      : undefined
  }
  if (name === 'json') {
    const isSent = given.length > 1 || ['ObjectExpression', 'ArrayExpression'].includes(given[0]?.type ?? '')
    return isSent
      ? 'ctx.json() reads the body of the request. To answer with JSON, return the object itself, after ctx.status = … for another status.'
      : undefined
  }
  return `ctx.${name} is not a function. ${values[name]}`
}

/** How the properties are used that other frameworks have as functions. */
const values: Readonly<Record<string, string>> = {
  status: 'Write ctx.status = 404.',
  query: "Write ctx.query.get('name').",
  params: 'Write ctx.params.name.',
  cookies: "Write ctx.cookies.get('name').",
  headers: 'Write ctx.headers.set(name, value).',
  session: 'Write ctx.session.name, or ctx.session.name = value.',
  url: 'Write ctx.url.pathname, for example.',
  locals: 'Write ctx.locals.name = value.',
  env: 'Write ctx.env.NAME.',
}

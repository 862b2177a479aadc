// Finds properties of the context that only other frameworks have, and fields that must be read with get().
import { describeForeignProperty } from '../../routing/foreign-properties.ts'
import { findNearMiss } from '../../routing/near-miss.ts'
import { listParams, parsePattern } from '../../routing/pattern.ts'
import { isRequestFunction } from './file-exports.ts'
import { findContextMethod } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf, textOf, unwrap } from './syntax-tree.ts'

/** Finds `ctx.body`, `ctx.query.page`, `ctx.headers['user-agent']`, parameters that a route does not have and the like. */
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
  const foreign = object.type === 'Identifier' ? describeForeignProperty(name) : undefined
  if (foreign !== undefined) {
    const own = findContextMethod(node, file)
    if (own !== undefined) return foreign
  }
  if (nameOf(object.type === 'MemberExpression' ? object.property : object) === 'params') {
    return findContextMethod(object, file) === 'params' ? describeParam(name, file) : undefined
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

function listRouteParams(routePath: string): string[] | undefined {
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
    return properties.flatMap((property) =>
      toMistake(property, describeForeignProperty(nameOf(property.key))),
    )
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

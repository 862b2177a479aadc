// Finds values that are read where they are not: fields of a form, and the value of a cookie; and assignments that fail.
import { findBinding } from './bindings.ts'
import { findContextMethod } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isWrapper, nameOf, unwrap } from '../parse-tree.ts'

/** Finds `(await ctx.form()).title`, `(await request.formData()).title`, `cookies.get('a').value` and `ctx.headers = …`. */
export function findLostValues(file: ParsedFile): Mistake[] {
  if (file.kind === 'island' || file.isReact) return []
  return [
    ...file.tree.nodesOf('CallExpression').flatMap((call) => findReads(call, file)),
    ...file.tree.nodesOf('AssignmentExpression').flatMap((node) => findAssignment(node, file)),
  ]
}

function findReads(call: Node, file: ParsedFile): Mistake[] {
  const callee = unwrap(call.callee as Node)!
  const name = callee.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee)
  if (name === 'get' && callee.type === 'MemberExpression') {
    const isCookie = findContextMethod(unwrap(callee.object as Node)!, file) === 'cookies'
    return isCookie
      ? listProperties(outermost(call), file).flatMap(([read, node]) =>
          read === 'value'
            ? toMistake(
                node,
                'ctx.cookies.get() returns the text of the cookie, or undefined. Remove .value.',
              )
            : [],
        )
      : []
  }
  const isForm = name === 'form' && findContextMethod(callee, file) === 'form'
  const isFormData =
    name === 'formData' &&
    callee.type === 'MemberExpression' &&
    findContextMethod(unwrap(callee.object as Node)!, file) === 'request'
  const awaited = outermost(call).parent
  if ((!isForm && !isFormData) || awaited?.type !== 'AwaitExpression') return []
  return listProperties(outermost(awaited), file).flatMap(([read, node]) => {
    if (isForm) {
      if (resultKeys.has(read)) return []
      return toMistake(
        node,
        `the result of ctx.form() has no ${read}: it tells whether the form is valid. Write form.data.${read} after a check of form.ok.`,
      )
    }
    if (read in FormData.prototype) return []
    return toMistake(
      node,
      `FormData has no property ${read}, because its fields are read with get(). Write await ctx.form(), or .get('${read}').`,
    )
  })
}

function toMistake(node: Node, message: string): Mistake[] {
  return [{ level: 'warning', node, message }]
}

const resultKeys = new Set(['ok', 'data', 'values', 'errors', 'lists', ''])

/** Leaves the parentheses and types around an expression. */
function outermost(node: Node): Node {
  let current = node
  while (current.parent && isWrapper(current.parent)) current = current.parent
  return current
}

/** Lists the properties that are read: by a member expression, by destructuring, or of a variable that has the value. */
function listProperties(value: Node, { tree }: ParsedFile): [name: string, node: Node][] {
  const parent = value.parent!
  if (parent.type === 'MemberExpression' && unwrap(parent.object as Node) === unwrap(value)) {
    return parent.computed ? [] : [[nameOf(parent.property), parent.property as Node]]
  }
  const pattern =
    parent.type === 'VariableDeclarator' && parent.init === value ? (parent.id as Node) : undefined
  if (pattern?.type === 'Identifier') {
    return tree.nodesOf('MemberExpression').flatMap((member): [string, Node][] => {
      const object = unwrap(member.object as Node)!
      if (member.computed || object.type !== 'Identifier' || nameOf(object) !== nameOf(pattern)) return []
      return findBinding(object)?.owner === parent ? [[nameOf(member.property), member.property as Node]] : []
    })
  }
  if (pattern?.type !== 'ObjectPattern') return []
  return (pattern.properties as Node[]).flatMap((property) =>
    property.type === 'Property' && property.computed !== true ? [[nameOf(property.key), property]] : [],
  )
}

/** Recognizes `ctx.headers = { … }`, and `ctx.headers['cache-control'] = …`, which sets no header. */
function findAssignment(assignment: Node, file: ParsedFile): Mistake[] {
  const target = assignment.left as Node
  if (target.type !== 'MemberExpression') return []
  const name = findContextMethod(target, file)
  if (name !== undefined && Object.hasOwn(fixed, name)) {
    return toMistake(target, `ctx.${name} cannot be replaced. ${fixed[name]}`)
  }
  return []
}

const fixed: Readonly<Record<string, string>> = {
  headers: 'Write ctx.headers.set(name, value).',
  cookies: 'Write ctx.cookies.set(name, value).',
  session: 'Set its properties: ctx.session.user = ….',
  params: 'Values of this request belong in ctx.locals.',
  query: 'Values of this request belong in ctx.locals.',
  locals: 'Set its properties: ctx.locals.user = ….',
}

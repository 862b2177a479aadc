// Finds statements that mean nothing here: thrown texts, directives of other frameworks, and default exports of the wrong kind.
import { findExportHints, findExportProblem } from '../../routing/export-rules.ts'
import { findExportStatement } from '../routes/route-exports.ts'
import { findBinding, findImported } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf, unwrap } from '../parse-tree.ts'

/** Finds mistakes in statements. */
export function findModuleMistakes(file: ParsedFile): Mistake[] {
  return [
    ...findStrangeExports(file),
    ...findFunctionsOfRemix(file),
    ...findThrownValues(file),
    ...findErrorsNotThrown(file),
    ...findUncalled(file),
    ...findStrangeHooks(file),
    ...findMatcherFunctions(file),
    ...findDirectives(file),
    ...findDefaultMistakes(file),
  ]
}

/** Finds exports that have no meaning, such as those that other frameworks know. */
function findStrangeExports({ kind, moduleExports: exports, tree: { program } }: ParsedFile): Mistake[] {
  if (kind === 'module') return []
  const statements = program.body as Node[]
  // A file that answers nothing is an error, which names them.
  if (kind === 'route' && findExportProblem(exports)) return []
  return findExportHints(exports, kind).map(({ name, message }) => ({
    level: 'warning',
    node: findExportStatement(statements, name) ?? program,
    message,
  }))
}

/** Finds functions in `_params`, which are the matchers of other frameworks. */
function findMatcherFunctions({ kind, exports }: ParsedFile): Mistake[] {
  if (kind !== 'params') return []
  return [...exports].flatMap(([name, node]): Mistake[] => {
    if (!isFunction(node)) return []
    const message = `${name} is a function, but matchers are schemas. Export one of valibot, zod or arktype, such as v.picklist([…]) or v.pipe(v.string(), v.check(…)).`
    return [{ level: 'error', node, message }]
  })
}

/** Finds `headers()` and `links()`, which Remix calls. Other values of these names are the author's own. */
function findFunctionsOfRemix({ kind, exports }: ParsedFile): Mistake[] {
  if (kind !== 'route' && kind !== 'layout') return []
  return Object.entries(functionsOfRemix).flatMap(([name, advice]): Mistake[] => {
    const node = exports.get(name)
    if (!isFunction(node)) return []
    return [{ level: 'warning', node, message: `the export ${name} has no meaning. ${advice}` }]
  })
}

const functionsOfRemix = {
  headers: 'Export config = { headers: { … } }, or write ctx.headers.set(name, value) in loader.',
  links: 'Export head = { link: [{ rel: …, href: … }] }.',
}

function findThrownValues({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('ThrowStatement').flatMap((node): Mistake[] => {
    const what = describeThrown(unwrap(node.argument as Node))
    if (what === undefined) return []
    const message = `${what} that is thrown has no stack, and visitors see a 500. Write throw new Error(…), or throw new HttpError(400, …) for a message that visitors may read.`
    return [{ level: 'warning', node, message }]
  })
}

function describeThrown(value: Node | undefined): string | undefined {
  if (value?.type === 'TemplateLiteral') return 'a text'
  if (value?.type === 'ObjectExpression') return 'an object'
  if (value?.type !== 'Literal') return undefined
  return typeof value.value === 'string'
    ? 'a text'
    : value.value === null
      ? 'null'
      : `a ${typeof value.value}`
}

/** Finds errors that are created and not thrown. */
function findErrorsNotThrown({ tree }: ParsedFile): Mistake[] {
  return ['NewExpression', 'CallExpression'].flatMap((type) =>
    tree.nodesOf(type).flatMap((node): Mistake[] => {
      const name = nameError(unwrap(node.callee as Node)!)
      if (name === undefined) return []
      if (type === 'CallExpression' && name === 'HttpError') {
        const message = 'HttpError is a class, so this call fails. Write throw new HttpError(…).'
        return [{ level: 'warning', node, message }]
      }
      const { parent } = node
      if (parent?.type !== 'ExpressionStatement') return []
      const message = `this ${name} is only created and never thrown, so the code continues. Write throw new ${name}(…).`
      return [{ level: 'warning', node, message }]
    }),
  )
}

/** Names an error: `HttpError` of this framework, or one of the language. */
function nameError(callee: Node): string | undefined {
  const imported = findImported(callee)
  if (imported) {
    return imported.source === 'vial' && imported.imported === 'HttpError' ? 'HttpError' : undefined
  }
  const name = nameOf(callee)
  return errorNames.has(name) && !findBinding(callee) ? name : undefined
}

const errorNames = new Set(['Error', 'TypeError', 'RangeError'])

/** Finds `?? notFound`, whose parentheses are missing. */
function findUncalled({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('Identifier').flatMap((node): Mistake[] => {
    if (nameOf(node) !== 'notFound' || !valueParents.has(node.parent!.type)) return []
    if (findImported(node)?.source !== 'vial') return []
    const message = 'notFound is not called here, so it has no effect. Write notFound().'
    return [{ level: 'warning', node, message }]
  })
}

const valueParents = new Set([
  'LogicalExpression',
  'ConditionalExpression',
  'ThrowStatement',
  'ReturnStatement',
  'ExpressionStatement',
])

/** Finds functions of `socket` that are called differently elsewhere. */
function findStrangeHooks({ kind, exports }: ParsedFile): Mistake[] {
  const socket = exports.get('socket')
  if (kind !== 'route' || socket?.type !== 'ObjectExpression') return []
  return (socket.properties as Node[]).flatMap((property): Mistake[] => {
    const [, name] = /^on_?(open|message|close|error|upgrade)$/i.exec(nameOf(property.key)) ?? []
    const meant = nameOf(property.key) === 'connection' ? 'open' : name?.toLowerCase()
    if (meant === undefined) return []
    const message = `socket has no ${nameOf(property.key)}, so this function never runs. Write ${meant}(peer${meant === 'message' ? ', message' : ''}).`
    return [{ level: 'warning', node: property, message }]
  })
}

function findDirectives({ tree, isReact }: ParsedFile): Mistake[] {
  if (isReact) return []
  return (tree.program.body as Node[]).flatMap((node): Mistake[] => {
    const message = directives[String(node.directive)]
    return message === undefined ? [] : [{ level: 'warning', node, message }]
  })
}

const directives: Readonly<Record<string, string>> = {
  'use client':
    "'use client' has no meaning here. Components that run in the browser are islands: rename the file to *.island.tsx.",
  'use server':
    '\'use server\' has no meaning here. Code that changes data belongs in POST of the route, which a <form method="post"> calls.',
}

function findDefaultMistakes({ exports, kind, moduleExports, tree }: ParsedFile): Mistake[] {
  const value = exports.get('default')
  if (kind === 'personal' && !moduleExports.names.has('default') && !moduleExports.isOpen) {
    const message = 'there is no default export. Export the component of the personal part as default.'
    return [{ level: 'error', node: tree.program, message }]
  }
  const expected = expectations[kind]
  if (!value || !expected) return []
  if (!expected.accepts(value)) return [{ level: 'error', node: value, message: expected.message }]
  if (kind === 'route' && isFunction(value) && (value.params as Node[]).length > 1) {
    const message =
      'the default export of a route is a component, which receives its props and nothing else. For a function that answers requests, write export function GET(ctx) or POST(ctx).'
    return [{ level: 'warning', node: value, message }]
  }
  return []
}

interface Expectation {
  readonly message: string
  accepts(value: Node): boolean
}

const component: Expectation = {
  message: 'the default export is not a component. Export a function that returns the markup.',
  accepts: ({ type }) => !valueTypes.has(type) && type !== 'ObjectExpression' && type !== 'ArrayExpression',
}

const expectations: Partial<Record<ParsedFile['kind'], Expectation>> = {
  route: component,
  layout: component,
  app: component,
  error: component,
  personal: component,
  middleware: {
    message:
      'the default export is not middleware. Write export default (ctx, next) => next(), or export a list of such functions.',
    accepts: ({ type }) => !valueTypes.has(type) && type !== 'ObjectExpression',
  },
  server: {
    message: 'the default export is not a server definition. Write export default defineServer({ … }).',
    accepts: (value) => !valueTypes.has(value.type) && !isFunction(value),
  },
}

const valueTypes = new Set(['Literal', 'TemplateLiteral', 'JSXElement', 'JSXFragment'])

// Finds code that never runs, or fails, because only the server renders the component: handlers, hooks, lifecycle methods and browser globals.
import { findBinding, findImported } from './bindings.ts'
import { isElement, listAttributes } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, enclosingFunction, isFunction, isWrapper, nameOf, unwrap } from '../parse-tree.ts'

/**
 * Finds event handlers, refs, hooks, lifecycle methods and browser globals in a file that browsers do not load.
 *
 * Files that are not part of the routes may also be used by an island, so what it finds there is fine in a browser.
 */
export function findBrowserCode(file: ParsedFile): Mistake[] {
  if (file.kind === 'island' || file.isReact) return []
  const isFineInBrowser = file.kind === 'module' || file.kind === 'private'
  const found = [
    ...findAttributes(file),
    ...findHooks(file),
    ...findLifecycleMethods(file),
    ...findGlobals(file),
  ]
  return found.map(([node, message]) => ({ level: 'warning', node, message, isFineInBrowser }))
}

type Found = [node: Node, message: string]

const advice = 'Move it to an *.island.tsx file.'

function findAttributes({ tree }: ParsedFile): Found[] {
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Found[] => {
    if (!isElement(element)) return []
    const tag = nameOf(element.name)
    return listAttributes(element).flatMap(({ name, value, node }): Found[] => {
      if (value?.type !== 'JSXExpressionContainer') return []
      if (name === 'ref') {
        return [
          [node, `ref of <${tag}> is never set, because browsers do not load this component. ${advice}`],
        ]
      }
      return isHandler(name) && !isPassedOn(value.expression as Node)
        ? [[node, `${name} of <${tag}> never runs, because browsers do not load this component. ${advice}`]]
        : []
    })
  })
}

function isHandler(name: string): boolean {
  return /^on[A-Z]/.test(name) || /^on[a-z]+$/.test(name)
}

/**
 * Recognizes what a component passes on from its props: an island may give it, and a page leaves it out.
 *
 * `onClick={props.onClick}`, `onClick={onClick}` and `onClick={onClick && (() => onClick(id))}`
 */
function isPassedOn(given: Node): boolean {
  const value = unwrap(given)
  switch (value?.type) {
    case 'Identifier': {
      const binding = nameOf(value) === 'undefined' ? undefined : findBinding(value)
      if (binding?.kind === 'variable' && binding.property !== undefined) {
        return isPassedOn(binding.owner.init as Node)
      }
      return binding === undefined ? nameOf(value) === 'undefined' : binding.kind === 'parameter'
    }
    case 'MemberExpression':
      return isPassedOn(value.object as Node)
    case 'LogicalExpression':
      return isPassedOn(value.left as Node)
    case 'ConditionalExpression':
      return isPassedOn(value.test as Node) || isPassedOn(value.consequent as Node)
    default:
      return false
  }
}

function findHooks({ tree }: ParsedFile): Found[] {
  return tree.nodesOf('CallExpression').flatMap((call): Found[] => {
    const imported = findImported(unwrap(call.callee as Node)!)
    if (!imported || !hookModules.has(imported.source) || !enclosingFunction(call)) return []
    const consequence = hooks[imported.imported]
    return consequence === undefined || isHarmless(call, imported.imported)
      ? []
      : [
          [
            call,
            `${imported.imported}() ${consequence}, because browsers do not load this component. ${advice}`,
          ],
        ]
  })
}

/** Recognizes a state that is never set, and a ref that holds a value: they do on the server what they do in a browser. */
function isHarmless(call: Node, hook: string): boolean {
  if (hook === 'useRef')
    return (call.arguments as Node[]).length > 0 && !isNull((call.arguments as Node[])[0]!)
  if (hook !== 'useState' && hook !== 'useReducer') return false
  let outer = call
  while (outer.parent && isWrapper(outer.parent)) outer = outer.parent
  const pattern = outer.parent?.type === 'VariableDeclarator' ? (outer.parent.id as Node) : undefined
  return pattern?.type === 'ArrayPattern' && !(pattern.elements as Node[])[1]
}

function isNull({ type, value }: Node): boolean {
  return type === 'Literal' && value === null
}

const hookModules = new Set([
  'preact',
  'preact/hooks',
  'preact/compat',
  '@preact/signals',
  '@preact/signals-core',
  'react',
])

const hooks: Readonly<Record<string, string>> = {
  useState: 'never changes its value',
  useReducer: 'never changes its value',
  useSignal: 'never changes its value',
  useEffect: 'never runs its effect',
  useLayoutEffect: 'never runs its effect',
  useInsertionEffect: 'never runs its effect',
  useSignalEffect: 'never runs its effect',
  effect: 'runs its effect on the server only',
  useSyncExternalStore: 'never subscribes',
  useImperativeHandle: 'never sets its ref',
  useRef: 'never sees an element',
  createRef: 'never sees an element',
}

function findLifecycleMethods({ tree }: ParsedFile): Found[] {
  return ['MethodDefinition', 'PropertyDefinition'].flatMap((type) =>
    tree.nodesOf(type).flatMap((node): Found[] => {
      const name = nameOf(node.key)
      if (node.static === true || !lifecycleMethods.has(name) || !isComponent(node.parent!.parent!)) return []
      return [[node, `${name}() never runs, because browsers do not load this component. ${advice}`]]
    }),
  )
}

const lifecycleMethods = new Set([
  'componentDidMount',
  'componentDidUpdate',
  'componentWillUnmount',
  'shouldComponentUpdate',
  'getSnapshotBeforeUpdate',
])

/** Recognizes `class Page extends Component`, whatever package the class is from. */
function isComponent({ superClass }: Node): boolean {
  const parent = unwrap(superClass as Node | null)
  return /^(Pure)?Component$/.test(nameOf(parent?.type === 'MemberExpression' ? parent.property : parent))
}

function findGlobals({ tree }: ParsedFile): Found[] {
  // A file that asks which globals exist knows where it runs.
  const isAware = tree.nodesOf('UnaryExpression').some(isTypeTest)
  if (isAware || tree.nodesOf('MetaProperty').some(isServerTest)) return []
  return tree.nodesOf('Identifier').flatMap((node): Found[] => {
    const name = nameOf(node)
    if (!browserGlobals.has(name) || !isRead(node) || findBinding(node) || isInBrowserFunction(node))
      return []
    return [[node, `${name} exists in browsers only, but this code runs on the server. ${advice}`]]
  })
}

const browserGlobals = new Set([
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'alert',
  'matchMedia',
  'requestAnimationFrame',
  'IntersectionObserver',
  'ResizeObserver',
])

function isTypeTest({ operator, argument }: Node): boolean {
  return operator === 'typeof' && browserGlobals.has(nameOf(argument))
}

/** Recognizes `import.meta.env.SSR`. */
function isServerTest({ parent }: Node): boolean {
  return parent?.type === 'MemberExpression' && nameOf((parent.parent as Node).property) === 'SSR'
}

/** Tells whether an identifier is a value, and neither a property nor a label. */
function isRead(node: Node): boolean {
  const parent = node.parent!
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed === true
  if (parent.type === 'Property') return parent.value === node && parent.parent?.type === 'ObjectExpression'
  return !namingTypes.has(parent.type)
}

const namingTypes = new Set([
  'MethodDefinition',
  'PropertyDefinition',
  'LabeledStatement',
  'BreakStatement',
  'ContinueStatement',
  'ImportSpecifier',
  'ExportSpecifier',
  'JSXAttribute',
])

/** Tells whether code is in a function that the server never calls: a handler, an effect, or what Playwright evaluates. */
export function isInBrowserFunction(node: Node): boolean {
  for (let current: Node | undefined = node; current; current = current.parent) {
    if (!isFunction(current)) continue
    const outer = current.parent
    if (outer?.type === 'JSXExpressionContainer' && outer.parent?.type === 'JSXAttribute') {
      if (isHandler(nameOf(outer.parent.name)) || nameOf(outer.parent.name) === 'ref') return true
    }
    if (outer?.type !== 'CallExpression') continue
    const callee = unwrap(outer.callee as Node)
    const name = callee?.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee)
    if (browserFunctions.has(name)) return true
  }
  return false
}

const browserFunctions = new Set([
  'useEffect',
  'useLayoutEffect',
  'useInsertionEffect',
  'useSignalEffect',
  'useCallback',
  'evaluate',
  'evaluateHandle',
  'evaluateAll',
  '$eval',
  '$$eval',
  'waitForFunction',
  'addInitScript',
])

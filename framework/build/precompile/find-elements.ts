// Finds the elements of a source file that can be precompiled.
import { hasSpread, isElement } from '../mistakes/jsx-elements.ts'
import { type Node, type SyntaxTree, nameOf } from '../parse-tree.ts'

/** An element that becomes one call, together with the elements in it. */
export interface PrecompiledElement {
  readonly node: Node
  readonly tag: string
  /** The expressions that are evaluated at each call, in the order of the source. */
  readonly holes: readonly Hole[]
  /** The hole that is the key; -1 without a key. */
  readonly keyHole: number
  /** The elements in it and itself, in the order of the source. */
  readonly parts: readonly Node[]
}

/** An expression. */
export interface Hole {
  readonly value: Node
  /** What it replaces in the source, with the braces. */
  readonly place: Node
  readonly use: 'child' | 'attribute' | 'declaration' | 'key'
}

/** An element that is left as it is. */
export interface OrdinaryElement {
  readonly node: Node
  readonly reason: string
}

export interface FoundElements {
  readonly precompiled: readonly PrecompiledElement[]
  readonly ordinary: readonly OrdinaryElement[]
}

/** The comment that turns precompilation off: before the first statement for a file, otherwise for the next element. */
const pragma = String.raw`\/\*\s*@precompile off\s*\*\/`
const pragmaBefore = new RegExp(String.raw`${pragma}[\s(}]*$`)

/** Tells whether a file turns precompilation off, or compiles its JSX in another way. */
export function isTurnedOff(code: string, { program }: SyntaxTree): boolean {
  const [first] = program.body as Node[]
  if (new RegExp(`${pragma}|// *@precompile off\\b`).test(code.slice(0, first?.start ?? 0))) return true
  return /@jsx(Runtime|Frag)?\s|@jsxImportSource\s+(?!preact\s)/.test(code)
}

/** Finds the elements of a file, from the outside inwards. */
export function findElements(code: string, tree: SyntaxTree): FoundElements {
  const reasons = new Map<Node, string | undefined>()
  const precompiled: PrecompiledElement[] = []
  const ordinary: OrdinaryElement[] = []
  const inside = new Set<Node>()
  for (const node of tree.nodesOf('JSXElement')) {
    if (inside.has(node) || !isElement(node.openingElement as Node)) continue
    const reason = findReason(node)
    if (reason !== undefined) {
      ordinary.push({ node, reason })
      continue
    }
    const element = toElement(node)
    for (const part of element.parts) inside.add(part)
    precompiled.push(element)
  }
  return { precompiled, ordinary }

  /** Tells why an element cannot be precompiled; `undefined` if it can. */
  function findReason(node: Node): string | undefined {
    if (!reasons.has(node)) reasons.set(node, searchReason(node))
    return reasons.get(node)
  }

  function searchReason(node: Node): string | undefined {
    if (pragmaBefore.test(code.slice(Math.max(0, node.start - 200), node.start))) return 'a comment says so'
    const opening = node.openingElement as Node
    const tag = nameOf(opening.name)
    const reason = findReasonInTag(opening, tag)
    if (reason) return reason
    const children = node.children as Node[]
    if (voidElements.has(tag) && children.length > 0) return `<${tag}> has content`
    for (const child of children) {
      const inner = findReasonInChild(child)
      if (inner) return inner
    }
    return undefined
  }

  function findReasonInChild(child: Node): string | undefined {
    if (child.type === 'JSXText') return undefined
    if (child.type === 'JSXElement') {
      if (!isElement(child.openingElement as Node)) return `it contains ${describe(child)}`
      return findReason(child)
    }
    if (child.type !== 'JSXExpressionContainer') return 'it contains a fragment or a list of children'
    return findNodeIn(child.expression as Node)
  }

  /** Finds a component in an expression: the whole element would become an ordinary node each time. */
  function findNodeIn(value: Node): string | undefined {
    if (value.type === 'JSXFragment') return 'it contains a fragment'
    if (value.type === 'JSXElement') return findReasonInChild(value)
    if (value.type === 'Identifier' && value.name === 'children') return 'it contains children'
    for (const key in value) {
      if (key === 'parent') continue
      for (const inner of [value[key]].flat() as (Node | null | undefined)[]) {
        if (typeof inner?.type !== 'string') continue
        const found = findNodeIn(inner)
        if (found) return found
      }
    }
    return undefined
  }
}

function describe(element: Node): string {
  const { name } = element.openingElement as Node & { name: Node }
  return `<${name.type === 'JSXIdentifier' ? nameOf(name) : 'component'}>`
}

const voidElements = new Set(
  'area base br col command embed hr img input keygen link meta param source track wbr'.split(' '),
)

// Their first line break depends on what the content starts with; see first-newline.ts.
const lineBreakElements = new Set(['textarea', 'pre', 'listing'])
const specialAttributes = new Set(['children', 'dangerouslySetInnerHTML', '__self', '__source', '__proto__'])
// The value of a <select> decides which <option> is selected, wherever it is.
const selectElements = new Set(['select', 'option'])

function findReasonInTag(opening: Node, tag: string): string | undefined {
  if (lineBreakElements.has(tag)) return `it contains <${tag}>`
  if (hasSpread(opening)) return `<${tag}> has a spread`
  const names = new Set<string>()
  for (const attribute of opening.attributes as Node[]) {
    const name = toAttributeName(attribute)
    if (names.has(name)) return `<${tag}> has ${name} twice`
    names.add(name)
    if (specialAttributes.has(name)) return `<${tag}> has ${name}`
    if (selectElements.has(tag) && /^(value|defaultValue)$/.test(name)) return `<${tag}> has ${name}`
    if (name === 'key' && !isPureKey(attribute.value as Node | null))
      return `the key of <${tag}> has side effects`
  }
  // Its value is its text; see option-text.ts.
  if (tag === 'option' && !names.has('selected')) return '<option> has no value'
  return undefined
}

function toAttributeName({ name }: Node): string {
  const node = name as Node
  if (node.type !== 'JSXNamespacedName') return nameOf(node)
  return `${nameOf(node.namespace)}:${nameOf(node.name)}`
}

/** A key is evaluated after all other values of its element, so it must not matter when. */
function isPureKey(value: Node | null): boolean {
  if (!value) return false
  return value.type !== 'JSXExpressionContainer' || isPure(value.expression as Node)
}

function isPure(node: Node): boolean {
  if (!pureTypes.has(node.type)) return false
  for (const key in node) {
    if (key === 'parent') continue
    for (const inner of [node[key]].flat() as (Node | null | undefined)[]) {
      if (typeof inner?.type === 'string' && !isPure(inner)) return false
    }
  }
  return true
}

const pureTypes = new Set([
  'Identifier',
  'Literal',
  'MemberExpression',
  'ChainExpression',
  'TemplateLiteral',
  'TemplateElement',
  'BinaryExpression',
  'LogicalExpression',
  'ConditionalExpression',
  'UnaryExpression',
  'ParenthesizedExpression',
  'TSNonNullExpression',
])

function toElement(node: Node): PrecompiledElement {
  const holes: Hole[] = []
  const parts: Node[] = []
  add(node, true)
  const keyHole = holes.findIndex(({ use }) => use === 'key')
  return { node, tag: nameOf((node.openingElement as Node).name), holes, keyHole, parts }

  function add(element: Node, isRoot: boolean): void {
    parts.push(element)
    for (const attribute of (element.openingElement as Node).attributes as Node[])
      addAttribute(attribute, isRoot)
    for (const child of element.children as Node[]) {
      if (child.type === 'JSXElement') {
        if (hasDynamicKey(child)) holes.push({ value: child, place: child, use: 'child' })
        else add(child, false)
      }
      if (child.type === 'JSXExpressionContainer' && !isStatic(child.expression as Node)) {
        holes.push({ value: child.expression as Node, place: child, use: 'child' })
      }
    }
  }

  function addAttribute(attribute: Node, isRoot: boolean): void {
    const value = attribute.value as Node | null
    const name = toAttributeName(attribute)
    if (name === 'key') {
      if (isRoot) holes.push({ value: toExpression(value!), place: attribute, use: 'key' })
      return
    }
    if (!value || value.type === 'Literal' || isStatic(toExpression(value))) return
    const expression = toExpression(value)
    const declarations = name === 'style' ? listDeclarations(expression) : undefined
    if (!declarations) holes.push({ value: expression, place: value, use: 'attribute' })
    else {
      for (const one of declarations) {
        if (!isStatic(one)) holes.push({ value: one, place: one, use: 'declaration' })
      }
    }
  }
}

function hasDynamicKey(element: Node): boolean {
  const { attributes } = element.openingElement as Node & { attributes: Node[] }
  const key = attributes.find((attribute) => toAttributeName(attribute) === 'key')?.value as Node | undefined
  return key?.type === 'JSXExpressionContainer' && !isStatic(key.expression as Node)
}

function toExpression(value: Node): Node {
  return value.type === 'JSXExpressionContainer' ? (value.expression as Node) : value
}

/** Tells whether an expression is written into the template: a constant, or only a comment. */
function isStatic({ type, value }: Node): boolean {
  return (
    type === 'JSXEmptyExpression' || (type === 'Literal' && /^(string|number|boolean)$/.test(typeof value))
  )
}

/** Lists the values of an object that names its properties; `undefined` for other expressions. */
function listDeclarations(value: Node): readonly Node[] | undefined {
  if (value.type !== 'ObjectExpression') return undefined
  const names = new Set<string>()
  const values: Node[] = []
  for (const { type, kind, computed, method, shorthand, key, value: one } of value.properties as Node[]) {
    const name = type === 'Property' && nameOf(key)
    if (!name || kind !== 'init' || computed || method || shorthand || names.has(name)) return undefined
    // An object orders such names before all others.
    if (/^\d|^__proto__$/.test(name)) return undefined
    names.add(name)
    values.push(one as Node)
  }
  return values
}

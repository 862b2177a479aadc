// Reads elements in JSX.
import { type Node, nameOf, textOf } from '../parse-tree.ts'

export interface Attribute {
  readonly name: string
  /** `undefined` for an attribute without a value. */
  readonly value: Node | undefined
  readonly node: Node
}

/** Tells elements from components: `<form>`, but neither `<Form>` nor `<ui.form>`. */
export function isElement({ name }: Node): boolean {
  return (name as Node).type === 'JSXIdentifier' && /^[a-z]/.test(nameOf(name))
}

/** Lists the attributes that are written out. */
export function listAttributes({ attributes }: Node): Attribute[] {
  return (attributes as Node[]).flatMap((node) =>
    node.type === 'JSXAttribute'
      ? [{ name: nameOf(node.name), value: (node.value as Node | null) ?? undefined, node }]
      : [],
  )
}

/** Tells whether an element may have attributes that are not written out: `{...props}`. */
export function hasSpread({ attributes }: Node): boolean {
  return (attributes as Node[]).some(({ type }) => type === 'JSXSpreadAttribute')
}

/** Finds an attribute by one of its names; names differ in case between HTML and React. */
export function findAttribute(element: Node, name: string): Attribute | undefined {
  return listAttributes(element).find((attribute) => attribute.name.toLowerCase() === name)
}

/** Finds the element around a node, such as the form around a field. */
export function enclosingElement(node: Node, tag: string): Node | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (current.type !== 'JSXElement') continue
    const opening = current.openingElement as Node
    if (isElement(opening) && nameOf(opening.name) === tag) return opening
  }
  return undefined
}

/** Returns the text of an attribute, with or without braces; `undefined` for other expressions. */
export function readText(value: Node | undefined): string | undefined {
  return textOf(value?.type === 'JSXExpressionContainer' ? (value.expression as Node) : value)
}

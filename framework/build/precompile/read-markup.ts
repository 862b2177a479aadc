// Reads what the elements of a file contain: the compiler turns texts, entities and white space into values.
import { parseAst, transformWithOxc } from 'vite'
import { type Node, nameOf } from '../parse-tree.ts'
import type { PrecompiledElement } from './find-elements.ts'

/** An element with its properties and children, before expressions are known. */
export interface Markup {
  readonly tag: string
  /** Without `ref` if it is static; with the key of an inner element. */
  readonly props: readonly (readonly [name: string, value: Value | Declarations])[]
  readonly children: readonly (Markup | Value)[]
}

export type Value = string | number | boolean | HoleValue

/** The number of a hole. */
export interface HoleValue {
  readonly hole: number
}

/** A `style` object whose names are known. */
export interface Declarations {
  readonly declarations: readonly (readonly [name: string, value: Value])[]
}

const prefix = 'hole'

/** Reads the elements of a file. */
export async function readMarkup(code: string, elements: readonly PrecompiledElement[]): Promise<Markup[]> {
  const sources = elements.map((element) => writeSource(code, element))
  const compiled = await transformWithOxc(`[${sources.join(',\n')}]`, 'elements.jsx', {
    lang: 'jsx',
    sourcemap: false,
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'h', development: false },
  })
  const program = parseAst(compiled.code, { lang: 'js' }, 'elements.js') as unknown as Node
  const list = (program.body as Node[])[0]!.expression as Node
  return (list.elements as Node[]).map((node) => toMarkup(node))
}

/** Writes the source of an element with a variable in place of each hole: no text can be mistaken for one. */
function writeSource(code: string, { node, holes }: PrecompiledElement): string {
  let source = ''
  let end = node.start
  holes.forEach(({ place, use }, index) => {
    source += code.slice(end, place.start)
    if (use === 'declaration') source += `${prefix}${index}`
    else if (use !== 'key') source += `{${prefix}${index}}`
    end = place.end
  })
  return source + code.slice(end, node.end)
}

function toMarkup({ arguments: args }: Node): Markup {
  const [tag, props, ...children] = args as Node[]
  return {
    tag: nameOf(tag),
    props: ((props?.properties ?? []) as Node[]).map(({ key, value }) => [
      nameOf(key),
      toPropertyValue(value as Node),
    ]),
    children: children.map((child) => (child.type === 'CallExpression' ? toMarkup(child) : toValue(child))),
  }
}

function toPropertyValue(node: Node): Value | Declarations {
  if (node.type !== 'ObjectExpression') return toValue(node)
  const properties = node.properties as Node[]
  return {
    declarations: properties.map(({ key, value }) => [nameOf(key), toValue(value as Node)]),
  }
}

function toValue({ type, name, value }: Node): Value {
  return type === 'Identifier' ? { hole: Number((name as string).slice(prefix.length)) } : (value as Value)
}

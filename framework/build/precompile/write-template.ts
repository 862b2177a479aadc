// Writes the code of a precompiled element: a function that joins its HTML or creates the ordinary node.
import type { Declarations, Markup, Value } from './read-markup.ts'
import type { Declaration, DynamicPiece, RenderedMarkup } from './render-markup.ts'

/** The functions of `vial/server` that the code calls. */
export type RuntimeName =
  | 'createElementNode'
  | 'joinAttribute'
  | 'joinChild'
  | 'joinChildInHtml'
  | 'joinChildInSvg'
  | 'joinClass'
  | 'joinDeclaration'
  | 'joinDeclarations'
  | 'joinStyle'
  | 'joinTextAttribute'
  | 'noteSvg'

/** Where an element starts, for the warnings of development. */
export interface ElementPosition {
  readonly fileName: string
  readonly lineNumber: number
  readonly columnNumber: number
}

export interface TemplateOptions {
  /** The name of the function. */
  readonly name: string
  readonly keyHole: number
  /** Returns the local name of a function of the runtime. */
  use(name: RuntimeName): string
  /** Where its elements start, in their order (default: the nodes do not tell). */
  readonly positions?: readonly ElementPosition[]
}

/** Writes the function. */
export function writeTemplate(
  markup: Markup,
  { pieces, isSvgRelevant }: RenderedMarkup,
  options: TemplateOptions,
): string {
  const { name, use } = options
  const lines = [`function ${name}(h, jsx) {`, `  if (jsx) return ${writeNode(markup, options)}`]
  if (isSvgRelevant) lines.push(`  ${use('noteSvg')}()`)
  const joined = pieces.map((piece, index) => {
    if (typeof piece === 'string') return JSON.stringify(piece)
    if (piece.kind === 'declarations') return writeDeclarations(piece.declarations, use)
    const local = `v${index}`
    lines.push(`  const ${local} = ${writeJoin(piece, use)}`, `  if (${local} === undefined) return`)
    return local
  })
  lines.push(`  return ${joined.join(' + ') || '""'}`, '}')
  return lines.join('\n')
}

function writeJoin(
  piece: Exclude<DynamicPiece, { kind: 'declarations' }>,
  use: TemplateOptions['use'],
): string {
  const value = `h[${piece.hole}]`
  switch (piece.kind) {
    case 'child':
      return `${use('joinChild')}(${value})`
    case 'childInSvg':
      return `${use('joinChildInSvg')}(${value})`
    case 'childInHtml':
      return `${use('joinChildInHtml')}(${value})`
    case 'class':
      return `${use('joinClass')}(${value})`
    case 'style':
      return `${use('joinStyle')}(${value})`
    case 'attribute':
      return `${use('joinAttribute')}(${value}, ${JSON.stringify(piece.name)})`
    default:
      return `${use('joinTextAttribute')}(${value}, ${JSON.stringify(piece.name)})`
  }
}

function writeDeclarations(declarations: readonly Declaration[], use: TemplateOptions['use']): string {
  const joined = declarations.map(
    ({ value, start, end }) =>
      `${use('joinDeclaration')}(${writeValue(value)}, ${JSON.stringify(start)}, ${JSON.stringify(end)})`,
  )
  return `${use('joinDeclarations')}(${joined.join(' + ') || '""'})`
}

/** Writes the call that creates the ordinary node, as the compiler does. */
function writeNode(markup: Markup, { keyHole, positions }: TemplateOptions): string {
  let index = 0
  return write(markup, keyHole < 0 ? undefined : `h[${keyHole}]`)

  function write({ tag, props, children }: Markup, key: string | undefined): string {
    const position = positions?.[index++]
    const properties = props
      .filter(([name]) => name !== 'key')
      .map(([name, value]) => `${JSON.stringify(name)}: ${writePropertyValue(value)}`)
    const content = children.map((child) =>
      typeof child === 'object' && 'tag' in child ? write(child, undefined) : writeValue(child),
    )
    if (content.length > 0) {
      properties.push(`children: ${content.length === 1 ? content[0] : `[${content.join(', ')}]`}`)
    }
    const own = props.find(([name]) => name === 'key')?.[1]
    const args = [JSON.stringify(tag), `{ ${properties.join(', ')} }`]
    const lastKey = key ?? (own === undefined ? 'undefined' : writePropertyValue(own))
    if (position) args.push(lastKey, String(content.length > 1), JSON.stringify(position))
    else if (lastKey !== 'undefined') args.push(lastKey)
    return `jsx(${args.join(', ')})`
  }
}

function writePropertyValue(value: Value | Declarations): string {
  if (typeof value !== 'object' || 'hole' in value) return writeValue(value)
  return `{ ${value.declarations.map(([name, one]) => `${JSON.stringify(name)}: ${writeValue(one)}`).join(', ')} }`
}

function writeValue(value: Value): string {
  return typeof value === 'object' ? `h[${value.hole}]` : JSON.stringify(value)
}

// Precompiles the elements of one source file.
import MagicString from 'magic-string'
import type { Position } from '../../node/log/stack-frame.ts'
import { type Language, type Node, type SyntaxTree, parseTree } from '../parse-tree.ts'
import { type OrdinaryElement, type PrecompiledElement, findElements, isTurnedOff } from './find-elements.ts'
import { readMarkup } from './read-markup.ts'
import { renderMarkup } from './render-markup.ts'
import { type ElementPosition, type RuntimeName, writeTemplate } from './write-template.ts'

export interface PrecompiledSource {
  /** Still with types and JSX; every line is where it was. */
  readonly code: string
  readonly map: ReturnType<MagicString['generateMap']>
  readonly count: number
  /** The elements that are left as they are, with their places. */
  readonly ordinary: readonly { readonly position: Position; readonly reason: string }[]
}

/**
 * Precompiles a source file.
 *
 * @param file Its name in warnings about its elements (default: elements do not tell where they are)
 * @returns `undefined` for code without such elements, and for code that does not parse, which Vite reports
 */
export async function precompileSource(
  code: string,
  lang: Language,
  file?: string,
): Promise<PrecompiledSource | undefined> {
  const tree = parseTree(code, lang)
  if (!tree || isTurnedOff(code, tree)) return undefined
  const { precompiled, ordinary } = findElements(code, tree)
  if (precompiled.length === 0) return undefined
  const markup = await readMarkup(code, precompiled)
  const prefix = findPrefix(code)
  const used = new Set<RuntimeName>()
  const use = (name: RuntimeName): string => {
    used.add(name)
    return prefix + name
  }
  const output = new MagicString(code)
  const templates: string[] = []
  const refused: OrdinaryElement[] = []
  // Outer elements come before those in their expressions.
  const valuesOfCalls = new Set<Node>()
  precompiled.forEach((element, index) => {
    const rendered = renderMarkup(markup[index]!)
    if (!rendered) {
      refused.push({ node: element.node, reason: 'the renderer refuses a name in it' })
      return
    }
    const { node, keyHole, parts } = element
    const name = `${prefix}${templates.length}`
    const positions = file === undefined ? {} : { positions: parts.map((part) => locate(part, tree, file)) }
    templates.push(writeTemplate(markup[index]!, rendered, { name, keyHole, use, ...positions }))
    const isInJsx =
      /^JSX(Element|Fragment|Attribute)$/.test(node.parent?.type ?? '') && !valuesOfCalls.has(node)
    replaceElement(output, code, element, `${use('createElementNode')}(${name}`, isInJsx)
    for (const { value } of element.holes) valuesOfCalls.add(value)
  })
  if (templates.length === 0) return undefined
  const names = [...used].map((name) => `${name} as ${prefix}${name}`)
  // At the end, so that no line moves. Functions and imports exist before any code of the module runs.
  output.append(`\n;${templates.join('\n')}\nimport { ${names.join(', ')} } from 'vial/server'\n`)
  return {
    code: output.toString(),
    map: output.generateMap({ hires: 'boundary' }),
    count: templates.length,
    ordinary: [...ordinary, ...refused].map(({ node, reason }) => ({
      position: tree.positionOf(node),
      reason,
    })),
  }
}

function findPrefix(code: string): string {
  let prefix = '_vial_'
  while (code.includes(prefix)) prefix += '_'
  return prefix
}

function locate(node: Node, tree: SyntaxTree, fileName: string): ElementPosition {
  const { line, column } = tree.positionOf(node)
  return { fileName, lineNumber: line, columnNumber: column }
}

/** Replaces everything between the expressions of an element, so that these stay where they are. */
function replaceElement(
  output: MagicString,
  code: string,
  { node, tag, holes, keyHole }: PrecompiledElement,
  call: string,
  isInJsx: boolean,
): void {
  let between = `${isInJsx ? '{' : ''}${call}, ${JSON.stringify(tag)}, [`
  let end = node.start
  holes.forEach(({ value }, index) => {
    const [before, after] = value.type === 'SequenceExpression' ? ['(', ')'] : ['', '']
    replace(value.start, between + before)
    end = value.end
    between = after + (index < holes.length - 1 ? ', ' : '')
  })
  replace(node.end, between, `]${keyHole < 0 ? '' : `, ${keyHole}`})${isInJsx ? '}' : ''}`)

  function replace(start: number, text: string, last = ''): void {
    // With the line breaks of what it replaces, inside the call: next to a brace they would change the text around it.
    const breaks = '\n'.repeat(code.slice(end, start).split('\n').length - 1)
    if (start > end) output.overwrite(end, start, text + breaks + last)
    else output.appendLeft(start, text)
  }
}

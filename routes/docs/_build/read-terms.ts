// Reads the list of a <Terms> element in a Markdown page.
import type { Expression } from 'estree'
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx'

/**
 * Reads the names and meanings.
 *
 * @throws {Error} If `terms` is not an array of pairs of texts, written in place
 */
export function readTerms({ attributes, position }: MdxJsxFlowElement): (readonly [string, string])[] {
  const attribute = attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === 'terms')
  const value = attribute?.value
  const statement = typeof value === 'object' ? value?.data?.estree?.body[0] : undefined
  const pairs = statement?.type === 'ExpressionStatement' ? readArray(statement.expression) : []
  if (pairs.length > 0) return pairs.map((pair) => readPair(pair))
  throw new Error(
    `<Terms> in line ${position?.start.line}: the terms are not a literal. Write them in place.`,
  )
}

function readPair(pair: Expression): readonly [string, string] {
  const [name = '', meaning = ''] = readArray(pair).map(readText)
  return [name, meaning]
}

function readArray(expression: Expression): Expression[] {
  if (expression.type !== 'ArrayExpression') return []
  return expression.elements.filter((element) => element !== null && element.type !== 'SpreadElement')
}

function readText(expression: Expression): string {
  return expression.type === 'Literal' ? String(expression.value) : ''
}

// Finds fields that cannot show what was sent: <FieldMessages> without a form, and field() without what it needs.
import { isVialExport } from './bindings.ts'
import { findAttribute, hasSpread, isElement } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, unwrap } from '../parse-tree.ts'

/** Finds `<FieldMessages name="title" />`, `field(form)` and `<select multiple {...field(form, 'tags')}>`. */
export function findFieldMistakes({ tree }: ParsedFile): Mistake[] {
  const found = [
    ...tree.nodesOf('JSXOpeningElement').map((element) => [element, describeElement(element)] as const),
    ...tree.nodesOf('CallExpression').map((call) => [call, describeCall(call)] as const),
  ]
  return found.flatMap(([node, message]): Mistake[] =>
    message === undefined ? [] : [{ level: 'warning', node, message }],
  )
}

function describeElement(element: Node): string | undefined {
  if (isElement(element)) return isWrongSelect(element) ? selectAdvice : undefined
  if (!isVialExport(element.name as Node, 'FieldMessages') || hasSpread(element)) return undefined
  const missing = ['form', 'name'].filter((name) => !findAttribute(element, name))
  if (missing.length === 0) return undefined
  return `<FieldMessages> has no ${missing.join(' and no ')}, so it never shows a message. Write <FieldMessages form={form} name="…" />, with form of the props of the page.`
}

const selectAdvice =
  'field() fills in one value, but this <select> has several. Write field(form, name, { multiple: true }).'

function isWrongSelect(element: Node): boolean {
  if (nameOf(element.name) !== 'select' || !findAttribute(element, 'multiple')) return false
  return (element.attributes as Node[]).some(({ type, argument }) => {
    const call = type === 'JSXSpreadAttribute' ? unwrap(argument as Node)! : undefined
    if (call?.type !== 'CallExpression' || !isVialExport(call.callee as Node, 'field')) return false
    const options = unwrap((call.arguments as Node[])[2])
    if (!options) return true
    return (
      options.type === 'ObjectExpression' &&
      (options.properties as Node[]).every(
        ({ type, key }) => type === 'Property' && nameOf(key) !== 'multiple',
      )
    )
  })
}

/** A text as the only argument is in the place of the form. */
function describeCall(call: Node): string | undefined {
  const given = call.arguments as Node[]
  if (!isVialExport(unwrap(call.callee as Node)!, 'field') || given.length > 1) return undefined
  const form = unwrap(given[0])
  if (form && form.type !== 'Identifier' && form.type !== 'MemberExpression') return undefined
  return "field() takes the form and the name of a field. Write field(form, 'name')."
}

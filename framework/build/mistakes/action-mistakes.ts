// Finds forms that call no action, or one that their page does not have.
import { findActionName } from '../../routing/action-rules.ts'
import { readActions } from '../routes/route-exports.ts'
import { readFormTarget } from './form-target.ts'
import { enclosingElement, findAttribute, hasSpread, isElement, readText } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, unwrap } from '../parse-tree.ts'

/** Finds the forms of a page whose `action` does not fit its `actions`. */
export function findActionMistakes(file: ParsedFile): Mistake[] {
  const { tree, exports, kind, isReact, moduleExports } = file
  if (kind !== 'route' || isReact || !exports.has('default')) return []
  const page: FormPage = {
    hasActions: exports.has('actions'),
    hasPost: exports.has('POST') || moduleExports.isOpen === true,
    names: readActions(exports.get('actions'))?.map(({ name }) => name),
  }
  const elements = tree.nodesOf('JSXOpeningElement')
  const idle = findDefaultAction(page, exports.get('actions'), elements)
  if (idle) return [idle]
  // A button may say where its form is sent to.
  const buttons = elements.filter((element) => hasSpread(element) || findAttribute(element, 'formaction'))
  const chosen = new Set(buttons.map((button) => enclosingElement(button, 'form')))
  return elements.flatMap((element): Mistake[] => {
    const target = readTarget(element, file)
    if (target === '' && chosen.has(element)) return []
    const message = target === undefined ? undefined : describe(target, page)
    return message === undefined ? [] : [{ level: 'warning', node: element, message }]
  })
}

/** Finds `actions.default`, which other frameworks call for a form that names no action. */
function findDefaultAction(
  { hasPost, names }: FormPage,
  actions: Node | undefined,
  elements: readonly Node[],
): Mistake | undefined {
  if (hasPost || !names?.includes('default')) return undefined
  const texts = elements.flatMap((element) =>
    ['action', 'formaction'].map((name) => readText(findAttribute(element, name)?.value)),
  )
  if (texts.some((text) => text?.includes('?/default'))) return undefined
  const property = (unwrap(actions)!.properties as Node[]).find(({ key }) => nameOf(key) === 'default')!
  const rest = names.length === 1 ? '' : ' The forms for the other actions stay as they are.'
  const message = `a form that names no action calls POST, and not the action default. Write export async function POST(ctx) instead.${rest}`
  return { level: 'warning', node: property, message }
}

interface FormPage {
  readonly hasActions: boolean
  readonly hasPost: boolean
  /** The names of its actions; `undefined` if the source does not show them. */
  readonly names: readonly string[] | undefined
}

/** Reads where a form or a button sends to with POST; `undefined` if it is not for its own page, or not written there. */
function readTarget(element: Node, file: ParsedFile): string | undefined {
  if (!isElement(element) || hasSpread(element)) return undefined
  const isForm = nameOf(element.name) === 'form'
  if (isForm && readText(findAttribute(element, 'method')?.value)?.toLowerCase() !== 'post') return undefined
  const action = findAttribute(element, isForm ? 'action' : 'formaction')
  if (!action && !isForm) return undefined
  if (!isForm && findAttribute(element, 'formmethod')) return undefined
  const target = readFormTarget(action, file)
  return target?.route ? undefined : target?.query
}

function describe(target: string, { hasActions, hasPost, names }: FormPage): string | undefined {
  const name = findActionName(new URLSearchParams(target))
  if (!hasActions) {
    if (name === undefined) {
      return !hasPost
        ? 'this form is sent to its own page, which has no POST, so it is answered with 405. Export a POST function, or write action with the URL that the form is for.'
        : undefined
    }
    return `"?/${name}" is for an action, and this page exports none. Write export const actions = { ${name}(ctx) { … } }.`
  }
  const choice = names?.length ? `?/${names.join(', ?/')}` : '?/name'
  if (name !== undefined) {
    if (!names || names.includes(name)) return undefined
    return `"?/${name}" is for an action that this page does not have, so the form is answered with 404. Write one of ${choice}.`
  }
  if (!hasPost) {
    return `this form names no action, and the page has no POST, so it is answered with 405. Write action with one of ${choice}.`
  }
  if (target !== '') return undefined
  return 'this form is for the URL of the page, which names an action after one was called, and then this form calls it again. Write action="?" to call POST.'
}

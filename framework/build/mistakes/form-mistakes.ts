// Finds forms that do not send what their page expects.
import { enclosingElement, findAttribute, hasSpread, isElement } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, textOf } from './syntax-tree.ts'

/** Finds forms without a method on pages that answer a form, and file fields in forms that send only their names. */
export function findFormMistakes(file: ParsedFile): Mistake[] {
  if (file.kind === 'island' || file.isReact) return []
  return [...findMissingMethods(file), ...findMissingEncodings(file)].map(([node, message]) => ({
    level: 'warning',
    node,
    message,
  }))
}

type Found = [node: Node, message: string]

function findMissingMethods({ tree, exports, kind }: ParsedFile): Found[] {
  const answering = ['POST', 'actions'].find((name) => exports.has(name))
  if (kind !== 'route' || answering === undefined) return []
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Found[] => {
    if (!isForm(element) || hasSpread(element)) return []
    const action = findAttribute(element, 'action')
    // A form for another page, such as a search.
    if (findAttribute(element, 'method') || (action && !isOwnAction(action.value))) return []
    return [
      [
        element,
        `this <form> has no method, so it is sent with GET and ${answering === 'POST' ? 'POST' : 'its action'} never runs. Write <form method="post">, or method="get" for a form that only reads.`,
      ],
    ]
  })
}

function isForm(element: Node): boolean {
  return isElement(element) && nameOf(element.name) === 'form'
}

/** Tells whether a form is for its own page: an empty action, or the name of an action. */
function isOwnAction(value: Node | undefined): boolean {
  const text = readText(value)
  return text === '' || text?.startsWith('?/') === true
}

function findMissingEncodings({ tree }: ParsedFile): Found[] {
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Found[] => {
    if (!isElement(element) || nameOf(element.name) !== 'input') return []
    if (readText(findAttribute(element, 'type')?.value) !== 'file') return []
    const form = enclosingElement(element, 'form')
    if (!form || hasSpread(form) || findAttribute(form, 'enctype') || findAttribute(element, 'formenctype'))
      return []
    return [
      [
        element,
        'the form around this file field has no enctype, so only the name of the file is sent. Write <form method="post" enctype="multipart/form-data">.',
      ],
    ]
  })
}

function readText(value: Node | undefined): string | undefined {
  return textOf(value?.type === 'JSXExpressionContainer' ? (value.expression as Node) : value)
}

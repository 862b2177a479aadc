// Finds forms that do not send what their page expects.
import { type FormTarget, readFormTarget } from './form-target.ts'
import { enclosingElement, findAttribute, hasSpread, isElement, readText } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf } from '../parse-tree.ts'

/** Finds forms that are sent with another method, in another encoding or to another route than they should. */
export function findFormMistakes(file: ParsedFile): Mistake[] {
  if (file.kind === 'island' || file.isReact) return []
  const forms = file.tree.nodesOf('JSXOpeningElement').filter(isForm)
  const found = [
    ...forms.flatMap((form) => findUnknownSettings(form)),
    ...forms.flatMap((form) => findTargetMistakes(form, file)),
    ...findMissingEncodings(file),
    ...findFieldsWithoutName(file),
    ...findNestedForms(file),
  ]
  return found.map(([node, message]) => ({ level: 'warning', node, message }))
}

type Found = [node: Node, message: string]

function isForm(element: Node): boolean {
  return isElement(element) && nameOf(element.name) === 'form'
}

function findUnknownSettings(form: Node): Found[] {
  const found: Found[] = []
  const method = findAttribute(form, 'method')
  const text = readText(method?.value)
  if (method && text !== undefined && !knownMethods.has(text.toLowerCase())) {
    const message = `forms know only get and post, so browsers send method="${text}" with GET. Write method="post", with a POST function in the route or one of its actions.`
    found.push([method.node, message])
  }
  const enctype = findAttribute(form, 'enctype')
  if (enctype && readText(enctype.value)?.toLowerCase() === 'text/plain') {
    const message =
      'ctx.form() answers enctype="text/plain" with 415, because its fields cannot be told apart. Remove it, or write multipart/form-data for a form with files.'
    found.push([enctype.node, message])
  }
  return found
}

const knownMethods = new Set(['get', 'post', 'dialog', ''])

function findTargetMistakes(form: Node, file: ParsedFile): Found[] {
  if (hasSpread(form)) return []
  const target = readFormTarget(findAttribute(form, 'action'), file)
  if (!target) return []
  const method = findAttribute(form, 'method')
  const message = method
    ? describeTarget(readText(method.value)?.toLowerCase(), target)
    : describeMissingMethod(target, file)
  return message === undefined ? [] : [[form, message]]
}

/** Forms for their own page with POST are checked with its actions. */
function describeTarget(method: string | undefined, { route }: FormTarget): string | undefined {
  if (!route) return undefined
  if (method === 'post' && !route.mayAnswer('POST')) {
    return `this form is sent to routes/${route.path}, which has no POST, so it is answered with 405. Export a POST function there, or correct the action.`
  }
  if (method === 'get' && !route.mayAnswer('GET')) {
    return `this form is sent with GET to routes/${route.path}, which does not answer it, so it is answered with 405. Write method="post", or export a GET function there.`
  }
  return undefined
}

function describeMissingMethod(
  { route, query }: FormTarget,
  { exports, kind }: ParsedFile,
): string | undefined {
  const advice = 'Write <form method="post">, or method="get" for a form that only reads.'
  if (route) {
    return route.mayAnswer('POST')
      ? `this <form> has no method, so it is sent with GET and POST of routes/${route.path} never runs. ${advice}`
      : undefined
  }
  const answering = ['POST', 'actions'].find((name) => exports.has(name))
  if (kind !== 'route' || answering === undefined) return undefined
  // A form for the page with another query, such as a filter.
  if (query.length > 1 && !query.startsWith('?/')) return undefined
  return `this <form> has no method, so it is sent with GET and ${answering === 'POST' ? 'POST' : 'its action'} never runs. ${advice}`
}

/** Finds fields of a form for POST that browsers do not send, because they have no name. */
function findFieldsWithoutName({ tree }: ParsedFile): Found[] {
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Found[] => {
    const tag = nameOf(element.name)
    if (!isElement(element) || !fieldTags.has(tag) || hasSpread(element) || findAttribute(element, 'name'))
      return []
    const type = findAttribute(element, 'type')
    // Buttons need none; nor do fields that are only shown, or that belong to another form.
    if (type && (readText(type.value) === undefined || buttonTypes.has(readText(type.value)!))) return []
    if (['disabled', 'readonly', 'form'].some((name) => findAttribute(element, name))) return []
    const form = enclosingElement(element, 'form')
    if (!form || readText(findAttribute(form, 'method')?.value)?.toLowerCase() !== 'post') return []
    return [[element, `this <${tag}> has no name, so browsers do not send it. Write name="…".`]]
  })
}

const fieldTags = new Set(['input', 'select', 'textarea'])
const buttonTypes = new Set(['submit', 'button', 'reset', 'image'])

/** Finds a form inside another one, whose start tag browsers ignore. */
function findNestedForms({ tree }: ParsedFile): Found[] {
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Found[] => {
    if (!isForm(element) || !enclosingElement(element.parent!, 'form')) return []
    const message =
      'this <form> is inside another one, so browsers ignore it. Close the outer form first, or write formAction="?/name" on a button.'
    return [[element, message]]
  })
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

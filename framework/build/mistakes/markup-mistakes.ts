// Finds markup that is not shown as it is written: two classes, objects as children, parts of documents, links outside the base.
import { findBinding } from './bindings.ts'
import { findAttribute, isElement, listAttributes } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, textOf, unwrap } from '../parse-tree.ts'

/** Finds mistakes in elements. */
export function findMarkupMistakes(file: ParsedFile): Mistake[] {
  const found = [
    ...findDuplicateClasses(file),
    ...findObjects(file),
    ...findLinksOutside(file),
    ...findDocuments(file),
  ]
  return found.map(([node, message, element]) => ({
    level: 'warning',
    node,
    message,
    ...(element && { element }),
  }))
}

type Found = [node: Node, message: string, element?: Node]

function findDuplicateClasses({ tree }: ParsedFile): Found[] {
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Found[] => {
    const tag = nameOf(element.name)
    const names = new Set(listAttributes(element).map(({ name }) => name))
    if (isElement(element) && names.has('class') && names.has('className')) {
      return [
        [element, `<${tag}> has both class and className, and browsers use only one. Merge them into class.`],
      ]
    }
    return []
  })
}

function findObjects({ tree }: ParsedFile): Found[] {
  return tree.nodesOf('JSXExpressionContainer').flatMap((container): Found[] => {
    const parent = container.parent!
    if (
      parent.type === 'JSXElement' ? !isElement(parent.openingElement as Node) : parent.type !== 'JSXFragment'
    )
      return []
    const what = describeObject(unwrap(container.expression as Node))
    return what === undefined ? [] : [[container, what, parent]]
  })
}

function describeObject(value: Node | undefined): string | undefined {
  if (value?.type === 'ObjectExpression') {
    return 'an object as a child shows nothing. Write one of its properties, or JSON.stringify(…).'
  }
  if (value?.type === 'NewExpression') {
    const name = nameOf(value.callee)
    if (name === 'Date')
      return 'a Date as a child shows nothing. Write .toLocaleDateString() or .toISOString() after it.'
    return name === 'Map' || name === 'Set'
      ? `a ${name} as a child shows nothing. Write an array: [...${name.toLowerCase()}].`
      : undefined
  }
  if (value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression') {
    return 'a function as a child shows nothing. Call it.'
  }
  if (value?.type !== 'Identifier') return undefined
  const binding = findBinding(value)
  if (binding?.kind !== 'variable' || binding.property !== undefined) return undefined
  const init = unwrap(binding.owner.init as Node | null)
  return init?.type === 'ObjectExpression' || init?.type === 'NewExpression'
    ? describeObject(init)
    : undefined
}

/** Finds `<html>`, `<head>` and `<body>` in a page, which is rendered into the document of `_app.tsx`. */
function findDocuments({ kind, tree }: ParsedFile): Found[] {
  if (kind !== 'route' && kind !== 'layout') return []
  const elements = tree.nodesOf('JSXOpeningElement')
  const element = elements.find((node) => isElement(node) && documentTags.has(nameOf(node.name)))
  if (!element) return []
  const message = `<${nameOf(element.name)}> is written around every page already. Move it to routes/_app.tsx, and export head from this file for a title, metadata and links.`
  return [[element, message]]
}

const documentTags = new Set(['html', 'head', 'body'])

function findLinksOutside({ tree, base, isOwnPath }: ParsedFile): Found[] {
  if (base === '/') return []
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Found[] => {
    if (!isElement(element)) return []
    return linkNames.flatMap((name): Found[] => {
      const attribute = findAttribute(element, name)
      const value = attribute?.value
      const path = textOf(value?.type === 'JSXExpressionContainer' ? (value.expression as Node) : value)
      if (!attribute || path === undefined || !isOutside(path, base) || !isOwnPath(path)) return []
      const advice =
        name === 'src' || nameOf(element.name) === 'link'
          ? `Write ${base.slice(0, -1)}${path}, or import the file and use its URL.`
          : `Write ${name}={href('${path}')} with href from vial.`
      return [
        [
          attribute.node,
          `${name}="${path}" of <${nameOf(element.name)}> is outside the base path ${base}. ${advice}`,
        ],
      ]
    })
  })
}

const linkNames = ['href', 'action', 'formaction', 'src'] as const

function isOutside(path: string, base: string): boolean {
  return /^\/(?!\/)/.test(path) && !path.startsWith(base) && path !== base.slice(0, -1)
}

// Finds inline scripts, styles and handlers that the Content Security Policy of pages blocks.
import { findAttribute, hasSpread, isElement, listAttributes, readText } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf } from '../parse-tree.ts'

/** Finds elements without the nonce that they need, and handlers that are text. */
export function findBlockedScripts({ tree, kind, isReact }: ParsedFile): Mistake[] {
  if (kind === 'island' || isReact) return []
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Mistake[] => {
    if (!isElement(element)) return []
    return [...findTextHandlers(element), ...findInline(element)].map(([node, message]) => ({
      level: 'warning',
      node,
      message,
    }))
  })
}

type Found = [node: Node, message: string]

function findTextHandlers(element: Node): Found[] {
  return listAttributes(element).flatMap(({ name, value, node }): Found[] => {
    if (!/^on[a-z]+$/i.test(name) || readText(value) === undefined) return []
    return [
      [
        node,
        `the Content Security Policy blocks ${name}="…" of <${nameOf(element.name)}>. Move the code to an *.island.tsx file, and write ${name}={() => …} there.`,
      ],
    ]
  })
}

function findInline(element: Node): Found[] {
  const tag = nameOf(element.name)
  if ((tag !== 'script' && tag !== 'style') || hasSpread(element)) return []
  if (findAttribute(element, 'nonce') || findAttribute(element, 'src')) return []
  // Data is not run.
  const type = findAttribute(element, 'type')
  if (type && !scriptTypes.has(readText(type.value) ?? '')) return []
  const isEmpty = (element.parent!.children as Node[]).length === 0
  if (isEmpty && !findAttribute(element, 'dangerouslysetinnerhtml')) return []
  const advice =
    tag === 'script'
      ? 'Write <script nonce={nonce}> with the prop nonce of the page, or move the code to an *.island.tsx file.'
      : 'Move the rules to a .css file and import it, or write <style nonce={nonce}> with the prop nonce of the page.'
  return [[element, `the Content Security Policy blocks this <${tag}>, because it has no nonce. ${advice}`]]
}

const scriptTypes = new Set(['', 'module', 'importmap', 'speculationrules', 'text/javascript', 'text/css'])

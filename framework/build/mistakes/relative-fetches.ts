// Finds `fetch('/api/…')` on the server, where relative URLs have no base.
import { findBinding } from './bindings.ts'
import { isInBrowserFunction } from './browser-code.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, textOf } from '../parse-tree.ts'

/** Finds calls of `fetch` with a relative URL in code that runs on the server. */
export function findRelativeFetches({ tree, kind, isReact }: ParsedFile): Mistake[] {
  if (kind === 'island' || isReact) return []
  const isFineInBrowser = kind === 'module' || kind === 'private'
  return tree.nodesOf('CallExpression').flatMap((node): Mistake[] => {
    const callee = node.callee as Node
    if (callee.type !== 'Identifier' || nameOf(callee) !== 'fetch' || findBinding(callee)) return []
    const address = readStart((node.arguments as Node[])[0])
    if (address === undefined || !isRelative(address.text) || isInBrowserFunction(node)) return []
    const quote = address.isWhole ? "'" : '`'
    const shown = `${quote}${address.text}${address.isWhole ? '' : '…'}${quote}`
    const message = `fetch(${shown}) fails, because relative URLs have no base on the server. Call the function that the route calls, or write fetch(new URL(${shown}, ctx.url)).`
    return [{ level: 'warning', node, message, isFineInBrowser }]
  })
}

/** Reads a text, or what a template begins with. */
function readStart(node: Node | undefined): { text: string; isWhole: boolean } | undefined {
  const text = textOf(node)
  if (text !== undefined) return { text, isWhole: true }
  if (node?.type !== 'TemplateLiteral') return undefined
  return { text: (node.quasis as { value: { cooked: string } }[])[0]!.value.cooked, isWhole: false }
}

function isRelative(text: string): boolean {
  return /^(\/(?!\/)|\.{1,2}\/)/.test(text)
}

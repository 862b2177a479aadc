// Finds keys of `head` that have no meaning.
import { findNearMiss } from '../../routing/near-miss.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf, unwrap } from './syntax-tree.ts'

/** Finds unknown keys in the `head` that a page or layout exports. */
export function findHeadMistakes({ exports, kind }: ParsedFile): Mistake[] {
  if (kind !== 'route' && kind !== 'layout' && kind !== 'error') return []
  const head = exports.get('head')
  if (isFunction(head) && head.async) {
    const message =
      'head is async, but it is read at once, so it has no effect. Load the data in loader, and read it from data in head.'
    return [{ level: 'warning', node: head, message }]
  }
  const value = isFunction(head) ? unwrap(head.body) : head
  if (value?.type === 'JSXElement' || value?.type === 'JSXFragment') {
    const message = "head is not markup. Write an object, such as { title: 'Notes' }."
    return [{ level: 'warning', node: value, message }]
  }
  return readObjects(head).flatMap((object) =>
    (object.properties as Node[]).flatMap((property): Mistake[] => {
      const name = property.type === 'Property' && property.computed !== true ? nameOf(property.key) : ''
      if (name === '' || keys.includes(name)) return []
      return [{ level: 'warning', node: property, message: `head has no ${name}. ${adviseOn(name)}` }]
    }),
  )
}

const keys = ['title', 'htmlAttrs', 'bodyAttrs', 'meta', 'link', 'script']

/** What other frameworks call these. */
const others: Readonly<Record<string, string>> = {
  description: "Write meta: [{ name: 'description', content: … }].",
  keywords: "Write meta: [{ name: 'keywords', content: … }].",
  robots: "Write meta: [{ name: 'robots', content: … }].",
  viewport: "Write meta: [{ name: 'viewport', content: … }].",
  openGraph: "Write meta: [{ property: 'og:title', content: … }].",
  canonical: "Write link: [{ rel: 'canonical', href: … }].",
  icons: "Write link: [{ rel: 'icon', href: … }].",
  lang: 'Write htmlAttrs: { lang: … }.',
  charset: 'Write it in routes/_app.tsx.',
  styles: 'Import the stylesheet in the file instead.',
  style: 'Import the stylesheet in the file instead.',
}

function adviseOn(name: string): string {
  const known = Object.hasOwn(others, name) ? others[name] : undefined
  const near = findNearMiss(name, keys)
  return known ?? (near ? `Did you mean ${near}?` : `Its keys are ${keys.join(', ')}.`)
}

/** Reads the object that `head` is, or the objects that it returns. */
function readObjects(head: Node | undefined): readonly Node[] {
  if (!isFunction(head)) return head?.type === 'ObjectExpression' ? [head] : []
  const body = unwrap(head.body)
  if (body?.type === 'ObjectExpression') return [body]
  if (body?.type !== 'BlockStatement') return []
  return (body.body as Node[]).flatMap((statement) => {
    const value = statement.type === 'ReturnStatement' ? unwrap(statement.argument as Node | null) : undefined
    return value?.type === 'ObjectExpression' ? [value] : []
  })
}

// Finds keys of `head` that have no meaning.
import { suggestWord } from '../../routing/near-miss.ts'
import { findBinding } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import {
  type Node,
  type SyntaxTree,
  isFunction,
  listReturned,
  nameOf,
  textOf,
  unwrap,
} from '../parse-tree.ts'

/** Finds unknown keys in the `head` that a page or layout exports. */
export function findHeadMistakes({ exports, kind, tree }: ParsedFile): Mistake[] {
  if (kind !== 'route' && kind !== 'layout' && kind !== 'error') return []
  const head = exports.get('head')
  const value = isFunction(head) ? unwrap(head.body) : head
  if (value?.type === 'JSXElement' || value?.type === 'JSXFragment') {
    const message = "head is not markup. Write an object, such as { title: 'Notes' }."
    return [{ level: 'warning', node: value, message }]
  }
  const isText = value?.type === 'TemplateLiteral' || textOf(value) !== undefined
  if (isText || value?.type === 'ArrayExpression') {
    const message = `head is ${isText ? 'a text' : 'a list'}. Write an object, such as { title: 'Notes' }.`
    return [{ level: 'error', node: value!, message }]
  }
  return readObjects(head, tree).flatMap((object) =>
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
  return known ?? suggestWord(name, keys, `Its keys are ${keys.join(', ')}.`)
}

/** Reads the object that `head` is, or the objects that it returns. */
function readObjects(head: Node | undefined, tree: SyntaxTree): readonly Node[] {
  const values = isFunction(head) ? listReturned(head, tree) : [head]
  return values.map(followConstant).filter((value): value is Node => value?.type === 'ObjectExpression')
}

function followConstant(value: Node | undefined): Node | undefined {
  const binding = value?.type === 'Identifier' ? findBinding(value) : undefined
  if (binding?.kind !== 'variable' || binding.property !== undefined) return value
  return binding.owner.parent?.kind === 'const' ? unwrap(binding.owner.init as Node | null) : undefined
}

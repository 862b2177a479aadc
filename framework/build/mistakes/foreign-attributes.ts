// Finds attributes in the notation of other frameworks, and values that attributes cannot have.
import { findBinding } from './bindings.ts'
import { isElement, listAttributes } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, isFunction, nameOf, unwrap } from '../parse-tree.ts'

/** Finds `on:click`, `client:load`, an object as `class`, and HTML that is not wrapped in `{ __html }`. */
export function findForeignAttributes({ tree, isReact }: ParsedFile): Mistake[] {
  if (isReact) return []
  return tree
    .nodesOf('JSXOpeningElement')
    .flatMap((element): Mistake[] => [
      ...(element.attributes as Node[]).flatMap((node) => toMistake(node, describeNamespace(node))),
      ...(isElement(element) ? listAttributes(element) : []).flatMap(({ name, value, node }) =>
        toMistake(node, describeValue(name, nameOf(element.name), value)),
      ),
    ])
}

function toMistake(node: Node, message: string | undefined): Mistake[] {
  return message === undefined ? [] : [{ level: 'warning', node, message }]
}

function describeNamespace({ type, name }: Node): string | undefined {
  const { type: kind, namespace, name: local } = (name ?? {}) as Partial<Node>
  if (type !== 'JSXAttribute' || kind !== 'JSXNamespacedName') return undefined
  const advise = Object.hasOwn(namespaces, nameOf(namespace)) ? namespaces[nameOf(namespace)] : undefined
  return (
    advise && `${nameOf(namespace)}:${nameOf(local)} belongs to another framework. ${advise(nameOf(local))}`
  )
}

const namespaces: Readonly<Record<string, (name: string) => string>> = {
  on: (name) => `Write on${name.charAt(0).toUpperCase()}${name.slice(1)}={…} in an *.island.tsx file.`,
  bind: (name) => `Write ${name}={…} and onInput={…} in an *.island.tsx file.`,
  class: (name) => `Write class={condition ? '${name}' : undefined}.`,
  use: () => 'Write ref={…} in an *.island.tsx file.',
  client: (name) =>
    `Name the file of the component *.island.tsx, and write hydrate="${name === 'media' ? '(…)' : name}".`,
  set: () => 'Write dangerouslySetInnerHTML={{ __html: … }}.',
}

function describeValue(name: string, tag: string, given: Node | undefined): string | undefined {
  const isExpression = given?.type === 'JSXExpressionContainer'
  const value = isExpression ? unwrap(given.expression as Node) : given
  if (
    name === 'dangerouslySetInnerHTML' &&
    (value?.type === 'Literal' || value?.type === 'TemplateLiteral')
  ) {
    return `dangerouslySetInnerHTML of <${tag}> is a text, which shows nothing. Write dangerouslySetInnerHTML={{ __html: … }}.`
  }
  if (name === 'dangerouslySetInnerHTML' && value?.type === 'ObjectExpression') {
    const keys = (value.properties as Node[]).map(({ key }) => nameOf(key))
    return keys.length > 0 && !keys.includes('__html') && !keys.includes('')
      ? `dangerouslySetInnerHTML of <${tag}> has no __html, so it shows nothing. Write dangerouslySetInnerHTML={{ __html: … }}.`
      : undefined
  }
  const directive = Object.hasOwn(directives, name) ? directives[name] : undefined
  if (directive !== undefined) return `${name} belongs to Vue and has no effect here. ${directive}`
  if (name.toLowerCase() === 'innerhtml') {
    return `${name} of <${tag}> is only an attribute. Write dangerouslySetInnerHTML={{ __html: … }}.`
  }
  if (name.toLowerCase().endsWith('action') && isLocalFunction(value)) {
    return `${name} of <${tag}> is a function, which no browser can call. Write method="post", and export POST(ctx), or actions with one function for each form.`
  }
  if (name !== 'class' && name !== 'className') return undefined
  if (value?.type === 'ObjectExpression') {
    return `${name} of <${tag}> is an object, which browsers see as "[object Object]". Write a text, such as ${name}={active ? 'active' : undefined}.`
  }
  return value?.type === 'ArrayExpression'
    ? `${name} of <${tag}> is a list, which browsers see with commas. Write [ … ].filter(Boolean).join(' ').`
    : undefined
}

const directives: Readonly<Record<string, string>> = {
  'v-if': 'Write {condition && <p>…</p>}.',
  'v-else': 'Write {condition ? <p>…</p> : <p>…</p>}.',
  'v-else-if': 'Write {condition ? <p>…</p> : <p>…</p>}.',
  'v-show': 'Write hidden={!condition}.',
  'v-for': 'Write {items.map((item) => <li key={item.id}>…</li>)}.',
  'v-html': 'Write dangerouslySetInnerHTML={{ __html: … }}.',
  'v-text': 'Write {text} between the tags.',
  'v-model': 'Write value={…} and onInput={…} in an *.island.tsx file.',
}

function isLocalFunction(value: Node | undefined): boolean {
  if (isFunction(value)) return true
  const binding = value?.type === 'Identifier' ? findBinding(value) : undefined
  if (binding?.kind === 'function') return true
  return binding?.kind === 'variable' && isFunction(unwrap(binding.owner.init as Node | null))
}

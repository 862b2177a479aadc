// Tests that browsers see the line breaks with which the content of <textarea> and <pre> starts.
import { signal } from '@preact/signals'
import fc from 'fast-check'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import {
  type ComponentChildren,
  cloneElement,
  Fragment,
  type FunctionComponent,
  h,
  type JSX,
  type VNode,
} from 'preact'
import { Suspense } from 'preact/compat'
import { describe, expect, it } from 'vitest'
import { renderStream } from './stream.ts'
import { renderTree } from './render-tree.ts'

type Node = DefaultTreeAdapterTypes.ChildNode

const Text = ({ children }: { children?: ComponentChildren }) => h(Fragment, null, children)
const Late = (async ({ children }: { children?: ComponentChildren }) => {
  await Promise.resolve()
  return children
}) as unknown as FunctionComponent

/** Renders in every way that a page is rendered. */
async function renderAll(create: () => VNode): Promise<string[]> {
  const wait = () => h('div', null, create(), h(Late, null, 'late'))
  const late = () => h('div', null, h(Suspense, { fallback: 'wait' }, h(Late, null, 'late'), create()))
  return [
    await renderTree(create, { isAsync: false }),
    await renderTree(wait, { isAsync: false }),
    await stream(wait()),
    await stream(late()),
  ]
}

async function stream(tree: VNode): Promise<string> {
  const body = await renderStream(tree as never, {
    deadline: 60_000,
    signal: new AbortController().signal,
    toDocument: (html) => `<body>${html}</body>`,
    nonce: () => 'n',
    onFailure: String,
  })
  return new Response(body).text()
}

/** Returns the text of the first element with a name, as a browser's parser reads it. */
function textOf(html: string, name: string): string | undefined {
  const found = find(parse(html) as unknown as Node, name)
  return found && collect(found)
}

function find(node: Node, name: string): Node | undefined {
  if (node.nodeName === name) return node
  for (const child of 'childNodes' in node ? node.childNodes : []) {
    const found = find(child, name)
    if (found) return found
  }
  return undefined
}

function collect(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(collect).join('') : ''
}

describe.each(['textarea', 'pre', 'listing'])('a <%s>', (name) => {
  it.each([
    ['text', (text: string) => h(name, null, text)],
    ['a list', (text: string) => h(name, null, [null, false, '', text, 'end'])],
    ['nested lists', (text: string) => h(name, null, [[], ['']], [text])],
    ['a fragment', (text: string) => h(name, null, h(Fragment, null, text))],
    ['a component', (text: string) => h(name, null, h(Text, null, text))],
    ['an empty component before text', (text: string) => h(name, null, h(Text, null), text)],
    ['an async component', (text: string) => h(name, null, h(Late, null, text))],
    ['a signal', (text: string) => h(name, null, signal(text) as never)],
  ])('keeps the first line break of %s', async (_, create) => {
    for (const text of ['\nx', '\n\nx', '\n', 'x\n', 'x', '']) {
      const results = await renderAll(() => create(text))
      const expected = text + (_ === 'a list' ? 'end' : '')
      expect(results.map((html) => textOf(html, name))).toEqual(results.map(() => expected))
      for (const html of results) expect(html).not.toMatch(/vial-[\da-f]{8}-/)
    }
  })
})

describe('a <textarea>', () => {
  it.each(['value', 'defaultValue'])('keeps the first line break of its %s', async (property) => {
    for (const value of ['\nx', '\n\nline', 'x', signal('\nx')]) {
      const expected = typeof value === 'string' ? value : value.peek()
      const results = await renderAll(() => h('textarea', { [property]: value }))
      expect(results.map((html) => textOf(html, 'textarea'))).toEqual(results.map(() => expected))
    }
  })

  it('keeps what a form submits, after any number of rounds', () => {
    // Browsers submit line breaks as CRLF, and parsers read CRLF and CR as LF.
    const character = fc.constantFrom('\r\n', '\n', '\r', 'a', ' ', '<')
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const typed = characters.join('').replace(/\r\n?/g, '\n')
        let text = characters.join('')
        for (let round = 0; round < 3; round += 1) {
          const html = String(renderTree(() => h('textarea', { value: text }), { isAsync: false }))
          expect(textOf(html, 'textarea')).toBe(typed)
          text = typed.replaceAll('\n', '\r\n')
        }
      }),
    )
  })

  it('writes nothing more than before if there is no line break', () => {
    const render = (vnode: JSX.Element) => String(renderTree(() => vnode, { isAsync: false }))

    expect(render(h('textarea', { name: 'text' }, 'x'))).toBe('<textarea name="text">x</textarea>')
    expect(render(h('pre', null, h(Text, null, 'x'), '\n'))).toBe('<pre>x\n</pre>')
    expect(render(h('p', null, '\nx'))).toBe('<p>\nx</p>')
  })

  it('leaves elements as they were, so that they can be rendered again, inspected and cloned', () => {
    const vnode = h('pre', { class: 'a' }, ['\nx'])
    const { props } = vnode
    const html = '<div><pre class="a">\n\nx</pre></div>'
    for (const tree of [vnode, vnode, cloneElement(vnode)]) {
      expect(renderTree(() => h('div', null, tree), { isAsync: false })).toBe(html)
      expect(vnode.props).toBe(props)
    }
  })

  it('leaves raw HTML alone, which is already written for a parser', () => {
    const vnode: JSX.Element = h('pre', { dangerouslySetInnerHTML: { __html: '\nx' } })

    expect(renderTree(() => vnode, { isAsync: false })).toBe('<pre>\nx</pre>')
  })
})

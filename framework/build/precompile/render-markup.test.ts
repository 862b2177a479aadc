import { options } from 'preact'
import { expect, it, onTestFinished } from 'vitest'
import type { Markup } from './read-markup.ts'
import { renderMarkup } from './render-markup.ts'

it('renders the same HTML whatever hook another package has left in the process', () => {
  const markup: Markup = {
    tag: 'a',
    props: [
      ['class', 'x'],
      ['href', '/y'],
    ],
    children: ['1'],
  }
  const { vnode } = options
  // As that of preact/compat, which writes the class last.
  const hook: typeof vnode = (node) => {
    const { class: className, ...others } = node.props as Record<string, unknown>
    node.props = { ...others, class: className } as never
  }
  options.vnode = hook
  onTestFinished(() => {
    delete options.vnode
    if (vnode) options.vnode = vnode
  })

  expect(renderMarkup(markup)?.pieces).toEqual(['<a class="x" href="/y">1</a>'])
  expect(options.vnode).toBe(hook)
})

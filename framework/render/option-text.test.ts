// Tests that a <select> selects an <option> whose value is its text, and each one of a list.
import { signal } from '@preact/signals'
import { type JSX, type VNode, h, options as hooks } from 'preact'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderTree } from './render-tree.ts'

const render = (vnode: JSX.Element) => String(renderTree(() => vnode, { isAsync: false }))
const select = (value: unknown, ...options: unknown[]) => h('select', { value } as object, options as VNode[])

describe('an <option> without a value', () => {
  it.each([
    ['text', 'full', h('option', null, 'full')],
    ['a number', '7', h('option', null, 7)],
    ['parts', 'plan 7', h('option', null, 'plan ', 7, null, false, [''])],
    ['spaces', 'full plan', h('option', null, '\n full \t plan ')],
    ['a group', 'full', h('optgroup', { label: 'Plans' }, h('option', null, 'full'))],
    ['a component', 'full', h((() => h('option', null, 'full')) as never, null)],
  ])('is selected by its text: %s', (_, value, option) => {
    expect(render(select(value, h('option', null, 'free'), option))).toMatch(
      /^<select><option>free<\/option>.*<option selected>/,
    )
    expect(render(select(signal(value), option))).toContain('<option selected>')
  })

  it('keeps its own `selected`, and needs a <select> with a value', () => {
    expect(render(select('full', h('option', { selected: false }, 'full')))).not.toContain('selected')
    expect(render(select(undefined, h('option', null, 'undefined')))).not.toContain('selected')
    expect(render(select('full', h('option', { value: 'free' }, 'full')))).not.toContain('selected')
    expect(render(h('datalist', null, h('option', null, 'full')))).not.toContain('selected')
  })

  it('can be rendered again, with another value', () => {
    const options = ['free', 'full'].map((plan) => h('option', null, plan))
    const props = options.map((option) => option.props)

    expect(render(select('full', ...options))).toContain('<option selected>full')
    expect(render(select('free', ...options))).toContain('<option>full')
    expect(options.map((option) => option.props)).toEqual(props)
  })
})

describe('a <select multiple>', () => {
  // Another test of this process may have loaded preact/compat, which takes the list away from the <select>.
  const { vnode } = hooks
  beforeAll(() => {
    delete hooks.vnode
  })
  afterAll(() => {
    if (vnode) hooks.vnode = vnode
  })

  const options = () => [
    h('option', { value: 'a' }, 'A'),
    h('option', { value: 2 }, 'B'),
    h('option', null, 'c'),
  ]
  const selectSeveral = (value: unknown) =>
    h('select', { multiple: true, value } as object, h('optgroup', { label: 'All' }, options()))

  it('selects each option of a list', () => {
    expect(render(selectSeveral(['a', '2', 'c'])).match(/ selected/g)).toHaveLength(3)
    expect(render(selectSeveral(signal(['2'])))).toMatch(
      /<option selected value="2">|<option value="2" selected>/,
    )
    expect(render(selectSeveral(['a,2']))).not.toContain('selected')
    expect(render(selectSeveral([]))).not.toContain('selected')
  })
})

import { Fragment, type VNode, cloneElement, h, isValidElement, options, toChildArray } from 'preact'
import type { jsx } from 'preact/jsx-runtime'
import { renderToString } from 'preact-render-to-string'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createElementNode, joinChild, joinChildInSvg, markHarmless, noteSvg } from './element-node.ts'
import { joinAttribute, joinDeclaration, joinStyle } from './element-attribute.ts'

// What a build writes for <tr class="row"><td>{name}</td></tr>.
let joined = 0
const row = (holes: readonly unknown[], create?: typeof jsx): string | VNode | undefined => {
  if (create) return create('tr', { class: 'row', children: create('td', { children: holes[0] as string }) })
  joined++
  const name = joinChild(holes[0])
  return name === undefined ? undefined : `<tr class="row"><td>${name}</td></tr>`
}
const Row = (name: unknown): VNode => createElementNode(row, 'tr', [name])

// Tests of other files share this process, and have hooks of their own.
const otherHook = options.vnode

beforeEach(() => {
  options.vnode = undefined as never
  joined = 0
})
afterEach(() => {
  options.vnode = otherHook as never
})

/** Counts the ordinary nodes that are created. */
function countNodes(): () => number {
  let count = 0
  options.vnode = markHarmless(() => count++, undefined)
  return () => count
}

describe('createElementNode()', () => {
  it('renders a thousand rows without an ordinary node for any of them', () => {
    const count = countNodes()
    const table = h(
      Fragment,
      null,
      Array.from({ length: 1000 }, (_, index) => Row(`<${index}>`)),
    )
    const before = count()

    expect(renderToString(table)).toMatch(/^<tr class="row"><td>&lt;0><\/td><\/tr><tr.*999><\/td><\/tr>$/)
    // The renderer itself creates the fragment around the page.
    expect(count() - before).toBe(1)
  })

  it('joins each element once, however deep it is, if one of them cannot be joined', () => {
    const Plain = (): VNode => h('b', null)
    const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => Row(inner), h(Plain, null))

    expect(renderToString(deep as VNode)).toContain('<td><b></b></td>')
    expect(joined).toBe(50)
  })

  it('is a node to all other code', () => {
    const node = Row('a')

    expect(isValidElement(node)).toBe(true)
    expect(node).toMatchObject({ type: 'tr', key: undefined, props: { class: 'row' } })
    expect(toChildArray([node, [node]])).toHaveLength(2)
    expect(renderToString(cloneElement(node, { id: 'x' }))).toBe('<tr class="row" id="x"><td>a</td></tr>')
    expect(renderToString({ ...node })).toBe('<tr class="row"><td>a</td></tr>')
  })

  it('can be rendered again, and shows what was changed in between', () => {
    const node = Row('a')

    expect([renderToString(node), renderToString(node)]).toEqual(
      Array(2).fill('<tr class="row"><td>a</td></tr>'),
    )
    Object.assign(node.props, { class: 'changed' })
    expect(renderToString(node)).toBe('<tr class="changed"><td>a</td></tr>')
  })

  it('is an ordinary node for Preact itself, which counts the depth of nodes', () => {
    const node = Object.assign(Row('a'), { __b: 1 })

    expect(renderToString(node)).toBe('<tr class="row"><td>a</td></tr>')
    expect(joined).toBe(0)
  })

  it('has a key', () => {
    expect(createElementNode(row, 'tr', ['a', 'k'], 1).key).toBe('k')
  })

  it('creates ordinary nodes if another package observes nodes', () => {
    const seen: unknown[] = []
    options.vnode = ({ type }) => seen.push(type)

    expect(renderToString(Row('a'))).toBe('<tr class="row"><td>a</td></tr>')
    expect(seen.filter((type) => typeof type === 'string')).toEqual(['td', 'tr'])
    expect(joined).toBe(0)
  })

  it('creates ordinary nodes if a harmless hook calls one that observes nodes', () => {
    options.vnode = markHarmless(
      () => {},
      () => {},
    )

    renderToString(Row('a'))
    expect(joined).toBe(0)
  })
})

describe('joinChild()', () => {
  it.each([
    ['a & b', 'a &amp; b'],
    ['a text that is longer than a loop: "<">', 'a text that is longer than a loop: &quot;&lt;&quot;>'],
    [0, '0'],
    [10n, '10'],
    [null, ''],
    [undefined, ''],
    [true, ''],
    [() => 'x', ''],
    [[1, [null, 'b'], false], '1b'],
    [{}, undefined],
    [Symbol('s'), undefined],
    [h('b', null), undefined],
    [[1, h('b', null)], undefined],
  ])('joins %s', (value, html) => {
    expect(joinChild(value)).toBe(html)
  })
})

describe('joinChildInSvg()', () => {
  it('refuses an element with other attribute names inside <svg>', () => {
    const path = createElementNode(
      (_, create) => {
        if (create) return create('path', { strokeWidth: 1 })
        noteSvg()
        return '<path strokeWidth="1"></path>'
      },
      'path',
      [],
    )

    expect(joinChild(path)).toBe('<path strokeWidth="1"></path>')
    expect(joinChildInSvg(path)).toBeUndefined()
    expect(renderToString(h('svg', null, path))).toBe('<svg><path stroke-width="1"></path></svg>')
    expect(renderToString(h('svg', null, h('foreignObject', null, path)))).toContain('strokeWidth')
  })
})

describe('joinAttribute()', () => {
  it.each([
    ['a"b', ' id="a&quot;b"'],
    ['', ' id'],
    [true, ' id'],
    [false, ''],
    [null, ''],
    [1, ' id="1"'],
    [() => 1, ''],
    [{}, undefined],
    [Symbol('s'), undefined],
  ])('joins %s', (value, html) => {
    expect(joinAttribute(value, ' id')).toBe(html)
  })
})

describe('joinStyle()', () => {
  it('writes names and units as the renderer does, for any number of names', () => {
    for (let index = 0; index < 2500; index++) joinStyle({ [`--name-${index}`]: 1 })

    expect(joinStyle({ marginTop: 4, zIndex: 1, '--Own': 2, content: '"<"', left: null })).toBe(
      ' style="margin-top:4px;z-index:1;--Own:2;content:&quot;&lt;&quot;;"',
    )
    expect(joinStyle({ toString: 'x' })).toBeUndefined()
    expect(joinStyle({ 'a"b': 1 })).toBe(' style="a&quot;b:1px;"')
  })
})

describe('joinDeclaration()', () => {
  it('escapes texts and objects, and adds the unit to numbers only', () => {
    const values = [4, 'a&b', { toString: () => '<', valueOf: () => 7 }, '', null, false]

    expect(values.map((value) => joinDeclaration(value, 'top:', 'px;'))).toEqual([
      'top:4px;',
      'top:a&amp;b;',
      'top:7;',
      '',
      '',
      'top:false;',
    ])
  })
})

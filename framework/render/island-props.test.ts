import { parse } from 'devalue'
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { prepareIslandProps } from './island-props.ts'

const prepare = (props: Record<string, unknown>): ReturnType<typeof prepareIslandProps> =>
  prepareIslandProps(props, 'routes/cart.island.tsx', () => 1)

describe('prepareIslandProps()', () => {
  it('uses JSON for values that survive it', () => {
    const props = { text: 'a', number: -1.5, yes: true, nothing: null, list: [1, ['b']], record: { c: {} } }
    expect(prepare({ ...props, missing: undefined })).toEqual({ json: props, hasSignals: false, slots: {} })
  })

  it.each([
    ['a date', new Date(5)],
    ['a map', new Map([[{ a: 1 }, new Set([2])]])],
    ['a large number', 10n],
    ['a URL', new URL('https://example.org/a?b#c')],
    ['not a number', Number.NaN],
    ['minus zero', -0],
    ['a hole', Object.assign(Array(2), { 1: 1 })],
    ['undefined inside', { a: undefined }],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
  ])('leaves %s to devalue', (_, value) => {
    const { json, text } = prepare({ value, plain: 1 })
    expect(json).toEqual({ plain: 1 })
    expect(parse(text!)).toEqual({ value })
  })

  it('preserves circular references', () => {
    const value: { self?: unknown } = {}
    value.self = value
    const list: unknown[] = []
    list.push(list)
    const revived = parse(prepare({ value, list }).text!)
    expect(revived.value.self).toBe(revived.value)
    expect(revived.list[0]).toBe(revived.list)
  })

  it('treats elements as server-rendered HTML, alone and in lists', () => {
    const props = { children: ['Total: ', h('b', null, 1)], aside: h('i', null), text: ['a', 1] }
    const { json, slots } = prepare(props)
    expect(json).toEqual({ text: ['a', 1] })
    expect(slots).toEqual({ children: props.children, aside: props.aside })
  })

  it.each([
    [
      'a function',
      { onSave: () => {} },
      /routes\/cart\.island\.tsx: the prop onSave is a function \(onSave\)/,
    ],
    ['a symbol', { key: Symbol('x') }, /the prop key is a symbol/],
    [
      'an instance of a class',
      { at: { user: new (class User {})() } },
      /the prop at\.user is an instance of User/,
    ],
    [
      'a function inside a map',
      { map: new Map([['a', () => {}]]) },
      /the prop map\.get\("a"\) is a function/,
    ],
    [
      'an element inside data',
      { items: [{ label: h('b', null) }] },
      /the prop items\[0\]\.label is an element inside data/,
    ],
  ])('refuses %s and says which prop it is', (_, props, message) => {
    expect(() => prepare({ fine: new Date(), ...props })).toThrow(message)
  })

  it('refuses names that change prototypes', () => {
    const value = JSON.parse('{"a":{"__proto__":{"polluted":1}}}')
    expect(() => prepare({ value })).toThrow(/the prop value\.a/)
    expect(() => prepare(JSON.parse('{"__proto__":{"polluted":1}}'))).toThrow(
      /a prop cannot be called __proto__/,
    )
    const { json } = prepare({ value: JSON.parse('{"constructor":{"prototype":{"polluted":1}}}') })
    expect(JSON.parse(JSON.stringify(json))).toEqual({
      value: { constructor: { prototype: { polluted: 1 } } },
    })
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined)
  })
})

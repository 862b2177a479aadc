import { type JSX, h } from 'preact'
import { describe, expect, it } from 'vitest'
import { renderTree } from './render-tree.ts'
import { RequestContext, readRequestContext } from './request-context.ts'

const component = (body: unknown): never => body as never
const Value = component(() => h('i', null, String(readRequestContext())))

/** Renders a tree within the context of a request. */
function render(value: unknown, ...children: JSX.Element[]): string | Promise<string> {
  return renderTree(
    () => h(RequestContext.Provider, { value: { request: value, browserFiles: undefined }, children }),
    { isAsync: false },
  )
}

describe('readRequestContext()', () => {
  it('returns the value of the tree to every component', () => {
    expect(render('one', h('p', null, h(Value, null)), h(Value, null))).toBe('<p><i>one</i></p><i>one</i>')
    expect(render('two', h(Value, null))).toBe('<i>two</i>')
  })

  it('separates trees that wait at the same time', async () => {
    const Late = component(async ({ rounds }: { rounds: number }) => {
      const before = readRequestContext()
      for (let round = 0; round < rounds; round++) await Promise.resolve()
      return h('p', null, `${before} `, h(Value, null))
    })
    const values = Array.from({ length: 20 }, (_, index) => `v${index}`)
    const pages = await Promise.all(
      values.map((value, index) => render(value, h(Late, { rounds: (index * 7) % 10 }), h(Value, null))),
    )

    const plain = pages.map((page) => page.replace(/<!--.*?-->/g, ''))
    expect(plain).toEqual(values.map((value) => `<p>${value} <i>${value}</i></p><i>${value}</i>`))
  })

  it('gives a nested tree its own value and then restores the outer one', () => {
    const Inner = component(() => h('b', null, render('inner', h(Value, null))))

    expect(render('outer', h(Inner, null), h(Value, null))).toBe('<b>&lt;i>inner&lt;/i></b><i>outer</i>')
  })

  it('throws outside a tree, even after a tree has failed', () => {
    const Broken = component(() => {
      throw new TypeError('broken')
    })
    const withoutContext = (): unknown => renderTree(() => h(Value, null), { isAsync: false })

    expect(() => render('one', h(Broken, null))).toThrow('broken')
    expect(() => readRequestContext()).toThrow()
    expect(withoutContext).toThrow('useRequest(): no page is being rendered on the server.')
  })
})

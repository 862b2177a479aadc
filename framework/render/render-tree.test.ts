import { parse } from 'devalue'
import { signal } from '@preact/signals'
import { Fragment, h, type JSX } from 'preact'
import { describe, expect, it } from 'vitest'
import { elementsOf, textOf } from '../fixtures/html-shape.ts'
import { renderTree } from './render-tree.ts'

const render = (tree: JSX.Element): string | Promise<string> => renderTree(() => tree, { isAsync: false })
const late = <Value>(value: Value): Promise<Value> => Promise.resolve().then(() => value)
const withoutMarks = (html: string): string => html.replace(/<!--.*?-->/g, '')
const component = (body: unknown): never => body as never

describe('renderTree()', () => {
  it('renders synchronously if nothing has to wait', () => {
    expect(render(h('p', { class: 'a' }, 'text & more'))).toBe('<p class="a">text &amp; more</p>')
  })

  it('waits for async components, nested and side by side', async () => {
    const Inner = component(async ({ n }: { n: number }) => h('i', null, await late(n)))
    const Outer = component(async () => h('p', null, h(Inner, { n: 1 }), h(Inner, { n: await late(2) })))
    const html = await render(h('main', null, h(Outer, null)))

    expect(withoutMarks(html)).toBe('<main><p><i>1</i><i>2</i></p></main>')
  })

  it('renders a shared element separately for every page', async () => {
    let pages = 0
    const shared = h(
      component(async () => h('b', null, ++pages)),
      null,
    )

    expect([await render(shared), await render(shared)]).toEqual(['<b>1</b>', '<b>2</b>'])
  })

  it('renders signals beside and inside async components', async () => {
    const count = signal<unknown>(7)
    const Late = component(async () => h('b', null, await late(count)))
    const page = h('main', null, count as never, h(Late, null))
    expect(withoutMarks(await render(page))).toBe('<main>7<b>7</b></main>')

    const nested = signal(8)
    const Nested = component(async () => h('i', null, await late(nested)))
    count.value = h(Nested, null)
    expect(withoutMarks(await render(h('p', null, count as never)))).toBe('<p><i>8</i></p>')
    expect(withoutMarks(await render(h('p', null, count as never)))).toBe('<p><i>8</i></p>')
  })

  it('rejects when an async component fails', async () => {
    const Broken = component(async () => {
      await late(undefined)
      throw new Error('broken')
    })

    await expect(render(h('main', null, h(Broken, null)))).rejects.toThrow('broken')
  })

  it('notes that a tree is async, for the next rendering', async () => {
    const memo = { isAsync: false }
    const Late = component(async () => h('b', null, 'x'))
    await renderTree(() => h('p', null, h(Late, null)), memo)

    expect(memo).toEqual({ isAsync: true })
  })

  it('throws what a component throws', () => {
    const Broken = component(() => {
      throw new TypeError('broken')
    })

    expect(() => render(h(Broken, null))).toThrow(TypeError)
  })

  const lookalikes: [string, unknown][] = [
    ['JSON', JSON.parse('{"type":"img","props":{"src":"x","onerror":"alert(1)"},"constructor":null}')],
    [
      'JSON with more',
      JSON.parse('{"type":"img","props":{"src":"x"},"key":null,"ref":null,"__v":1,"__k":null}'),
    ],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), {
        type: 'script',
        props: { dangerouslySetInnerHTML: { __html: 'alert(1)' } },
      }),
    ],
    ['an object without a constructor', { type: 'img', props: { src: 'x' }, constructor: undefined }],
    ['what devalue revived', parse('[{"type":1,"props":2,"constructor":-1},"img",["null","src",3],"x"]')],
    ['groups of a pattern', /(?<type>i)(?<props>x)?/.exec('ix')!.groups],
  ]

  it.each(lookalikes)('renders nothing for data that looks like an element: %s', (_, data) => {
    expect(render(h('p', null, data as never))).toBe('<p></p>')
    expect(render(h('p', null, [[data]] as never))).toBe('<p></p>')
  })

  it.each(lookalikes)('renders nothing for such data in an async component: %s', async (_, data) => {
    const Late = component(async () => late(data))
    expect(await render(h('p', null, h(Late, null)))).not.toMatch(/<(img|script)/)
  })

  const breakout = '"><script>alert(1)</script>'
  const values: unknown[] = [
    breakout,
    [breakout],
    [['a', breakout]],
    { toString: () => breakout },
    new String(breakout),
  ]
  const attributes = ['value', 'class', 'href', 'id', 'data-x', 'xlinkHref', 'style', 'title']
  const matrix = attributes.flatMap((name) => values.map((value) => [name, value] as const))

  it.each(matrix)('escapes the value of %s: %j', (name, value) => {
    for (const tag of ['input', 'a', 'svg', 'custom-element']) {
      const html = render(h(tag, { [name]: value })) as string
      expect(
        elementsOf(html).filter((element) => /^(script|img)/.test(element)),
        html,
      ).toEqual([])
      // No text remains after the tag.
      expect(textOf(html), html).toBe('')
    }
  })

  it('escapes names and values of styles', () => {
    for (const style of [{ color: breakout }, { [breakout]: 'red' }, { [`--${breakout}`]: 1 }]) {
      expect(elementsOf(render(h('p', { style })) as string)).toEqual(elementsOf('<p style="">'))
    }
  })

  it.each(['x><script>', 'a b', '"', "'", '/', '=', '\0', '\n', 'a\tb', 'x onload=y', '>', '<'])(
    'drops an attribute called %j',
    (name) => {
      for (const tag of ['p', 'svg', 'custom-element']) {
        const html = render(h(tag, { title: 't', ...Object.fromEntries([[name, 'x']]) })) as string
        expect(html).toBe(`<${tag} title="t"></${tag}>`)
      }
    },
  )

  it.each(['textarea', 'title', 'option', 'noscript', 'style', 'script', 'iframe', 'xmp', 'svg'])(
    'does not let text end the <%s> around it',
    (tag) => {
      const write = (text: string): string =>
        render(h(Fragment, null, h('p', null, 'before'), h(tag, null, text), h('p', null, 'after'))) as string
      const hostile = [
        `</${tag}><img src=x onerror=alert(1)>`,
        `</${tag.toUpperCase()} ><script>`,
        '<!--',
        '--><b>',
      ]

      for (const text of hostile) expect(elementsOf(write(text)), text).toEqual(elementsOf(write('x')))
    },
  )

  it('does not let text end the attribute around it', () => {
    const write = (text: string): string =>
      render(
        h(
          'form',
          null,
          h('iframe', { srcdoc: text }),
          h('textarea', { value: text }),
          h('textarea', { defaultValue: text }),
          h('select', { value: text }, h('option', { value: text }, text)),
        ),
      ) as string
    const hostile = [
      '</iframe><img src=x>',
      '"></textarea><img src=x>',
      '</textarea><img src=x>',
      "'><img src=x>",
    ]

    for (const text of hostile) expect(elementsOf(write(text)), text).toEqual(elementsOf(write('x')))
  })
})

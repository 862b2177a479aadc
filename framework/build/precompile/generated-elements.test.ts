// Tests that generated elements render to the same HTML, precompiled or not.
import type { JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileBothWays } from '../../fixtures/precompile/both-ways.ts'

const tag = fc.constantFrom(
  'div',
  'p',
  'td',
  'svg',
  'path',
  'foreignObject',
  'input',
  'br',
  'pre',
  'select',
  'option',
  'x-a',
)
const voidTags = ['input', 'br']
const name = fc.constantFrom(
  'id',
  'class',
  'className',
  'style',
  'title',
  'hidden',
  'aria-label',
  'data-x',
  'tabIndex',
  'strokeWidth',
  'stroke-width',
  'xlinkHref',
  'value',
  'checked',
  'draggable',
  'key',
  'onClick',
  'colSpan',
)
const text = fc.string({
  unit: fc.constantFrom('a', 'B', ' ', '\n', '"', '&', "'", ';', 'é', '&lt;', '&nbsp;'),
  maxLength: 8,
})

/** The values that expressions take, as source code. */
const value = fc.oneof(
  text.map((one) => JSON.stringify(one)),
  fc.integer().map(String),
  fc.double().map((one) => (Object.is(one, -0) ? '-0' : String(one))),
  fc.constantFrom(
    'true',
    'false',
    'null',
    'undefined',
    '12n',
    '() => 1',
    '{}',
    '[1, [null, "b"]]',
    '{ color: "red", top: 1 }',
    'new Date(0)',
  ),
)
/** A constant in the source, or what a function returns. */
const expression = fc.oneof(
  value,
  value.map((one) => `same(${one})`),
)

/** The source of elements, nested at random. */
const { element } = fc.letrec<{ element: string; child: string; list: string }>((tie) => ({
  element: fc
    .tuple(
      tag,
      fc.uniqueArray(fc.tuple(name, fc.option(expression)), { maxLength: 4, selector: ([one]) => one }),
      fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value }),
      fc.array(tie('child'), { maxLength: 4 }),
    )
    .map(([of, attributes, spread, children]) => {
      const written = attributes.map(([one, given]) => {
        // A key without a value, or a symbol as one, is not JSX that people write.
        if (given === null) return one === 'key' ? ' key="k"' : ` ${one}`
        return ` ${one}={${given}}`
      })
      if (spread !== null) written.push(` {...(${spread})}`)
      const open = `<${of}${written.join('')}`
      return voidTags.includes(of) ? `${open} />` : `${open}>${children.join('')}</${of}>`
    }),
  child: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    text.map((one) => one.replaceAll(/[{}<>]/g, '')),
    expression.map((one) => `{${one}}`),
    tie('element'),
    tie('element').map((one) => `{${one}}`),
    tie('list'),
    tie('element').map((one) => `<Box>${one}</Box>`),
    tie('element').map((one) => `{same(true) && ${one}}`),
  ),
  list: fc.array(tie('element'), { maxLength: 3 }).map((all) => `{[${all.join(', ')}]}`),
}))

const declarations = `
import { Fragment } from 'preact'
const same = (value) => value
const Box = ({ children }) => <section>{children}</section>
`

const runs = 100

describe('generated elements', () => {
  it('render to the same HTML, precompiled or not', async () => {
    let compiled = 0
    const property = fc.asyncProperty(
      fc.array(element, { minLength: 20, maxLength: 20 }),
      async (elements) => {
        const code = `${declarations}export const cases = [${elements.map((one) => `() => (${one})`).join(', ')}]`
        const { ordinary, precompiled, count } = await compileBothWays(code)
        compiled += count
        const [expected, found] = [ordinary, precompiled].map(({ cases }) =>
          (cases as (() => JSX.Element)[]).map((create) => attempt(create)),
        )
        expect(found).toEqual(expected)
      },
    )
    await fc.assert(property, { numRuns: runs })
    expect(compiled).toBeGreaterThan(runs * 10)
  })
})

function attempt(create: () => JSX.Element): string {
  try {
    return renderToString(create())
  } catch (error) {
    return `throws ${error}`
  }
}

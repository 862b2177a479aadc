import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { type PageHoles, createPageHoles } from './page-holes.ts'

const none = { json: {}, hasSignals: false, slots: {} }
const write = (holes: PageHoles, fallback: unknown, slots = {}): string =>
  renderToString(h('p', null, holes.add('a.tsx', { ...none, slots }, fallback as never)))

describe('createPageHoles()', () => {
  it('finds the places of fallbacks, and takes its marks out', () => {
    const holes = createPageHoles()
    const { html, holes: found } = holes.extract(`${write(holes, h('b', null, 'ü😀'))}${write(holes, null)}`)

    expect(html).toBe('<p><b>ü😀</b></p><p></p>')
    expect(found.map(({ start, end }) => html.slice(start, end))).toEqual(['<b>ü😀</b>', ''])
  })

  it('moves HTML for the part out of the page, with the holes in it', () => {
    const holes = createPageHoles()
    const inner = holes.add('b.tsx', none, 'wait')
    const { html, holes: found } = holes.extract(
      write(holes, 'rest', { children: h('i', null, inner), 'a:-->b': h('u', null) }),
    )

    expect(html).toBe('<p>rest</p>')
    expect(found[0]?.slots).toEqual({
      children: { html: '<i>wait</i>', holes: [{ file: 'b.tsx', start: 3, end: 7 }] },
      'a:-->b': { html: '<u></u>', holes: [] },
    })
  })

  it('does not mistake the marks of another page for its own', () => {
    const [page, other] = [createPageHoles(), createPageHoles()]
    const copied = write(other, 'x')

    expect(copied).toMatch(/^<p><!--vial-[\da-f-]{36}:0-->x<!--\/vial-[\da-f-]{36}:0--><\/p>$/)
    expect(page.extract(copied + write(page, 'y')).holes).toHaveLength(1)
    expect(page.extract(copied).html).toBe(copied)
  })
})

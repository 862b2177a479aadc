// Tests how the late parts of a streamed page are wrapped.
import { expect, it } from 'vitest'
import { linearGrowth, measureGrowth } from '../fixtures/growth.ts'
import { formatPart } from './part-markup.ts'

const island = '<!--vial {}--><template data-vial="1">{}</template>'

it.each([
  ['<tr><td>1</td></tr>', '<table><tbody><tr>'],
  [`${island}<!-- a --><tr></tr>`, `<table><tbody>${island}<!-- a --><tr>`],
  [`<!--$s-->Hello<table><tbody>${island}<tr></tr></tbody></table>`, '<!--$s-->Hello<table>'],
])('wraps %s as its first element needs', (html, start) => {
  expect(formatPart(1, html, 'n')).toContain(`<vial-part id="vial-1" hidden>${start}`)
})

it('takes time in proportion to the part', () => {
  const growth = measureGrowth((length) => {
    formatPart(1, `${island.repeat(length / island.length)}text`, 'n')
  })
  expect(growth).toBeLessThan(linearGrowth)
})

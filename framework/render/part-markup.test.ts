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

it('finds the first element after props of any length', () => {
  const long = `<template data-vial="1">${'x'.repeat(16_000_000)}</template>`
  expect(
    formatPart(1, `${long}<li></li>`, 'n').endsWith(
      '</li></ul></vial-part><script nonce="n">$vial(1,1)</script>',
    ),
  ).toBe(true)
})

it('takes time in proportion to the part', () => {
  const growth = measureGrowth((length) => {
    formatPart(1, `${island.repeat(length / island.length)}text`, 'n')
  })
  expect(growth).toBeLessThan(linearGrowth)
})

import { describe, expect, it } from 'vitest'
import { findEndedParagraphs } from './find-ended-paragraphs.ts'

describe('findEndedParagraphs()', () => {
  it.each([
    ['<p>a<div>b</div></p>', ['div']],
    ['<p><b>a<ul><li>b</li></ul></b></p><p><div></div></p>', ['ul', 'div']],
    ['<p>a<p>b</p></p>', ['p']],
    ['<table><tr><td><p><h2>a</h2></p></td></tr></table>', ['h2']],
    ['<p title="a > b">a<table><tr><td>b</td></tr></table></p>', ['table']],
  ])('finds what ends the paragraph in %s', (html, tags) => {
    expect(findEndedParagraphs(html)).toEqual(tags)
  })

  it.each([
    '<p>a</p><div>b</div><p>c</p>',
    // The end tag may be left out.
    '<p>a<p>b<div>c</div>',
    '<p>a<ul><li>b</li></ul><p>c</p>',
    '<p>a<button><div>b</div></button></p>',
    '<p><svg><foreignObject><div>a</div></foreignObject></svg></p>',
    '<p title="<div>">a</p>',
    '</p><div></div>',
  ])('finds nothing in %s', (html) => {
    expect(findEndedParagraphs(html)).toEqual([])
  })
})

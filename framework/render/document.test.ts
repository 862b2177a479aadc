import { describe, expect, it } from 'vitest'
import { formatDocument } from './document.ts'

const markup =
  '<html lang="en" class="a"><head><title>Shell</title></head><body class="b"><p>x</p></body></html>'

describe('formatDocument()', () => {
  it('inserts the head and the assets at the end of the head element', () => {
    expect(formatDocument(markup, {}, '<meta name="a" content="b"><link rel="x">')).toBe(
      '<!DOCTYPE html><html lang="en" class="a"><head><title>Shell</title><meta name="a" content="b"><link rel="x"></head><body class="b"><p>x</p></body></html>',
    )
  })

  it('replaces the title of the app document', () => {
    expect(formatDocument(markup, { title: 'Page' }, '<title>Page</title>').match(/<title>[^<]*/g)).toEqual([
      '<title>Page',
    ])
  })

  it('adds attributes to html and body, and replaces existing ones', () => {
    const text = formatDocument(
      markup,
      { htmlAttrs: { lang: 'de', 'data-theme': 'dark' }, bodyAttrs: { class: 'c', id: '"x"' } },
      '',
    )

    expect(text).toContain('<html class="a" lang="de" data-theme="dark">')
    expect(text).toContain('<body class="c" id="&quot;x&quot;">')
  })

  it('refuses an app document without a head', () => {
    expect(() => formatDocument('<html><body></body></html>', {}, '')).toThrow(/routes\/_app.*<\/head>/)
  })
})

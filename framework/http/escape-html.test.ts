import { describe, expect, it } from 'vitest'
import { escapeAttribute, escapeText } from './escape-html.ts'

describe('escapeText()', () => {
  it('escapes what could begin or end a tag or an entity', () => {
    expect(escapeText('<b>&amp;</b>')).toBe('&lt;b&gt;&amp;amp;&lt;/b&gt;')
  })

  it('leaves other text as it is', () => {
    expect(escapeText('"Grüße", it\'s')).toBe('"Grüße", it\'s')
  })
})

describe('escapeAttribute()', () => {
  it('escapes double quotes as well', () => {
    expect(escapeAttribute('"><script>&')).toBe('&quot;&gt;&lt;script&gt;&amp;')
  })

  it('escapes quotes in text without tags', () => {
    expect(escapeAttribute('say "hi"')).toBe('say &quot;hi&quot;')
  })
})

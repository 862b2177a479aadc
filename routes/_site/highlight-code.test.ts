import { describe, expect, it } from 'vitest'
import { highlightCode } from './highlight-code.ts'

describe('highlightCode()', () => {
  it('knows TSX: elements, attributes, types and the code in braces', async () => {
    const html = await highlightCode('const a: Note = <b class="x">{one}</b> // done', 'tsx')
    expect(html).toBe(
      '<span class="code-word">const</span> a: <span class="code-tag">Note</span> = ' +
        '<span class="code-tag">&lt;b</span> <span class="code-name">class</span>=<span class="code-string">"x"</span>' +
        '<span class="code-tag">></span>{one}<span class="code-tag">&lt;/b></span> <span class="code-comment">// done</span>',
    )
  })

  it('knows CSS', async () => {
    const html = await highlightCode('.a {\n  margin: 1rem; /* wide */\n}', 'css')
    expect(html).toContain('.<span class="code-name">a</span> {')
    expect(html).toContain('<span class="code-tag">margin</span>: <span class="code-number">1rem</span>;')
    expect(html).toContain('<span class="code-comment">/* wide */</span>')
  })

  it.each(['sh', 'json', 'nginx', 'md', 'yaml', 'python'])('knows %s', async (language) => {
    expect(await highlightCode('# "a": 1;', language)).toContain('<span class="code-')
  })

  it('marks lines, which keep their line breaks', async () => {
    expect(await highlightCode('a\nb\nc', 'txt', new Set([2]))).toBe('a\n<mark>b</mark>\nc')
  })

  it('escapes code, and leaves a language that it does not know as it is', async () => {
    expect(await highlightCode('<script>&amp;', 'unknown')).toBe('&lt;script>&amp;amp;')
    expect(await highlightCode("'</code>'", 'ts')).toBe('<span class="code-string">\'&lt;/code>\'</span>')
  })

  it('uses no inline styles, which the Content-Security-Policy could refuse', async () => {
    expect(await highlightCode('export const a = 1', 'ts')).not.toContain('style')
  })
})

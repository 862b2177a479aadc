// The markup of a note, and what the parser does with hostile text.
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { NoteText } from './note-text.tsx'
import { parseNote } from './parse-note.ts'

function show(text: string): string {
  return renderToString(h(NoteText, { text })).replace(/^<div class="note-text">|<\/div>$/g, '')
}

/**
 * Compares the time of a text with that of one eight times as long: about 8 for work in proportion to the length, 64 for
 * work in proportion to its square. Rounds that a busy machine has disturbed are repeated. Much longer texts make lists
 * that the system has to find memory for each time, which costs more than the work.
 */
function measureGrowth(text: string): number {
  const longer = text.repeat(8)
  const least = { short: Infinity, long: Infinity }
  const growth = (): number => Math.max(least.long, 10) / Math.max(least.short, 10)
  for (let round = 0; round < 5 || (round < 50 && growth() >= 30); round++) {
    least.long = Math.min(least.long, cpuTime(longer))
    least.short = Math.min(least.short, cpuTime(text))
  }
  return growth()
}

/** Time on the processor, in microseconds; other processes do not count. */
function cpuTime(text: string): number {
  const start = process.cpuUsage()
  show(text)
  const { user, system } = process.cpuUsage(start)
  return user + system
}

describe('parseNote()', () => {
  it.each([
    ['one\nline\n\nanother', '<p>one\nline</p><p>another</p>'],
    ['*a* **b** `*c*`', '<p><em>a</em> <strong>b</strong> <code>*c*</code></p>'],
    [
      '- a\n- *b*\n\n2. c\n3. d',
      '<ul><li>a</li><li><em>b</em></li></ul><ol start="2"><li>c</li><li>d</li></ol>',
    ],
    ['```js\n<b> *c*\n```\nafter', '<pre><code>&lt;b> *c*</code></pre><p>after</p>'],
    ['```\nnever ended', '<pre><code>never ended</code></pre>'],
    ['2 * 3 * 4 and **', '<p>2 * 3 * 4 and **</p>'],
    ['', ''],
  ])('reads %j', (text, html) => {
    expect(show(text)).toBe(html)
  })

  it('links web addresses, with or without a label', () => {
    const rel = 'rel="noopener noreferrer nofollow"'
    expect(show('[**a**](https://example.org/x?y=1)')).toBe(
      `<p><a href="https://example.org/x?y=1" ${rel}><strong>a</strong></a></p>`,
    )
    expect(show('See http://example.org/a.')).toBe(
      `<p>See <a href="http://example.org/a" ${rel}>http://example.org/a</a>.</p>`,
    )
    expect(show('[https://a.example](https://b.example)')).toBe(
      `<p><a href="https://b.example/" ${rel}>https://a.example</a></p>`,
    )
  })

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert`1`)',
    '[x](\u0001javascript:alert)',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:a)',
    '[x](//evil.example)',
    '[x](/notes/logout)',
    '[x](https://bank.example@evil.example)',
    '[x](https://)',
  ])('refuses to link %j', (text) => {
    expect(show(text)).not.toMatch(/<a |<script/)
    expect(JSON.stringify(parseNote(text))).not.toContain('"a"')
  })

  it.each([
    '<img src=x onerror=alert(1)>',
    '**<script>alert(1)</script>**',
    '`</code><svg onload=alert(1)>`',
    '```\n</pre><iframe>',
    '[<b>](https://a.example/"onmouseover="alert(1))',
  ])('refuses to make elements of %j', (text) => {
    expect(show(text).replace(/<\/?(p|pre|code|strong|a)( (href|rel)="[^"]*")*>/g, '')).not.toContain('<')
  })

  it.each([
    '*',
    '**',
    '**a ',
    '`',
    '[',
    '[a](',
    '[a](https://',
    'http://',
    '*a',
    '- ',
    '```\n',
    '1) [',
    '* *a',
  ])('takes time in proportion to the length of %j, repeated', (text) => {
    expect(measureGrowth(text.repeat(5000 / text.length))).toBeLessThan(30)
  })
})

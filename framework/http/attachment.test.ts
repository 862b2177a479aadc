// Tests the names of downloads.
import { describe, expect, it } from 'vitest'
import { formatAttachment } from './attachment.ts'

describe('formatAttachment()', () => {
  it.each([
    ['a.txt', 'attachment; filename="a.txt"'],
    ['a "b" c.txt', String.raw`attachment; filename="a \"b\" c.txt"`],
    ['größe.pdf', `attachment; filename="gr??e.pdf"; filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf`],
    ['naïve\u00a0€.csv', `attachment; filename="na?ve ?.csv"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.csv`],
    ['日本.pdf', `attachment; filename="??.pdf"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pdf`],
    ['😀.png', `attachment; filename="?.png"; filename*=UTF-8''%F0%9F%98%80.png`],
    [`é'(1)*.txt`, `attachment; filename="?'(1)*.txt"; filename*=UTF-8''%C3%A9%27%281%29%2A.txt`],
    ['50%25.txt', `attachment; filename="50%25.txt"; filename*=UTF-8''50%2525.txt`],
    ['../../über/x.txt', 'attachment; filename="x.txt"'],
  ])('formats %s', (name, header) => {
    expect(formatAttachment(name)).toBe(header)
  })

  it('writes only ASCII, so that the header means the same everywhere', () => {
    for (let code = 0x80; code <= 0xff; code += 1) {
      const name = `a${String.fromCharCode(code)}b.txt`
      expect(formatAttachment(name)).toMatch(/^[\x20-\x7e]+$/)
      if (code > 0xa0 && code !== 0xad) expect(formatAttachment(name)).toContain("filename*=UTF-8''a%C")
    }
  })
})

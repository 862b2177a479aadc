// Tests reading cookies.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearGrowth, measureGrowth } from '../fixtures/growth.ts'
import { formatSetCookie, parseCookies, readRawCookie } from './cookie.ts'

const tokens = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,20}$/)
const characters = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))
const texts = fc
  .string({ unit: fc.oneof(characters, fc.string({ maxLength: 1 })) })
  .map((text) => text.toWellFormed())

describe('readRawCookie()', () => {
  it('finds a cookie among others', () => {
    expect(readRawCookie('a=1; b=2;c=3', 'b')).toBe('2')
    expect(readRawCookie('a=1; b=2;c=3', 'c')).toBe('3')
  })

  it('gives undefined when there is none', () => {
    expect(readRawCookie(undefined, 'a')).toBeUndefined()
    expect(readRawCookie(null, 'a')).toBeUndefined()
    expect(readRawCookie('', 'a')).toBeUndefined()
    expect(readRawCookie('ab=1; b=a; c=a=2', 'a')).toBeUndefined()
  })

  it('keeps escapes and everything after the first equals sign', () => {
    expect(readRawCookie('a=x%3Dy==', 'a')).toBe('x%3Dy==')
  })

  it('removes surrounding whitespace and one pair of quotes', () => {
    expect(readRawCookie('a = "x y" ; b=""', 'a')).toBe('x y')
    expect(readRawCookie('a = "x y" ; b=""', 'b')).toBe('')
    expect(readRawCookie('a="', 'a')).toBe('"')
  })

  it('takes the first of several with the same name', () => {
    expect(readRawCookie('sid=A; sid=B', 'sid')).toBe('A')
    expect(readRawCookie('sid=; sid=B', 'sid')).toBe('')
  })

  it('does not find a cookie in a pair without a name, in another case, or inside a value', () => {
    expect(readRawCookie('=__Host-sid=x', '__Host-sid')).toBeUndefined()
    expect(readRawCookie('__host-sid=x', '__Host-sid')).toBeUndefined()
    expect(readRawCookie('a=__Host-sid=x', '__Host-sid')).toBeUndefined()
    expect(readRawCookie('__Host-sid', '__Host-sid')).toBeUndefined()
    expect(readRawCookie('a; __Host-sid; b=__Host-sid', '__Host-sid')).toBeUndefined()
    expect(readRawCookie('x__Host-sid=x; __Host-sidx=y', '__Host-sid')).toBeUndefined()
    expect(readRawCookie('\u00a0__Host-sid=x', '__Host-sid')).toBeUndefined()
    expect(readRawCookie('a;b=c', 'a;b')).toBeUndefined()
  })

  it('skips $Version and $Path', () => {
    expect(readRawCookie('$Version=1; sid="x"; $Path="/"', 'sid')).toBe('x')
  })

  it('agrees with parseCookies() on any header', () => {
    const headers = fc.string({
      unit: fc.constantFrom('a', 'b', '=', ';', ' ', '\t', '"', '\u00a0', '__proto__'),
    })
    fc.assert(
      fc.property(headers, fc.constantFrom('a', 'b', 'ab', 'a b', '__proto__'), (header, name) => {
        expect(readRawCookie(header, name)).toBe(parseCookies(header).get(name))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('parseCookies() of one cookie', () => {
  it('decodes percent escapes', () => {
    expect(parseCookies('a=1; b=caf%C3%A9%3B').get('b')).toBe('café;')
  })

  it('keeps what does not decode', () => {
    expect(parseCookies('a=100%; b=%E0%A4%A; c=%zz').get('a')).toBe('100%')
    expect(parseCookies('a=100%; b=%E0%A4%A; c=%zz').get('b')).toBe('%E0%A4%A')
    expect(parseCookies('a=100%; b=%E0%A4%A; c=%zz').get('c')).toBe('%zz')
  })

  it('decodes exactly what decodeURIComponent() accepts', () => {
    const edges = ['%00', '%7f', '%80', '%8F', '%90', '%9f', '%A0', '%bf', '%c0', 'x', '%', '%4g']
    const rests = ['', '%80', '%bF', '%7f', '%c0', '%80%80', '%BF%bf', '%80%41', '%80%c0', '%80%80%80']
    const differing: string[] = []
    for (let lead = 0; lead < 256; lead += 1) {
      for (const edge of edges) {
        for (const rest of rests) {
          const value = `x%${lead.toString(16).padStart(2, '0')}${edge}${rest}`
          if (parseCookies(`a=${value}`).get('a') !== decodeOrKeep(value)) differing.push(value)
        }
      }
    }

    expect(differing).toEqual([])
  })

  it('reads back what formatSetCookie() wrote', () => {
    fc.assert(
      fc.property(tokens, texts, (name, value) => {
        fc.pre(!name.toLowerCase().startsWith('__'))
        expect(parseCookies(formatSetCookie(name, value)).get(name)).toBe(value)
      }),
    )
  })
})

function decodeOrKeep(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

describe('parseCookies()', () => {
  it('reads every cookie', () => {
    expect([...parseCookies('a=1; b="two words"; c=%20; d=')]).toEqual([
      ['a', '1'],
      ['b', 'two words'],
      ['c', ' '],
      ['d', ''],
    ])
  })

  it('gives an empty map for no header', () => {
    expect(parseCookies(undefined).size).toBe(0)
    expect(parseCookies('').size).toBe(0)
    expect(parseCookies(' ; ;;').size).toBe(0)
  })

  it('keeps the first of several with the same name, and skips pairs without a name', () => {
    expect([...parseCookies('a=1; a=2; =3; 4; A=5')]).toEqual([
      ['a', '1'],
      ['A', '5'],
    ])
  })

  it('treats __proto__ and constructor like any other name', () => {
    const cookies = parseCookies('__proto__=x; constructor=y')

    expect(cookies.get('__proto__')).toBe('x')
    expect(cookies.get('constructor')).toBe('y')
    expect(cookies.get('toString')).toBeUndefined()
  })

  it('keeps a no-break space, which is not whitespace in a header', () => {
    expect(parseCookies('a=\u00a0x\u00a0').get('a')).toBe('\u00a0x\u00a0')
  })

  it.each([
    ['cookies', `c0=${'v'.repeat(68)}; `],
    ['semicolons', ';'],
    ['equals signs', '='],
    ['blanks', ' '],
    ['quotes', '"'],
    ['percent signs', '%'],
    ['escapes that are not UTF-8', 'a=%ff;'],
    ['the name again and again', 'sid'],
    ['blanks between names', `sid${' '.repeat(50)}`],
  ])('takes time in proportion to the header for %s', (_, text) => {
    const growth = measureGrowth((length) => {
      const header = `a=${text.repeat(length / text.length)}`
      parseCookies(header)
      readRawCookie(header, 'sid')
    })

    expect(growth).toBeLessThan(linearGrowth)
  })

  it('reads back what formatSetCookie() wrote, among any other cookies', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(tokens, texts), { selector: ([name]) => name }), (pairs) => {
        fc.pre(pairs.every(([name]) => !name.startsWith('__')))
        const header = pairs.map(([name, value]) => formatSetCookie(name, value)).join('; ')

        expect([...parseCookies(header)]).toEqual(pairs)
      }),
    )
  })
})

describe('the edges of a cookie value', () => {
  it.each([
    ['a="b', '"b'],
    ['a=b"', 'b"'],
    ['a="', '"'],
    ['a=""', ''],
    ['a="b"', 'b'],
    ['a=\t b \t', 'b'],
    ['\ta=b', 'b'],
    ['a=', ''],
    ['a= \t ', ''],
    [' \t ; a= ;', ''],
    [' =b; a=c', 'c'],
    [' =b;\t=c; a', undefined],
    ['a', undefined],
    ['b; a', undefined],
    ['a;=b', undefined],
    ['a;b=a', undefined],
  ])('reads %j', (header, value) => {
    expect(readRawCookie(header, 'a')).toBe(value)
    expect(parseCookies(header).get('a')).toBe(value)
  })

  it('refuses a path that does not begin with a slash, and a domain of a single wrong label', () => {
    expect(() => formatSetCookie('a', 'b', { path: 'x/y' })).toThrow(/path/i)
    expect(() => formatSetCookie('a', 'b', { domain: 'a_b' })).toThrow(/domain/i)
    expect(formatSetCookie('a', 'b', { domain: 'localhost' })).toContain('Domain=localhost')
  })

  it('refuses a text as the time of expiry', () => {
    expect(() => formatSetCookie('a', 'b', { expires: '2030-01-01' as never })).toThrow(
      'expires is not a Date. Write new Date(…), or maxAge in seconds.',
    )
  })
})

import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { describeMissingMatchers, findMatcher, toMatcher } from './matcher.ts'
import { parsePattern } from './pattern.ts'

describe('toMatcher()', () => {
  it('converts to the output of the schema', () => {
    const matcher = toMatcher('year', v.pipe(v.string(), v.regex(/^\d{4}$/), v.transform(Number)))

    expect(matcher('2024')).toEqual({ value: 2024 })
    expect(matcher('24')).toBeUndefined()
  })

  it('keeps undefined as a value', () => {
    const matcher = toMatcher(
      'nothing',
      v.pipe(
        v.string(),
        v.transform(() => undefined),
      ),
    )

    expect(matcher('x')).toEqual({ value: undefined })
  })

  it('refuses an asynchronous schema, naming the file and the export', () => {
    const schema = v.pipeAsync(
      v.string(),
      v.checkAsync(() => Promise.reject(new Error('no database'))),
    )

    expect(() => toMatcher('user', schema)('x')).toThrow(
      /^routes\/_params\.ts: user is asynchronous.* Check the .* loader\.$/,
    )
  })

  it.each([[undefined], [null], [7], [{}], [() => true]])('refuses %s, which is not a schema', (value) => {
    expect(() => toMatcher('year', value as never)).toThrow(
      'routes/_params.ts: year is not a Standard Schema.',
    )
  })
})

describe('findMatcher()', () => {
  it.each([['constructor'], ['toString'], ['__proto__'], ['hasOwnProperty']])('does not find %s', (name) => {
    expect(findMatcher(name, {})).toBeUndefined()
  })

  it('prefers the matcher of the site to a built-in one', () => {
    const own = () => ({ value: 'own' })

    expect(findMatcher('int', { int: own })).toBe(own)
  })
})

describe('describeMissingMatchers()', () => {
  it('describes each one, in mixed and optional segments too', () => {
    const pattern = parsePattern('[a=int]/[b=foo]/x-[c=bar]/[[d=constructor]]/[e=own]')

    expect(describeMissingMatchers('routes/x.tsx', pattern, new Set(['own']))).toEqual([
      'routes/x.tsx: there is no matcher foo. Export one from routes/_params.ts, or use int, uuid or slug.',
      'routes/x.tsx: there is no matcher bar. Export one from routes/_params.ts, or use int, uuid or slug.',
      'routes/x.tsx: there is no matcher constructor. Export one from routes/_params.ts, or use int, uuid or slug.',
    ])
  })

  it('names the file that the matchers of the site come from', () => {
    const [message] = describeMissingMatchers(
      'pages/x.tsx',
      parsePattern('[a=foo]'),
      new Set(),
      'pages/_params.js',
    )

    expect(message).toBe(
      'pages/x.tsx: there is no matcher foo. Export one from pages/_params.js, or use int, uuid or slug.',
    )
  })
})

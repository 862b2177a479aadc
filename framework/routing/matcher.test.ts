// Tests built-in matchers and those made of schemas.

import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { builtInMatchers, describeMissingMatchers, findMatcher, toMatcher } from './matcher.ts'
import { parsePattern } from './pattern.ts'

const uuid = '0b8f3c1e-5a4d-4e2f-9c7b-1a2b3c4d5e6f'

describe('builtInMatchers', () => {
  it.each([
    ['int', '0', 0],
    ['int', '42', 42],
    ['int', '-7', -7],
    ['int', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['uuid', uuid, uuid],
    ['uuid', uuid.toUpperCase(), uuid],
    ['slug', 'a', 'a'],
    ['slug', 'hello-world-2', 'hello-world-2'],
  ])('%s takes %s', (name, text, value) => {
    expect(findMatcher(name, {})?.(text)).toEqual({ value })
  })

  it.each([
    ['int', ''],
    ['int', '-'],
    ['int', '-0'],
    ['int', '07'],
    ['int', '+7'],
    ['int', '1.0'],
    ['int', '1e3'],
    ['int', '0x10'],
    ['int', ' 1'],
    ['int', '1\n'],
    ['int', '٣'],
    ['int', '9007199254740992'],
    ['uuid', uuid.slice(1)],
    ['uuid', uuid.replaceAll('-', '')],
    ['uuid', `{${uuid}}`],
    ['uuid', uuid.replace('0', 'g')],
    ['slug', 'A'],
    ['slug', 'a--b'],
    ['slug', '-a'],
    ['slug', 'a-'],
    ['slug', 'a_b'],
    ['slug', 'é'],
  ])('%s refuses "%s"', (name, text) => {
    expect(findMatcher(name, {})?.(text)).toBeUndefined()
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(builtInMatchers)).toBe(true)
  })
})

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

    expect(() => toMatcher('user', schema)('x')).toThrow('routes/_params.ts: user is asynchronous')
  })

  it.each([[undefined], [null], [7], [{}], [() => true]])('refuses %s, which is no schema', (value) => {
    expect(() => toMatcher('year', value as never)).toThrow('routes/_params.ts: year is no Standard Schema.')
  })
})

describe('findMatcher()', () => {
  it.each([['constructor'], ['toString'], ['__proto__'], ['hasOwnProperty']])('does not find %s', (name) => {
    expect(findMatcher(name, {})).toBeUndefined()
  })

  it('prefers one of the site', () => {
    const own = () => ({ value: 'own' })

    expect(findMatcher('int', { int: own })).toBe(own)
  })
})

describe('describeMissingMatchers()', () => {
  it('describes each one, in mixed and optional segments too', () => {
    const pattern = parsePattern('[a=int]/[b=foo]/x-[c=bar]/[[d=constructor]]/[e=own]')

    expect(describeMissingMatchers('x.tsx', pattern, { own: () => undefined })).toEqual([
      'routes/x.tsx: there is no matcher foo. Export one from routes/_params.ts, or use int, uuid or slug.',
      'routes/x.tsx: there is no matcher bar. Export one from routes/_params.ts, or use int, uuid or slug.',
      'routes/x.tsx: there is no matcher constructor. Export one from routes/_params.ts, or use int, uuid or slug.',
    ])
  })
})

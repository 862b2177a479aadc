import { describe, expect, it } from 'vitest'
import { builtInMatchers, findBuiltInMatcher } from './built-in-matchers.ts'

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
    expect(findBuiltInMatcher(name)?.match(text)).toEqual({ value })
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
    ['uuid', `a${uuid}`],
    ['uuid', `${uuid}a`],
    ['slug', ''],
    ['slug', 'A'],
    ['slug', 'a--b'],
    ['slug', '-a'],
    ['slug', 'a-'],
    ['slug', 'a_b'],
    ['slug', 'é'],
  ])('%s refuses "%s"', (name, text) => {
    expect(findBuiltInMatcher(name)?.match(text)).toBeUndefined()
  })

  it.each([...builtInMatchers])('%j gives values of the type that it says', ({ name, type }) => {
    const samples = { int: '7', uuid, slug: 'a-b' }
    const { value } = findBuiltInMatcher(name)!.match(samples[name as 'int'])!

    expect(typeof value).toBe(type)
  })

  it('cannot be changed', () => {
    expect([builtInMatchers, ...builtInMatchers].every(Object.isFrozen)).toBe(true)
  })
})

describe('findBuiltInMatcher()', () => {
  it.each([['constructor'], ['toString'], ['__proto__'], ['INT'], ['']])('does not find %j', (name) => {
    expect(findBuiltInMatcher(name)).toBeUndefined()
  })
})

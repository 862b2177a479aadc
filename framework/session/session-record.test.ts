// The JSON inside a seal.
import { describe, expect, it } from 'vitest'
import { formatSessionRecord, parseSessionRecord } from './session-record.ts'

const flashes = [{ kind: 'success', message: 'Saved' }]

describe('formatSessionRecord()', () => {
  it('writes only the properties of a plain session, like iron-session', () => {
    expect(formatSessionRecord({ values: { a: 1 }, createdAt: undefined, flashes: [] })).toBe('{"a":1}')
  })

  it("writes the framework's data under one key", () => {
    expect(formatSessionRecord({ values: { a: 1 }, createdAt: 5, flashes: [] })).toBe(
      '{"$vial":{"c":5},"a":1}',
    )
    expect(formatSessionRecord({ values: {}, createdAt: undefined, flashes })).toBe(
      '{"$vial":{"f":[{"kind":"success","message":"Saved"}]}}',
    )
  })

  it('returns undefined for an empty session, even with a start time', () => {
    expect(formatSessionRecord({ values: {}, createdAt: 5, flashes: [] })).toBeUndefined()
    expect(
      formatSessionRecord({ values: { a: undefined }, createdAt: undefined, flashes: [] }),
    ).toBeUndefined()
  })
})

describe('parseSessionRecord()', () => {
  it('reads what formatSessionRecord() wrote', () => {
    const record = { values: { a: 1 }, createdAt: 5, flashes }

    expect(parseSessionRecord(formatSessionRecord(record)!)).toEqual(record)
  })

  it('refuses JSON that is not an object, and text that is not JSON', () => {
    for (const json of ['null', '7', '"text"', '[1]', '', '{', 'undefined']) {
      expect(parseSessionRecord(json)).toBeUndefined()
    }
  })

  it('ignores metadata of another shape', () => {
    const empty = { values: { a: 1 }, createdAt: undefined, flashes: [] }

    for (const metadata of [
      'null',
      '7',
      '[]',
      '{"c":"5","f":{}}',
      '{"f":[null,7,{"kind":1,"message":"x"},{"kind":"x","message":1}]}',
    ]) {
      expect(parseSessionRecord(`{"a":1,"$vial":${metadata}}`)).toEqual(empty)
    }
  })

  it('drops __proto__ at every depth', () => {
    const record = parseSessionRecord('{"__proto__":{"admin":true},"a":{"__proto__":{"admin":true},"b":1}}')

    expect(Object.getOwnPropertyNames(record?.values)).toEqual(['a'])
    expect(Object.getOwnPropertyNames(record?.values.a)).toEqual(['b'])
    expect(record?.values.admin).toBeUndefined()
  })
})

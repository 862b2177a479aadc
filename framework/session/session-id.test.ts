// Tests the ids of stored sessions.
import { describe, expect, it } from 'vitest'
import { createSessionId, isSessionId, toSessionHandle } from './session-id.ts'

describe('createSessionId()', () => {
  it('creates 192 bits of base64url, never the same twice', () => {
    const ids = Array.from({ length: 1000 }, createSessionId)

    expect(new Set(ids).size).toBe(1000)
    expect(ids.filter((id) => !/^[A-Za-z0-9_-]{32}$/.test(id))).toEqual([])
    expect(ids.every(isSessionId)).toBe(true)
  })
})

describe('isSessionId()', () => {
  it.each(['a'.repeat(22), '_'.repeat(128), 'Az09_-'.repeat(4)])('accepts %s', (id) => {
    expect(isSessionId(id)).toBe(true)
  })

  it.each([
    undefined,
    null,
    7,
    '',
    'a'.repeat(21),
    'a'.repeat(129),
    `${'a'.repeat(22)}/`,
    `.${'a'.repeat(22)}`,
    `${'a'.repeat(22)}\n`,
    [`${'a'.repeat(22)}`],
  ])('refuses %j', (id) => {
    expect(isSessionId(id)).toBe(false)
  })
})

describe('toSessionHandle()', () => {
  it('derives 144 bits of the hash, in base64url', async () => {
    expect(await toSessionHandle('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7AD')
    expect(await toSessionHandle('abd')).not.toBe(await toSessionHandle('abc'))
    expect((await toSessionHandle('abc')).length).toBe(24)
  })
})

// Tests when a response that changes nothing renews the cookie of a rolling session, or clears an invalid one.
import { describe, expect, it } from 'vitest'
import type { Sealer } from './sealer.ts'
import { findRenewal, mayClear, mayRenew } from './renewal.ts'
import { openSession } from './session.ts'
import { createSessionConfig } from './session-config.ts'

const second = 1000
const lifetime = 1000 * second
let now = 0

function configure(rolling = true) {
  const sealer: Sealer = { seal: (json) => json, unseal: () => undefined }
  return createSessionConfig(
    { ttl: lifetime / second, rolling },
    { sealer, secure: true, base: '/', now: () => now },
  )
}

describe('findRenewal()', () => {
  it.each([
    [lifetime, undefined],
    [lifetime - 100 * second, undefined],
    [lifetime - 100 * second - 1, 'due'],
    [lifetime - 500 * second, 'due'],
    [lifetime - 500 * second - 1, 'overdue'],
    [1, 'overdue'],
    // The clocks of two machines differ by up to a minute.
    [lifetime + 60 * second, undefined],
    [lifetime + 60 * second + 1, 'due'],
  ])('of 1,000 seconds with %i ms left is %s', (left, renewal) => {
    now = 5000
    expect(findRenewal(configure(), { json: '{}', expiresAt: now + left, stale: false })).toBe(renewal)
  })

  it('is due for a seal with an older secret, and never without rolling', () => {
    now = 0
    const unsealed = { json: '{}', expiresAt: lifetime, stale: true }

    expect(findRenewal(configure(), unsealed)).toBe('due')
    expect(findRenewal(configure(false), unsealed)).toBeUndefined()
    expect(findRenewal(configure(false), { ...unsealed, expiresAt: 1 })).toBeUndefined()
  })
})

describe('a response that takes long', () => {
  it.each([
    ['due', 5000, true],
    ['due', 5001, false],
    ['overdue', 5001, true],
    [undefined, 0, false],
  ] as const)('renews a cookie whose renewal is %s after %i ms: %s', (renewal, duration, expected) => {
    const config = configure()
    const { state } = openSession(config, 'a cookie')
    now = duration

    expect(mayRenew(config, { ...state, renewal }, { order: 0, time: 0 })).toBe(expected)
  })

  it.each([
    [5000, true],
    [5001, false],
  ])('clears an invalid cookie after %i ms: %s', (duration, expected) => {
    now = duration
    expect(mayClear(configure(), 'a cookie', { order: 0, time: 0 })).toBe(expected)
  })

  it('does not matter where no request has started, as in tests of sessions', () => {
    now = 1_000_000
    const config = configure()
    const { state } = openSession(config, 'a cookie')

    expect(mayRenew(config, { ...state, renewal: 'due' }, undefined)).toBe(true)
    expect(mayClear(config, 'a cookie', undefined)).toBe(true)
  })
})

// Tests which keys seals use, and which are kept.
import { describe, expect, it } from 'vitest'
import { createSealKeys } from './seal-keys.ts'

const secret = 'kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'
const hour = 3_600_000

describe('createSealKeys()', () => {
  it('seals with the same keys for an hour, then with others', () => {
    const keys = createSealKeys(secret)
    const first = keys.current(0)

    expect(keys.current(hour - 1)).toBe(first)
    const second = keys.current(hour)
    expect(second.encryptionSalt).not.toBe(first.encryptionSalt)
    expect(second.macSalt).not.toBe(first.macSalt)
    expect(second.macKey.equals(first.macKey)).toBe(false)
  })

  it('signs and encrypts with different keys', () => {
    const { encryptionKey, macKey } = createSealKeys(secret).current(0)

    expect(encryptionKey.equals(macKey)).toBe(false)
  })

  it('derives the same keys in every process', () => {
    const { encryptionSalt, encryptionKey, macSalt, macKey } = createSealKeys(secret).current(0)
    const other = createSealKeys(secret)

    expect(other.derive(encryptionSalt).equals(encryptionKey)).toBe(true)
    expect(other.derive(macSalt).equals(macKey)).toBe(true)
    expect(createSealKeys(secret.toLowerCase()).derive(macSalt).equals(macKey)).toBe(false)
  })

  it('keeps the keys it seals with and those of genuine seals, up to a thousand', () => {
    const keys = createSealKeys(secret)
    const { macSalt, macKey } = keys.current(0)
    const seen = keys.derive('seen')
    keys.remember('seen', seen)

    expect(keys.derive(macSalt)).toBe(macKey)
    expect(keys.derive('seen')).toBe(seen)
    expect(keys.derive('never remembered')).not.toBe(keys.derive('never remembered'))

    for (let index = 0; index < 1000; index++) keys.remember(`other ${index}`, seen)
    expect(keys.derive(macSalt)).not.toBe(macKey)
    expect(keys.derive('other 0')).toBe(seen)
  })
})

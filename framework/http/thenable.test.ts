// Tests telling values that can be awaited from others.
import { describe, expect, it } from 'vitest'
import { andThen, attempt, isThenable } from './thenable.ts'

describe('isThenable()', () => {
  const withThen = (then: unknown): object => Object.fromEntries([['then', then]])
  const callable = Object.assign(
    () => {},
    withThen(() => {}),
  )

  it.each([[Promise.resolve()], [withThen(() => {})], [callable]])('is true for %o', (value) => {
    expect(isThenable(value)).toBe(true)
  })

  it.each([undefined, null, 0, 'text', {}, withThen(true), () => {}])('is false for %o', (value) => {
    expect(isThenable(value)).toBe(false)
  })

  it('does not look for then() on primitive values', () => {
    Object.defineProperty(String.prototype, 'then', { value: () => {}, configurable: true })
    try {
      expect(isThenable('text')).toBe(false)
    } finally {
      delete (String.prototype as { then?: unknown }).then
    }
  })
})

describe('andThen()', () => {
  it('takes the next step at once when there is nothing to wait for', () => {
    expect(andThen(1, (value) => value + 1)).toBe(2)
  })

  it('waits for a promise', async () => {
    expect(await andThen(Promise.resolve(1), (value) => value + 1)).toBe(2)
  })
})

describe('attempt()', () => {
  it('returns the result of a step as it is', () => {
    expect(attempt(() => 1)).toBe(1)
  })

  it('turns what a step throws into a rejection', async () => {
    const error = new Error('broken')
    const result = attempt(() => {
      throw error
    })

    await expect(result).rejects.toBe(error)
  })
})

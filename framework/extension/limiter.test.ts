// What a limiter stores.
import { describe, expect, it } from 'vitest'
import type { App } from '../request/pipeline/server-definition.ts'
import { createLimiter } from './limiter.ts'

// In memory, a limiter does not use the app.
const app = { environment: {} } as App

describe('createLimiter()', () => {
  it('resets a key and gives points back', async () => {
    const limiter = createLimiter({ name: 'test', points: 2, seconds: 60 })
    const left = async (): Promise<number> => (await limiter.take(app, 'a')).remaining
    expect([await left(), await left()]).toEqual([1, 0])

    await limiter.giveBack(app, 'a')
    expect(await left()).toBe(0)
    await limiter.forget(app, 'a')
    expect(await left()).toBe(1)
  })

  it('limits the number of keys, and drops the least recently used ones', async () => {
    const limiter = createLimiter({ name: 'test', points: 1, seconds: 60 })
    const isAllowed = async (key: string): Promise<boolean> => (await limiter.take(app, key)).allowed
    await isAllowed('first')
    await isAllowed('second')
    expect(await isAllowed('second')).toBe(false)

    for (let index = 0; index < 99_999; index++) await isAllowed(`invented ${index}`)

    expect(await isAllowed('second')).toBe(false)
    expect(await isAllowed('first')).toBe(true)
  })
})

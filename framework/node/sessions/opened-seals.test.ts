import { describe, expect, it } from 'vitest'
import { parseSecrets } from '../../session/secret.ts'
import { createSealer } from './iron-seal.ts'
import { createOpenedSeals } from './opened-seals.ts'

const seal = { id: '1', json: '{}', expiresAt: 0 }

describe('createOpenedSeals()', () => {
  it('keeps the seals that were used last, and never more than 1000', () => {
    const seals = createOpenedSeals()
    seals.remember('in use', seal)
    for (let count = 0; count < 5000; count++) {
      seals.remember(`seal ${count}`, seal)
      if (count % 100 === 0) expect(seals.find('in use')).toBe(seal)
    }
    const kept = Array.from({ length: 5000 }, (_, count) => count).filter((count) =>
      seals.find(`seal ${count}`),
    )
    expect(kept.length).toBeLessThanOrEqual(1000)
    expect(kept.at(-1)).toBe(4999)
  })
})

describe('a sealer', () => {
  it('opens a remembered seal as it did the first time, and no other spelling of it', () => {
    const sealer = createSealer(
      parseSecrets('2:another-secret-of-the-tests-Yx8KqP2vN5,1:a-secret-of-the-tests-x8KqP2vN5tRz7LmW'),
    )
    const old = createSealer(parseSecrets('1:a-secret-of-the-tests-x8KqP2vN5tRz7LmW')).seal('{"a":1}', 60)
    const first = sealer.unseal(old)

    expect(first).toMatchObject({ json: '{"a":1}', stale: true })
    expect(sealer.unseal(old)).toEqual(first)
    expect(sealer.unseal(`${old} `)).toBeUndefined()
    expect(sealer.unseal(old.slice(0, -3))).toBeUndefined()
  })
})

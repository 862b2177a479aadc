import { describe, expect, it } from 'vitest'
import { createRequestId } from './request-id.ts'

describe('createRequestId()', () => {
  it('creates UUIDs of version 4, all different, over several batches', () => {
    const ids = Array.from({ length: 1000 }, createRequestId)
    for (const id of ids) {
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    }
    expect(new Set(ids).size).toBe(1000)
  })

  it('uses every digit in every free place', () => {
    const ids = Array.from({ length: 2000 }, createRequestId)
    for (let place = 0; place < 36; place++) {
      const digits = new Set(ids.map((id) => id[place]))
      const expected = [8, 13, 14, 18, 23].includes(place) ? 1 : place === 19 ? 4 : 16
      expect([place, digits.size]).toEqual([place, expected])
    }
  })
})

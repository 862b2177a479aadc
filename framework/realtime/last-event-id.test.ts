import { describe, expect, it } from 'vitest'
import { readLastEventId } from './last-event-id.ts'

describe('readLastEventId()', () => {
  it('gives the id that a browser sends', () => {
    expect(readLastEventId('2026-11-22/7')).toBe('2026-11-22/7')
  })

  it('reads UTF-8, which HTTP libraries give as bytes', () => {
    expect(readLastEventId(Buffer.from('größe').toString('latin1'))).toBe('größe')
  })

  it.each([[null], [''], ['a\tb'], ['a\0b'], ['\x7f'], ['\xff'], ['x'.repeat(1025)]])(
    'refuses %j',
    (header) => {
      expect(readLastEventId(header)).toBeUndefined()
    },
  )
})

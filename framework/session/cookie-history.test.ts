// Tests the memory of replaced and ended session cookies.
import { describe, expect, it } from 'vitest'
import { createCookieHistory } from './cookie-history.ts'

describe('createCookieHistory()', () => {
  it('knows which cookies were replaced after a request started', () => {
    const history = createCookieHistory()
    const before = history.count
    history.recordReplacement('first', 'second')

    expect(history.isReplaced('first', before)).toBe(true)
    expect(history.isReplaced('first', history.count)).toBe(false)
    expect(history.isReplaced('second', before)).toBe(false)
    expect(history.isEnded('first', before)).toBe(false)
  })

  it('ends all cookies of a session with the last one', () => {
    const history = createCookieHistory()
    history.recordReplacement('first', 'second')
    history.recordReplacement('first', 'other')
    history.recordReplacement('second', 'third')
    const before = history.count
    history.recordEnd('third')

    for (const cookie of ['first', 'second', 'third', 'other']) {
      expect([cookie, history.isEnded(cookie, before)]).toEqual([cookie, true])
    }
    expect(history.isReplaced('third', before)).toBe(true)
    expect(history.isEnded('unrelated', 0)).toBe(false)
  })

  it('tells cookies apart that differ only in their signatures', () => {
    const history = createCookieHistory()
    history.recordEnd(`${'x'.repeat(400)}*${'a'.repeat(43)}~2`)

    expect(history.isEnded(`${'x'.repeat(400)}*${'b'.repeat(43)}~2`, 0)).toBe(false)
  })

  it('forgets the oldest cookies instead of growing without bound', () => {
    const history = createCookieHistory()
    history.recordEnd('oldest')
    for (let index = 0; index < 20_000; index += 1) history.recordEnd(`cookie ${index}`)

    expect(history.isEnded('oldest', 0)).toBe(false)
    expect(history.isEnded('cookie 10000', 0)).toBe(true)
  })
})

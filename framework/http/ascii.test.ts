import { describe, expect, it } from 'vitest'
import { isAscii } from './ascii.ts'

describe('isAscii()', () => {
  it.each(['', 'a', '\0\t\n\x7f'])('accepts %j', (text) => {
    expect(isAscii(text)).toBe(true)
  })

  it.each(['\x80', 'é', 'a\u2028', '\ud83d', '😀', '\uffff'])('refuses %j', (text) => {
    expect(isAscii(text)).toBe(false)
  })
})

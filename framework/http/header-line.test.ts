import { describe, expect, it } from 'vitest'
import { findUnsendable } from './header-line.ts'

describe('findUnsendable()', () => {
  it('finds the first header that cannot be sent', () => {
    expect(findUnsendable([['a', 'b']])).toBeUndefined()
    expect(
      findUnsendable([
        ['a', 'b'],
        ['ab c', ''],
      ]),
    ).toBe('"ab c" is not a valid header name. Use letters, digits and hyphens.')
    expect(
      findUnsendable([
        ['a', 'b'],
        ['c', 'd\n'],
      ]),
    ).toBe(
      'the header c has a line break or a character beyond Latin-1. Encode the value, for example with encodeURIComponent().',
    )
  })
})

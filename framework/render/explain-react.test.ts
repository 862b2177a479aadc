import { describe, expect, it } from 'vitest'
import { explainReactError } from './explain-react.ts'

describe('explainReactError()', () => {
  it.each([
    "Cannot read properties of null (reading 'useRef')",
    '[object Object] is not a valid HTML tag name in <[object Object] width="3">',
  ])('names the option for %s', (message) => {
    const cause = new TypeError(message)
    const explained = explainReactError(cause) as Error
    expect(explained.message).toContain(message)
    expect(explained.message).toContain('Set vial({ compat: true })')
    expect(explained.cause).toBe(cause)
    expect(explained.stack?.split('\n').slice(1)).toEqual(cause.stack?.split('\n').slice(1))
  })

  it.each([new Error("Cannot read properties of null (reading 'user')"), 'text', undefined])(
    'returns %s unchanged',
    (error) => {
      expect(explainReactError(error)).toBe(error)
    },
  )
})

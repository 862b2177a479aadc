import { describe, expect, it } from 'vitest'
import { createExplainedError } from './explained-error.ts'

describe('createExplainedError()', () => {
  it('has the new message and the frames of its cause', () => {
    const cause = new TypeError('a is not a function\nat all')
    const explained = createExplainedError(cause, 'Write b().')
    const frames = cause.stack!.slice(cause.stack!.indexOf('\n    at '))

    expect(frames).toContain('explained-error.test.ts')
    expect(explained).toMatchObject({ name: 'Error', message: 'Write b().', cause })
    expect(explained.stack).toBe(`Error: Write b().${frames}`)
  })

  it('has the name that it is given', () => {
    const explained = createExplainedError(new TypeError('a'), 'b', 'TypeError')

    expect([explained.name, explained.stack?.split('\n', 1)[0]]).toEqual(['TypeError', 'TypeError: b'])
  })

  it('has no frames if its cause has none', () => {
    const cause = Object.assign(new Error('a'), { stack: undefined })

    expect(createExplainedError(cause, 'b').stack).toBe('Error: b')
  })
})

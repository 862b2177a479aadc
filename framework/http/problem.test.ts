import { describe, expect, it } from 'vitest'
import { createProblem } from './problem.ts'

describe('createProblem()', () => {
  it('has no member for errors without any', () => {
    expect('errors' in createProblem(400, { instance: '/', requestId: 'r' })).toBe(false)
  })

  it('fills in what follows from the status', () => {
    expect(createProblem(404, { instance: '/notes/7', requestId: 'r1' })).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Not Found',
      instance: '/notes/7',
      requestId: 'r1',
    })
  })

  it('contains the errors of each field', () => {
    const errors = { title: ['Required'] }
    const problem = createProblem(422, {
      detail: 'Please check the form.',
      instance: '/',
      requestId: 'r',
      errors,
    })
    expect(problem).toMatchObject({
      title: 'Unprocessable Content',
      detail: 'Please check the form.',
      errors,
    })
  })
})

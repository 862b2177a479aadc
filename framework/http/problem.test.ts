import { describe, expect, it } from 'vitest'
import { createProblem, problemResponse } from './problem.ts'

describe('createProblem()', () => {
  it('fills in what the status says', () => {
    expect(createProblem(404, { instance: '/notes/7', requestId: 'r1' })).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Not Found',
      instance: '/notes/7',
      requestId: 'r1',
    })
  })

  it('tells what is wrong with each field', () => {
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

describe('problemResponse()', () => {
  const problem = createProblem(429, { instance: '/', requestId: 'r' })

  it('answers with the document and its status', async () => {
    const response = problemResponse(problem, { 'Retry-After': '5', 'Content-Type': 'text/html' })

    expect(response.status).toBe(429)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.json()).toEqual(problem)
  })

  it('I3: may not be kept, unless the thrower says otherwise', () => {
    expect(problemResponse(problem).headers.get('cache-control')).toBe('no-store')
    expect(problemResponse(problem, { 'Cache-Control': 'max-age=5' }).headers.get('cache-control')).toBe(
      'max-age=5',
    )
  })
})

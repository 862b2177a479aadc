import { describe, expect, it } from 'vitest'
import { HttpError, isHttpError, notFound } from './http-error.ts'

describe('HttpError', () => {
  it('has a status, a message, and headers and errors for the response', () => {
    const cause = new Error('inside')
    const error = new HttpError(429, 'Slow down.', {
      cause,
      headers: { 'retry-after': '5' },
      errors: { email: ['Required'] },
    })

    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'HttpError',
      status: 429,
      message: 'Slow down.',
      cause,
      headers: { 'retry-after': '5' },
      errors: { email: ['Required'] },
    })
  })

  it('uses the reason phrase as its default message', () => {
    expect(new HttpError(403).message).toBe('Forbidden')
    expect(new HttpError(403, '').message).toBe('')
  })

  it.each([400, 599])('accepts %s as a status', (status) => {
    expect(new HttpError(status).status).toBe(status)
  })

  it('has no cause unless one is given', () => {
    expect('cause' in new HttpError(500)).toBe(false)
    expect('cause' in new HttpError(500, 'x', {})).toBe(false)
    expect('cause' in new HttpError(500, 'x', { cause: undefined })).toBe(true)
  })

  it.each([399, 600, 200, 404.5, Number.NaN, '404' as unknown as number])(
    'refuses %s as a status',
    (status) => {
      expect(() => new HttpError(status)).toThrow(RangeError)
      expect(() => new HttpError(status)).toThrow(
        `HttpError: ${status} is not an error status. Use a whole number from 400 to 599.`,
      )
    },
  )
})

describe('isHttpError()', () => {
  it('recognises an error from another copy of the class', async () => {
    const url = new URL('./http-error.ts?copy', import.meta.url).href
    const copy: typeof import('./http-error.ts') = await import(url)
    const foreign = new copy.HttpError(404)

    expect(foreign).not.toBeInstanceOf(HttpError)
    expect(isHttpError(foreign)).toBe(true)
  })

  it.each([
    undefined,
    null,
    'HttpError',
    404,
    {},
    new Error('x'),
    Object.assign(new Error('x'), { name: 'HttpError', status: 404 }),
    { 'vial:http-error': 'true' },
  ])('refuses %o', (value) => {
    expect(isHttpError(value)).toBe(false)
  })
})

describe('notFound()', () => {
  it('throws a 404 in the middle of an expression', () => {
    const find = (): string | undefined => undefined

    expect(() => find() ?? notFound()).toThrow(expect.objectContaining({ status: 404, message: 'Not Found' }))
    expect(() => notFound('No such note.')).toThrow('No such note.')
  })
})

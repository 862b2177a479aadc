// Tests which errors only mean that the visitor has left, and which are errors of the site.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from './context.ts'
import { toState } from './create-context.ts'
import { endLifetime } from './request-lifetime.ts'
import { isDeparture, isVisitorGone } from './visitor-left.ts'

const abortError = new DOMException('It was aborted.', 'AbortError')

function withCode(code: unknown): Error {
  return Object.assign(new Error('broken'), { code })
}

/** Wraps an error in others, so that the list of causes has `count` entries. */
function wrap(error: unknown, count: number): unknown {
  return count === 1 ? error : new Error('wrapped', { cause: wrap(error, count - 1) })
}

/** Throws an error in a loader, by default after the visitor has left. */
async function failWith(error: unknown, leave = (visitor: AbortController) => visitor.abort('left')) {
  const visitor = new AbortController()
  const loader = (): never => {
    leave(visitor)
    throw error
  }
  const site = createLiteralSite({ 'posts/[id].tsx': { default: () => null, loader } })
  const response = await site.fetch('/posts/7', { signal: visitor.signal })
  return { response, log: site.log }
}

describe('isVisitorGone()', () => {
  it.each<[string, unknown]>([
    ['an abort', abortError],
    ['a reset connection', withCode('ECONNRESET')],
    ['a body that was cut off', withCode('ERR_STREAM_PREMATURE_CLOSE')],
    ['an error that an abort caused', wrap(abortError, 2)],
    ['the eighth of the causes', wrap(abortError, 8)],
    [
      'several errors at once, all of which are aborts',
      new AggregateError([abortError, wrap(abortError, 2)]),
    ],
    ['an error that several aborts caused', wrap(new AggregateError([abortError]), 2)],
  ])('is true for %s, which is logged for debugging only', async (_, error) => {
    const { response, log } = await failWith(error)

    expect(response.status).toBe(499)
    expect(log).toEqual([
      {
        level: 'debug',
        message: 'The visitor left before the response was complete.',
        fields: {
          err: error,
          requestId: response.headers.get('x-request-id'),
          method: 'GET',
          route: '/posts/[id]',
        },
      },
    ])
  })

  it('is true for the reason of the abort, whatever it is', async () => {
    const reason = new Error('The socket closed.')
    const { response, log } = await failWith(reason, (visitor) => visitor.abort(reason))

    expect(response.status).toBe(499)
    expect(log.map(({ level }) => level)).toEqual(['debug'])
  })

  it.each<[string, unknown]>([
    ['any other error', new Error('broken')],
    ['an error with another code', withCode('ENOENT')],
    ['an error with a number as its code', withCode(20)],
    ['an error whose cause is null', new Error('broken', { cause: null })],
    ['an error whose cause is a text', new Error('broken', { cause: 'AbortError' })],
    ['a text', 'AbortError'],
    ['null', null],
    ['undefined', undefined],
    ['the ninth of the causes', wrap(abortError, 9)],
    [
      'several errors at once, one of which is not an abort',
      new AggregateError([abortError, new Error('x')]),
    ],
    ['an empty list of errors', new AggregateError([])],
    ['something that is not a list of errors', Object.assign(new Error('broken'), { errors: 'AbortError' })],
  ])('is false for %s, although the visitor has left', async (_, error) => {
    const { response, log } = await failWith(error)

    expect(response.status).toBe(500)
    expect(log.map(({ level }) => level)).toEqual(['error'])
  })

  it('is false for causes that form a circle', async () => {
    const error = new Error('broken')
    error.cause = error

    expect((await failWith(error)).response.status).toBe(500)
  })

  it('is false for an abort while the visitor is still there', async () => {
    const { response, log } = await failWith(abortError, () => {})

    expect(response.status).toBe(500)
    expect(log.map(({ level }) => level)).toEqual(['error'])
  })

  it('is true as soon as ctx.signal is aborted, as for a stream that ends early', async () => {
    const found: boolean[] = []
    const GET = (ctx: Context): string => {
      const state = toState(ctx)
      const { signal } = ctx
      found.push(isVisitorGone(state, abortError))
      endLifetime(state.lifetime)
      found.push(isVisitorGone(state, signal.reason), isVisitorGone(state, new Error('broken')))
      return 'done'
    }
    const site = createLiteralSite({ 'stream.ts': { GET } })

    expect(await site.text('/stream')).toBe('done')
    expect(found).toEqual([false, true, false])
  })
})

describe('isDeparture()', () => {
  it('knows the reason of an aborted ctx.signal without the request', async () => {
    const visitor = new AbortController()
    let reason: unknown
    const GET = (ctx: Context): string => {
      const { signal } = ctx
      visitor.abort()
      reason = signal.reason
      return 'done'
    }
    await createLiteralSite({ 'data.ts': { GET } }).fetch('/data', { signal: visitor.signal })

    expect(reason).toBeInstanceOf(DOMException)
    expect(isDeparture(reason)).toBe(true)
    expect(isDeparture(wrap(reason, 3))).toBe(true)
    expect(isDeparture(new AggregateError([reason, wrap(reason, 2)]))).toBe(true)
    expect(isDeparture(new AggregateError([reason, abortError]))).toBe(false)
  })

  it.each([
    ['another abort', abortError],
    ['any other error', new Error('broken')],
    ['a text', 'left'],
  ])('does not take %s for one', (_, error) => {
    expect(isDeparture(error)).toBe(false)
  })
})

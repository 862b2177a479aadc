import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withTimeLimit } from './time-limit.ts'

describe('withTimeLimit()', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const forever = new Promise<never>(() => {})
  const onTimeout = (): string => 'late'

  it('gives the value of work that is done in time, and clears its timer', async () => {
    expect(await withTimeLimit(Promise.resolve('done'), 100, onTimeout)).toBe('done')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fails as the work does, and clears its timer', async () => {
    await expect(withTimeLimit(Promise.reject(new Error('broken')), 100, onTimeout)).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits until the limit and no longer', async () => {
    const settled = vi.fn()
    const waiting = withTimeLimit(forever, 100, onTimeout).then(settled)

    await vi.advanceTimersByTimeAsync(99)
    expect(settled).not.toHaveBeenCalled()

    await vi.advanceTimersByTimeAsync(1)
    await waiting
    expect(settled).toHaveBeenCalledWith('late')
  })

  it('fails with what onTimeout throws', async () => {
    const waiting = withTimeLimit(forever, 100, () => {
      throw new Error('too slow')
    })
    const failed = expect(waiting).rejects.toThrow('too slow')

    await vi.advanceTimersByTimeAsync(100)
    await failed
  })

  it('does not call onTimeout for work that is done in time', async () => {
    const late = vi.fn()
    await withTimeLimit(Promise.resolve(), 100, late)

    await vi.advanceTimersByTimeAsync(1000)
    expect(late).not.toHaveBeenCalled()
  })

  it('ignores an error that comes after the limit', async () => {
    let fail = (_error: Error): void => {}
    const work = new Promise<never>((_, reject) => {
      fail = reject
    })
    const waiting = withTimeLimit(work, 100, onTimeout)
    await vi.advanceTimersByTimeAsync(100)
    // An unhandled rejection fails the run.
    fail(new Error('after the limit'))

    expect(await waiting).toBe('late')
  })

  it('fails with the reason of a signal that aborts, and stops listening to it', async () => {
    const leaving = new AbortController()
    const removed = vi.spyOn(leaving.signal, 'removeEventListener')
    const waiting = withTimeLimit(forever, 100, onTimeout, leaving.signal)
    leaving.abort(new Error('the visitor left'))

    await expect(waiting).rejects.toThrow('the visitor left')
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fails at once when the signal has aborted before', async () => {
    const left = AbortSignal.abort(new Error('the visitor left'))
    await expect(withTimeLimit(forever, 100, onTimeout, left)).rejects.toThrow('the visitor left')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('stops listening to the signal when the work is done', async () => {
    const leaving = new AbortController()
    const removed = vi.spyOn(leaving.signal, 'removeEventListener')
    await withTimeLimit(Promise.resolve(), 100, onTimeout, leaving.signal)

    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function))
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ServerEvent } from './event-format.ts'
import { type ServerEvents, createEventStream } from './events.ts'
import { createOpenResponses } from './open-responses.ts'

function open(source: ServerEvents) {
  const openResponses = createOpenResponses()
  const errors: unknown[] = []
  const ended = vi.fn()
  const body = createEventStream(source, {
    heartbeat: 15_000,
    openResponses,
    onError: (error) => errors.push(error),
    onEnd: ended,
  })
  const reader = body.getReader()
  const read = async (): Promise<string | undefined> => {
    const { done, value } = await reader.read()
    return done ? undefined : new TextDecoder().decode(value)
  }
  return { openResponses, errors, ended, reader, read }
}

/** An async iterable that yields only when the test calls give(). */
function createSource() {
  const waiting: ((result: IteratorResult<ServerEvent>) => void)[] = []
  const source = {
    requested: 0,
    returned: 0,
    give: (data: unknown) => waiting.shift()!({ done: false, value: { data } }),
    [Symbol.asyncIterator]: () => ({
      next: () => {
        source.requested++
        return new Promise<IteratorResult<ServerEvent>>((resolve) => waiting.push(resolve))
      },
      async return() {
        source.returned++
        return { done: true as const, value: undefined }
      },
    }),
  }
  return source
}

/** Lets a stream start, which takes a few microtasks. */
async function turn(): Promise<void> {
  for (let count = 0; count < 10; count++) await undefined
}

afterEach(() => {
  vi.useRealTimers()
})

describe('createEventStream()', () => {
  it('sends what a generator yields, then ends', async () => {
    const { read, ended, errors } = open(async function* () {
      yield { data: 1 }
      yield 'two'
    })

    expect([await read(), await read(), await read()]).toEqual(['data: 1\n\n', 'data: two\n\n', undefined])
    expect(ended).toHaveBeenCalledOnce()
    expect(errors).toEqual([])
  })

  it('requests an event only when the client reads', async () => {
    const source = createSource()
    const { read } = open(source)
    expect(source.requested).toBe(0)

    const first = read()
    await turn()
    source.give('a')
    await first
    expect(source.requested).toBe(1)
  })

  it('sends a comment after fifteen silent seconds, and loses no event', async () => {
    vi.useFakeTimers()
    const source = createSource()
    const { read } = open(source)

    const first = read()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await first).toBe(':\n\n')
    const second = read()
    await vi.advanceTimersByTimeAsync(14_999)
    source.give('late')
    expect(await second).toBe('data: late\n\n')
    expect(source.requested).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('closes the source and clears the timer when the client disconnects while it waits', async () => {
    vi.useFakeTimers()
    const source = createSource()
    const { reader, read, ended } = open(source)
    const waiting = read()
    await turn()
    expect(vi.getTimerCount()).toBe(1)

    await reader.cancel()
    await waiting
    expect(source.returned).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
    expect(ended).toHaveBeenCalledOnce()
  })

  it('closes a source that was never read, without starting a generator', async () => {
    const source = createSource()
    await open(source).reader.cancel()
    expect(source.returned).toBe(1)

    const generator = vi.fn()
    await open(generator).reader.cancel()
    expect(generator).not.toHaveBeenCalled()
  })

  it('reports what the source throws once, and fails with it', async () => {
    const { read, errors, ended } = open(async function* () {
      yield { data: 1 }
      throw new Error('out of events')
    })
    await read()

    await expect(read()).rejects.toThrow('out of events')
    expect(errors).toEqual([new Error('out of events')])
    expect(ended).toHaveBeenCalledOnce()
  })

  it('reports data that cannot be sent, and closes the source', async () => {
    const source = createSource()
    const { read, errors } = open(source)
    const first = read()
    await turn()
    source.give(() => {})

    await expect(first).rejects.toThrow('a function cannot be sent')
    expect(String(errors[0])).toContain('a function cannot be sent')
    expect(source.returned).toBe(1)
  })

  it('does not report what a source throws after the client has disconnected', async () => {
    const { reader, read, errors } = open(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => Promise.reject(new Error('gone')),
      }),
    }))
    const waiting = read()
    await reader.cancel()
    await waiting
    expect(errors).toEqual([])
  })

  it('sends a reconnection delay and ends when the server stops', async () => {
    const source = createSource()
    const { read, openResponses, ended } = open(source)
    const last = read()
    await turn()
    openResponses.endAll()

    const [, delay] = /^retry: (\d+)\n\n$/.exec((await last)!)!
    expect(Number(delay)).toBeGreaterThanOrEqual(1000)
    expect(Number(delay)).toBeLessThan(3000)
    expect(await read()).toBeUndefined()
    expect(source.returned).toBe(1)
    expect(ended).toHaveBeenCalledOnce()
  })

  it('immediately ends a stream that opens while the server stops', async () => {
    const generator = vi.fn()
    const { read, openResponses } = open(generator)
    openResponses.endAll()

    expect(await read()).toMatch(/^retry: /)
    expect(await read()).toBeUndefined()
    expect(generator).not.toHaveBeenCalled()
  })
})

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { StoredResponse } from './cache-store.ts'
import { createMemoryCache } from './memory-cache.ts'
import { type CacheLookup, createResponseCache } from './response-cache.ts'

const response = (body: string, vary: string[] = []): StoredResponse => ({
  kind: 'data',
  headers: [],
  body,
  isResponse: false,
  changes: [],
  vary,
  etag: '"a"',
  madeAt: Date.now(),
})

function lookup(
  key: string,
  stored: StoredResponse | undefined,
  headers: Record<string, string> = {},
): CacheLookup<string> {
  return {
    key,
    rule: { maxAge: 60, swr: 0, tags: [] },
    mayStore: true,
    readHeader: (name) => headers[name] ?? null,
    render: async () => ({ answer: 'own', stored }),
  }
}

describe('createResponseCache()', () => {
  it('renders if the store cannot be reached', async () => {
    const store = createMemoryCache()
    const cache = createResponseCache({ ...store, read: async () => undefined })

    expect(await cache.lookUp(lookup('a', response('x')))).toEqual({ status: 'uncacheable', answer: 'own' })
  })

  it('stores a variant for every header that any rendering has read', async () => {
    const cache = createResponseCache(createMemoryCache())
    const ask = async (headers: Record<string, string>, vary: string[]): Promise<string> => {
      const outcome = await cache.lookUp(lookup('a', response(JSON.stringify(headers), vary), headers))
      return outcome.status === 'uncacheable' ? outcome.answer : `${outcome.status} ${outcome.stored.vary}`
    }

    expect(await ask({ a: '1' }, ['a'])).toBe('miss a')
    expect(await ask({ a: '1' }, ['a'])).toBe('hit a')
    expect(await ask({ a: '2', b: '1' }, ['a', 'b'])).toBe('miss a,b')
    expect(await ask({ a: '2', b: '2' }, ['a', 'b'])).toBe('miss a,b')
    expect(await ask({ a: '1' }, ['a'])).toBe('miss a,b')
    expect(await ask({ a: '2', b: '1' }, ['a', 'b'])).toBe('hit a,b')
  })

  it('does not store a response that depends on too many or too long headers', async () => {
    const cache = createResponseCache(createMemoryCache())
    const names = Array.from({ length: 9 }, (_, index) => `h${index}`)

    expect((await cache.lookUp(lookup('a', response('x', names)))).status).toBe('uncacheable')
    expect((await cache.lookUp(lookup('b', response('x', ['h']), { h: 'x'.repeat(300) }))).status).toBe(
      'uncacheable',
    )
  })

  it('stops waiting for a response that is never rendered', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const cache = createResponseCache(createMemoryCache())
    const never = new Promise<never>(() => {})
    cache.lookUp({ ...lookup('a', undefined), render: () => never })
    const waiting = [1, 2].map(() => cache.lookUp(lookup('a', response('x'))))
    await vi.advanceTimersByTimeAsync(10_000)

    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(['miss', 'hit'])
    expect((await cache.lookUp(lookup('a', response('y')))).status).toBe('hit')
  })

  it('starts another revalidation if the first one never finishes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const cache = createResponseCache(createMemoryCache())
    let count = 0
    const ask = async (): Promise<void> => {
      const rule = { maxAge: 10, swr: 1000, tags: [] }
      const result = await cache.lookUp({ ...lookup('a', response('x')), rule })
      if (result.status === 'stale' && result.revalidate) count++
    }
    await ask()
    for (const seconds of [20, 30, 60]) {
      vi.setSystemTime(Date.now() + seconds * 1000)
      await ask()
    }

    expect(count).toBe(2)
  })

  it('stays within its size for 100,000 addresses', async () => {
    const cache = createResponseCache(createMemoryCache(4 * 1024 * 1024))
    await ask(0, 10_000)
    const before = heapInUse()
    await ask(10_000, 100_000)

    expect(heapInUse() - before).toBeLessThan(10 * 1024 * 1024)

    async function ask(from: number, to: number): Promise<void> {
      for (let index = from; index < to; index++) {
        await cache.lookUp(
          lookup(`https://example.org/${index}`, index % 10 ? response('x'.repeat(500)) : undefined),
        )
      }
    }
  })
})

function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

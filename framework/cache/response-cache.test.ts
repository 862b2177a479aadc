import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { CacheStore, StoredResponse } from './cache-store.ts'
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

  it.each([
    ['in memory', createMemoryCache()],
    ['that answers later', delay(createMemoryCache())],
  ])('stores a variant for every header that any rendering has read, in a store %s', async (_, store) => {
    const cache = createResponseCache(store)
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

  it('finds a variant in whichever order the headers were read, until its tag is invalidated', async () => {
    const cache = createResponseCache(createMemoryCache())
    const rule = { maxAge: 60, swr: 0, tags: ['tag'] }
    const ask = (vary: string[]) => cache.lookUp({ ...lookup('a', response('x', vary)), rule })
    await ask(['b'])
    await cache.invalidate('tag')

    expect(await ask(['b'])).toMatchObject({ status: 'miss', stored: { vary: ['b'] } })
    await cache.invalidate('other')
    expect(await ask(['b'])).toMatchObject({ status: 'hit', stored: { vary: ['b'] } })
    await cache.lookUp({ ...lookup('a', response('x', ['a']), { b: '1' }), rule })
    expect(await ask(['b'])).toMatchObject({ status: 'miss', stored: { vary: ['a', 'b'] } })
  })

  it('does not store a response that depends on too many or too long headers', async () => {
    const cache = createResponseCache(createMemoryCache())
    const names = Array.from({ length: 9 }, (_, index) => `h${index}`)
    const ask = async (key: string, vary: string[], headers = {}): Promise<string> =>
      (await cache.lookUp(lookup(key, response('x', vary), headers))).status

    expect(await ask('a', names)).toBe('uncacheable')
    expect(await ask('a', names.slice(1))).toBe('miss')
    expect(await ask('b', ['a', 'h'], { h: 'x'.repeat(257) })).toBe('uncacheable')
    expect(await ask('b', ['h'], { h: 'x'.repeat(256) })).toBe('miss')
    // Now the cache knows from the store that the header matters.
    expect(await ask('b', ['h'], { h: 'x'.repeat(257) })).toBe('uncacheable')
    expect(await ask('b', ['h'], { h: 'x'.repeat(256) })).toBe('hit')
  })

  it('serves a response while it is fresh, then a stale one, and neither when both times are over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const cache = createResponseCache(createMemoryCache())
    const start = Date.now()
    const ask = async (seconds: number): Promise<unknown> => {
      vi.setSystemTime(start + seconds * 1000)
      const rule = { maxAge: 10, swr: 5, tags: [] }
      const result = await cache.lookUp({ ...lookup('a', response('x')), rule })
      return [result.status, 'age' in result && result.age]
    }

    expect(await ask(0)).toEqual(['miss', 0])
    expect(await ask(9.999)).toEqual(['hit', 9.999])
    expect(await ask(10)).toEqual(['stale', 10])
    expect(await ask(14.999)).toEqual(['stale', 14.999])
    expect(await ask(15)).toEqual(['miss', 0])
    // Another process may have stored it, with a clock that is ahead.
    expect(await ask(14)).toEqual(['hit', 0])
  })

  it('asks a store to keep a response for as long as it may be served', async () => {
    const store = createMemoryCache()
    const written: [lifetime: number, isIndex: boolean][] = []
    const cache = createResponseCache({
      ...store,
      write: (key, value, version, lifetime) => {
        written.push([lifetime, !('body' in value)])
        return store.write(key, value, version, lifetime)
      },
    })
    const rule = { maxAge: 60, swr: 600, tags: [] }
    await cache.lookUp({ ...lookup('a', response('x', ['h'])), rule })

    expect(written).toEqual([
      [660, false],
      [660, true],
    ])
  })

  it('renders different addresses at the same time', async () => {
    const cache = createResponseCache(createMemoryCache())
    let running = 0
    let finish = (): void => {}
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const results = ['a', 'b'].map((key) =>
      cache.lookUp({
        ...lookup(key, undefined),
        async render() {
          running++
          await finished
          return { answer: key, stored: response(key) }
        },
      }),
    )
    expect(running).toBe(2)
    finish()

    expect(await Promise.all(results)).toMatchObject([{ stored: { body: 'a' } }, { stored: { body: 'b' } }])
  })

  it('shares renderings again once a response may be stored', async () => {
    const cache = createResponseCache(createMemoryCache())
    let renders = 0
    const rule = { maxAge: 0, swr: 0, tags: [] }
    const ask = (stored: StoredResponse | undefined) =>
      cache.lookUp({
        ...lookup('a', stored),
        rule,
        async render() {
          renders++
          return { answer: 'own', stored }
        },
      })
    await ask(undefined)
    await Promise.all([ask(undefined), ask(undefined)])
    expect(renders).toBe(3)

    await ask(response('x'))
    expect(await Promise.all([ask(response('x')), ask(response('x'))])).toMatchObject([
      { status: 'miss' },
      { status: 'hit', age: 0 },
    ])
    expect(renders).toBe(5)
  })

  it('uses a stored response for a request whose own response must not be stored', async () => {
    const cache = createResponseCache(createMemoryCache())
    const head = { ...lookup('a', response('')), mayStore: false }

    expect(await cache.lookUp(head)).toEqual({ status: 'uncacheable', answer: 'own' })
    expect((await cache.lookUp(lookup('a', response('x')))).status).toBe('miss')
    expect((await cache.lookUp(head)).status).toBe('hit')
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

  it('lets another request revalidate if the first one never starts to', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const cache = createResponseCache(createMemoryCache())
    const ask = () => cache.lookUp({ ...lookup('a', response('x')), rule: { maxAge: 1, swr: 600, tags: [] } })
    const read = async () => {
      const result = await ask()
      return result.status === 'stale' ? result.revalidate : undefined
    }
    await ask()
    vi.setSystemTime(Date.now() + 2000)
    const [first, second] = [await read(), await read()]
    const render = vi.fn(async () => response('y'))
    const both = [second!(render), first!(render)]
    expect(await read()).toBeUndefined()

    await Promise.all(both)
    expect(render).toHaveBeenCalledOnce()
    expect(await ask()).toMatchObject({ status: 'hit', stored: { body: 'y' } })
  })

  it('revalidates once for requests that found the same stale response, however late they start', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const cache = createResponseCache(createMemoryCache())
    const ask = (made: StoredResponse) =>
      cache.lookUp({ ...lookup('a', made), rule: { maxAge: 1, swr: 600, tags: [] } })
    const read = async () => {
      const result = await ask(response('x'))
      if (result.status !== 'stale') throw new Error(result.status)
      return result.revalidate!
    }
    await ask(response('x'))
    vi.setSystemTime(Date.now() + 2000)
    const [first, second] = [await read(), await read()]
    const render = vi.fn(async () => response('y'))
    await first(render)
    await second(render)

    expect(render).toHaveBeenCalledOnce()
  })

  it('starts another revalidation if the first one never finishes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const cache = createResponseCache(createMemoryCache())
    let count = 0
    const ask = async (): Promise<void> => {
      const rule = { maxAge: 10, swr: 1000, tags: [] }
      const result = await cache.lookUp({ ...lookup('a', response('x')), rule })
      if (result.status !== 'stale' || !result.revalidate) return
      count++
      result.revalidate(() => new Promise(() => {}))
    }
    await ask()
    for (const seconds of [20, 59.999, 0.001]) {
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

/** A store that takes a turn of the event loop for every step, as one in another process does. */
function delay(store: CacheStore): CacheStore {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    ...store,
    read: async (...args) => turn().then(() => store.read(...args)),
    write: async (...args) => turn().then(() => store.write(...args)),
  }
}

function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

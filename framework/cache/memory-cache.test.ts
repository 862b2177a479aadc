// Tests the store in memory: what it finds, forgets and evicts.
import { describe, expect, it } from 'vitest'
import type { StoredResponse } from './cache-store.ts'
import { createMemoryCache } from './memory-cache.ts'

const response = (body: string): StoredResponse => ({
  kind: 'data',
  headers: [],
  body,
  isResponse: false,
  changes: [],
  vary: [],
  etag: '"a"',
  madeAt: 0,
})

describe('createMemoryCache()', () => {
  it('finds what was written until it is forgotten', async () => {
    const store = createMemoryCache()
    store.write('a', response('text'), '', 60)
    expect(await store.read('a', [])).toEqual({ version: '', value: response('text') })

    store.forget('a')
    expect(await store.read('a', [])).toEqual({ version: '', value: undefined })
  })

  it('does not find a value whose rendering began before its tag was invalidated', async () => {
    const store = createMemoryCache()
    const before = await store.read('a', ['one', 'two'])
    await store.invalidate('two')
    store.write('a', response('old'), before!.version, 60)

    expect((await store.read('a', ['one', 'two']))?.value).toBeUndefined()
  })

  it('never exceeds its size', async () => {
    const store = createMemoryCache(100_000)
    for (let index = 0; index < 1000; index++) store.write(`${index}`, response('x'.repeat(1000)), '', 60)

    const found = await Promise.all(Array.from({ length: 1000 }, (_, index) => store.read(`${index}`, [])))
    expect(found.filter((reading) => reading?.value).length).toBe(33)
    expect(found.at(-1)?.value).toBeDefined()
  })

  it('does not let one response evict all others', async () => {
    const store = createMemoryCache(100_000)
    store.write('small', response('x'), '', 60)
    store.write('large', response('x'.repeat(40_000)), '', 60)

    expect((await store.read('small', []))?.value).toBeDefined()
    expect((await store.read('large', []))?.value).toBeUndefined()
  })

  it('stores nothing if its size is 0', async () => {
    const store = createMemoryCache(0)
    store.write('a', response('text'), '', 60)

    expect((await store.read('a', []))?.value).toBeUndefined()
  })

  it('does not remember tags that no route uses', async () => {
    const store = createMemoryCache()
    await store.invalidate('unknown')

    expect((await store.read('a', ['unknown']))?.version).toBe('1')
  })
})

// Tests the store in memory: what it finds, forgets and evicts.
import { describe, expect, it } from 'vitest'
import type { StoredResponse } from './cache-store.ts'
import { createMemoryCache } from './memory-cache.ts'

const response = (body: string | Uint8Array, parts: Partial<StoredResponse> = {}): StoredResponse => ({
  kind: 'data',
  headers: [],
  body,
  isResponse: false,
  changes: [],
  vary: [],
  etag: '"a"',
  madeAt: 0,
  ...parts,
})

/** Counts how many of 1000 entries stay in a store of 100,000 bytes. */
async function countKept(value: StoredResponse | { vary: string[] }, keyLength = 3): Promise<number> {
  const store = createMemoryCache(100_000)
  const keys = Array.from({ length: 1000 }, (_, index) => `${index}`.padStart(keyLength))
  for (const key of keys) store.write(key, value, '', 60)
  const found = await Promise.all(keys.map((key) => store.read(key, [])))
  return found.filter((reading) => reading?.value).length
}

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

    for (let times = 0; times < 3; times++) {
      expect((await store.read('a', ['one', 'two']))?.value).toBeUndefined()
      store.write('a', response('old'), before!.version, 60)
    }
  })

  it('never exceeds its size', async () => {
    const store = createMemoryCache(100_000)
    for (let index = 0; index < 1000; index++) store.write(`${index}`, response('x'.repeat(1000)), '', 60)

    const found = await Promise.all(Array.from({ length: 1000 }, (_, index) => store.read(`${index}`, [])))
    expect(found.filter((reading) => reading?.value).length).toBe(33)
    expect(found.at(-1)?.value).toBeDefined()
  })

  it.each<[string, StoredResponse | { vary: string[] }, kept: number]>([
    ['two bytes per character', response('x'.repeat(1000)), 33],
    ['one byte per byte', response(new Uint8Array(1000)), 49],
    ['headers', response('', { headers: [['x-a', 'x'.repeat(450)]] }), 49],
    ['changed headers', response('', { changes: [['x-a', 'x'.repeat(450)]] }), 49],
    ['removed headers', response('', { changes: [['x-a', null]] }), 90],
    ['the memory that every entry takes', response(''), 99],
    ['the memory of a list of headers', { vary: ['accept'] }, 99],
  ])('counts %s', async (_, value, kept) => {
    expect(await countKept(value)).toBe(kept)
  })

  it('counts keys, with two bytes per character', async () => {
    expect(await countKept(response(''), 500)).toBe(50)
  })

  it('finds a value again as long as its tags are valid', async () => {
    const store = createMemoryCache()
    const version = (await store.read('a', ['one', 'two']))!.version
    store.write('a', response('text'), version, 60)
    await store.invalidate('three')

    for (let times = 0; times < 2; times++) {
      expect((await store.read('a', ['one', 'two']))?.value).toEqual(response('text'))
    }
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
    store.forget('a')

    expect((await store.read('a', []))?.value).toBeUndefined()
  })

  it('does not remember tags that no route uses', async () => {
    const store = createMemoryCache()
    await store.invalidate('unknown')

    expect((await store.read('a', ['unknown']))?.version).toBe('1')
  })
})

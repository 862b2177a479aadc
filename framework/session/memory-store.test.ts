// Sessions in memory.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createSession, describeStore } from '../fixtures/store-conformance.ts'
import { memoryStore } from './memory-store.ts'
import { createSessionId } from './session-id.ts'

const shared = memoryStore()
describeStore('memoryStore() as a store', async () => shared)

describe('memoryStore()', () => {
  it('evicts the least recently used sessions, from the lists of users, too', async () => {
    const store = memoryStore({ maxBytes: 4 * 1024 * 1024 })
    const json = JSON.stringify({ text: 'x'.repeat(400_000) })
    const ids = Array.from({ length: 6 }, createSessionId)
    for (const id of ids) {
      await store.write(id, createSession({ json, user: 'anna' }), 60, { mustExist: false })
      await store.read(ids[0]!)
    }

    const kept = await Promise.all(ids.map(async (id) => (await store.read(id)) !== undefined))
    expect(kept).toEqual([true, false, true, true, true, true])
    expect(await store.listByUser!('anna')).toHaveLength(5)
  })

  it('counts what a session takes up besides its text', async () => {
    const store = memoryStore({ maxBytes: 4 * 1024 * 1024 })
    const ids = Array.from({ length: 10_000 }, createSessionId)
    for (const id of ids) await store.write(id, createSession({ json: '{}' }), 60, { mustExist: false })

    const kept = await Promise.all(ids.map((id) => store.read(id)))
    expect(kept.filter(Boolean)).toHaveLength(Math.floor((4 * 1024 * 1024) / 516))
  })

  it('ends a session at the millisecond at which it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const store = memoryStore()
    const [id, session] = [createSessionId(), createSession({ user: 'anna' })]
    await store.write(id, session, 60, { mustExist: false })

    vi.setSystemTime(session.expiresAt - 1)
    expect(await store.read(id)).toEqual(session)
    vi.setSystemTime(session.expiresAt)
    expect(await store.read(id)).toBeUndefined()
    expect(await store.write(id, session, 60, { mustExist: true })).toBe(false)
  })

  it.each([
    ['a user', { user: 'anna' }],
    ['a login', { isLogin: true }],
  ])('evicts anonymous sessions before those of %s, however many there are', async (_, login) => {
    const store = memoryStore({ maxBytes: 4 * 1024 * 1024 })
    const json = JSON.stringify({ text: 'x'.repeat(400_000) })
    const [own, first, ...flood] = Array.from({ length: 12 }, createSessionId) as [string, string]
    const write = (id: string, more: object) =>
      store.write(id, createSession({ json, ...more }), 60, { mustExist: false })
    await write(own, login)
    await write(first, {})
    for (const id of flood) expect(await write(id, {})).toBe(true)

    expect(await store.read(own)).toBeDefined()
    expect(await store.read(first)).toBeUndefined()
    expect(await store.read(flood.at(-1)!)).toBeDefined()
  })

  it('leaves a part to anonymous sessions if it is full of logins', async () => {
    const store = memoryStore({ maxBytes: 4 * 1024 * 1024 })
    const json = JSON.stringify({ text: 'x'.repeat(400_000) })
    const ids = Array.from({ length: 6 }, createSessionId)
    for (const id of ids) {
      await store.write(id, createSession({ json, isLogin: true }), 60, { mustExist: false })
    }
    const anonymous = Array.from({ length: 3 }, createSessionId)
    const small = JSON.stringify({ text: 'x'.repeat(100_000) })
    for (const id of anonymous) {
      expect(await store.write(id, createSession({ json: small }), 60, { mustExist: false })).toBe(true)
    }
    const large = createSessionId()

    expect(await store.read(ids[0]!)).toBeUndefined()
    expect(await store.read(anonymous.at(-1)!)).toBeDefined()
    expect(await store.write(large, createSession({ json }), 60, { mustExist: false })).toBe(true)
    expect(await store.read(anonymous[0]!)).toBeUndefined()
    const logins = await Promise.all(ids.map(async (id) => (await store.read(id)) !== undefined))
    expect(logins.filter(Boolean)).toHaveLength(4)
  })

  it('moves a session that becomes a login', async () => {
    const store = memoryStore({ maxBytes: 4 * 1024 * 1024 })
    const id = createSessionId()
    await store.write(id, createSession(), 60, { mustExist: false })
    await store.write(id, createSession({ user: 'anna' }), 60, { mustExist: true })
    expect(await store.listByUser!('anna')).toHaveLength(1)
    await store.write(id, createSession(), 60, { mustExist: true })

    expect(await store.listByUser!('anna')).toEqual([])
    expect([await store.delete(id), await store.delete(id)]).toEqual([true, false])
  })

  it('survives a reload of the site in development', async () => {
    const hotData = new Map<string, unknown>()
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const [before, after] = [memoryStore(), memoryStore()]
    const id = createSessionId()
    await before.start!({ environment: {}, log, isDevelopment: true, hotData })
    await before.write(id, createSession(), 60, { mustExist: false })
    await after.start!({ environment: {}, log, isDevelopment: true, hotData })

    expect(await after.read(id)).toBeDefined()
  })

  it('refuses a size that is too small', () => {
    expect(() => memoryStore({ maxBytes: 1000 })).toThrow(
      'memoryStore(): maxBytes is 1000. Set it to at least 4194304.',
    )
  })
})

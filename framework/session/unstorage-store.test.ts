// Sessions in an unstorage storage, in memory and in files.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorage, prefixStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { waitUntil } from '../fixtures/temporary-site.ts'
import { createSession, describeStore } from '../fixtures/store-conformance.ts'
import { createSessionId } from './session-id.ts'
import { type SessionStorage, unstorageStore } from './unstorage-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'vial-sessions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inMemory = unstorageStore(prefixStorage(createStorage(), 'site'))
const inFiles = unstorageStore(createStorage({ driver: fsDriver({ base: folder }) }))
describeStore('unstorageStore() in memory', async () => inMemory)
describeStore('unstorageStore() in files', async () => inFiles)

describe('unstorageStore()', () => {
  it('removes the files of expired sessions', async () => {
    const base = join(folder, 'sweep')
    const storage = createStorage({ driver: fsDriver({ base }) })
    const old = unstorageStore(storage, { sweepSeconds: 0 })
    const over = createSession({ user: 'anna', expiresAt: Date.now() - 1 })
    await old.write(createSessionId(), over, 1, { mustExist: false })
    expect(readdirSync(join(base, 'sessions'))).toHaveLength(1)

    const id = createSessionId()
    await unstorageStore(storage).write(id, createSession(), 60, { mustExist: false })
    await waitUntil(async () => expect(await storage.getKeys()).toEqual([`sessions:${id}`]))
  })
})

describe('what unstorageStore() asks of its storage', () => {
  it('looks for expired sessions once in a period', async () => {
    const { storage, listed } = createRecorder()
    const store = unstorageStore(storage, { sweepSeconds: 100 })
    const write = () => store.write(createSessionId(), createSession(), 60, { mustExist: false })
    const start = stopClock()

    await write()
    await write()
    expect(listed).toEqual(['sessions'])
    vi.setSystemTime(start + 99_999)
    await write()
    expect(listed).toHaveLength(1)
    vi.setSystemTime(start + 100_000)
    await write()
    expect(listed).toHaveLength(2)
  })

  it('never looks for them if told so', async () => {
    const { storage, listed } = createRecorder()
    const store = unstorageStore(storage, { sweepSeconds: 0 })
    await store.write(createSessionId(), createSession(), 60, { mustExist: false })
    expect(listed).toEqual([])
  })

  it('tells how long to keep a session and its place in the list of the user', async () => {
    const { storage, kept } = createRecorder()
    const store = unstorageStore(storage)
    await store.write(createSessionId(), createSession({ user: 'anna' }), 60, { mustExist: false })
    expect(kept).toEqual([60, 60])
  })

  it('lists a session under its present user only, by a hash of the name', async () => {
    const { storage } = createRecorder()
    const store = unstorageStore(storage)
    const id = createSessionId()
    const listUsers = () => storage.getKeys('session-users')

    await store.write(id, createSession({ user: 'anna' }), 60, { mustExist: false })
    const [anna] = await listUsers()
    await store.write(id, createSession({ user: '../ben' }), 60, { mustExist: true })
    const ben = await listUsers()

    expect(ben).toEqual([expect.stringMatching(/^session-users:[\da-f]{64}:/)])
    expect(ben).not.toContain(anna)
    await store.write(id, createSession(), 60, { mustExist: true })
    expect(await listUsers()).toEqual([])
  })

  it('takes a session for ended at the moment when it expires', async () => {
    const { storage } = createRecorder()
    const store = unstorageStore(storage, { sweepSeconds: 0 })
    const id = createSessionId()
    const start = stopClock()
    await store.write(id, createSession({ expiresAt: start + 1 }), 60, { mustExist: false })

    expect(await store.read(id)).toBeDefined()
    vi.setSystemTime(start + 1)
    expect(await store.read(id)).toBeUndefined()
    expect(await store.delete(id)).toBe(false)
  })
})

/** A storage in memory that notes which keys are listed, and for how many seconds values are kept. */
function createRecorder(): { storage: SessionStorage; listed: unknown[]; kept: unknown[] } {
  const inner = createStorage()
  const listed: unknown[] = []
  const kept: unknown[] = []
  const storage: SessionStorage = {
    getItem: (key) => inner.getItem(key),
    setItem: (key, value, options) => {
      kept.push(options?.ttl)
      return inner.setItem(key, value, options)
    },
    removeItem: (key) => inner.removeItem(key),
    getKeys: (base) => {
      listed.push(base)
      return inner.getKeys(base)
    },
  }
  return { storage, listed, kept }
}

function stopClock(): number {
  const now = Date.UTC(2026, 0, 1)
  vi.useFakeTimers({ toFake: ['Date'], now })
  onTestFinished(() => void vi.useRealTimers())
  return now
}

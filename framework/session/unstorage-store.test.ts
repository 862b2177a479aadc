// Sessions in an unstorage storage, in memory and in files.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorage, prefixStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import { afterAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../fixtures/temporary-site.ts'
import { createSession, describeStore } from '../fixtures/store-conformance.ts'
import { createSessionId } from './session-id.ts'
import { unstorageStore } from './unstorage-store.ts'

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

// Tests listing and ending the sessions of a user.
import { describe, expect, it } from 'vitest'
import { createSession } from '../fixtures/store-conformance.ts'
import { memoryStore } from './memory-store.ts'
import { createSessionId, toSessionHandle } from './session-id.ts'
import { createSessionList } from './session-list.ts'
import type { SessionStore } from './session-store.ts'

const user = (): string => 'anna'

async function fill(store: SessionStore): Promise<string[]> {
  const ids = [createSessionId(), createSessionId(), createSessionId()]
  for (const [index, id] of ids.entries()) {
    const session = createSession({
      user: index === 2 ? '7' : 'anna',
      createdAt: 1000 + index,
      lastSeenAt: 5000 + index,
      userAgent: `Agent ${index}`,
    })
    await store.write(id, session, 60, { mustExist: false })
  }
  return ids
}

describe('createSessionList()', () => {
  it('lists the sessions of one user, most recently used first', async () => {
    const store = memoryStore()
    const [first, second] = await fill(store)

    expect(await createSessionList({ store, user }).list('anna')).toEqual([
      {
        handle: await toSessionHandle(second!),
        createdAt: new Date(1001),
        lastSeenAt: new Date(5001),
        userAgent: 'Agent 1',
        isCurrent: false,
      },
      {
        handle: await toSessionHandle(first!),
        createdAt: new Date(1000),
        lastSeenAt: new Date(5000),
        userAgent: 'Agent 0',
        isCurrent: false,
      },
    ])
  })

  it('sorts by the last use, whatever order the store has', async () => {
    const store = memoryStore()
    for (const lastSeenAt of [2000, 3000, 1000, 4000]) {
      const session = createSession({ user: 'anna', lastSeenAt })
      await store.write(createSessionId(), session, 60, { mustExist: false })
    }
    const listed = await createSessionList({ store, user }).list('anna')

    expect(listed.map(({ lastSeenAt }) => +lastSeenAt)).toEqual([4000, 3000, 2000, 1000])
  })

  it('takes a number for a user', async () => {
    const store = memoryStore()
    await fill(store)

    expect(await createSessionList({ store, user }).list(7)).toHaveLength(1)
  })

  it('ends all sessions of a user, or one by its handle', async () => {
    const store = memoryStore()
    const [first] = await fill(store)
    const sessions = createSessionList({ store, user })

    expect(await sessions.end('anna', { only: 'unknown' })).toBe(0)
    expect(await sessions.end('anna', { only: await toSessionHandle(first!) })).toBe(1)
    expect(await store.read(first!)).toBeUndefined()
    expect(await sessions.end('anna')).toBe(1)
    expect(await sessions.end('anna')).toBe(0)
    expect(await sessions.list(7)).toHaveLength(1)
  })

  it('counts only sessions that were still there', async () => {
    const store = memoryStore()
    await fill(store)
    store.delete = async () => false

    expect(await createSessionList({ store, user }).end('anna')).toBe(0)
  })

  it('refuses a store that cannot list, and a site without store or user', async () => {
    const { listByUser: _, ...store } = memoryStore()
    const unset = /^app\.sessions: session\.store and session\.user are not both set\. Set them/

    await expect(createSessionList({ store, user }).list('anna')).rejects.toThrow(
      'app.sessions: session.store has no method listByUser(). Add it to the store.',
    )
    await expect(createSessionList({ store: undefined, user }).list('anna')).rejects.toThrow(unset)
    await expect(createSessionList({ store: memoryStore(), user: undefined }).end('anna')).rejects.toThrow(
      unset,
    )
  })
})

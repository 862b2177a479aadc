// Keeps sessions in any storage of unstorage: files, key-value services, databases.
import type { SessionStore, StoredSession } from './session-store.ts'

/** What is asked of a storage; unstorage's `createStorage()` and `prefixStorage()` make one. */
export interface SessionStorage {
  getItem(key: string): Promise<unknown>
  setItem(key: string, value: object, options?: { ttl?: number }): Promise<void>
  removeItem(key: string): Promise<void>
  getKeys(base?: string): Promise<string[]>
}

export interface UnstorageStoreOptions {
  /**
   * How often sessions that are over are looked for, among all, in storages that do not forget by themselves; it
   * happens beside a request that writes one (seconds, 0 for never; default: 3600).
   */
  readonly sweepSeconds?: number | undefined
}

/**
 * Keeps sessions in a storage of unstorage.
 *
 * A storage cannot look and write in one step. Here requests of one process take turns by session; between processes a
 * session that ends can be brought back by a request that is being answered at that moment. Where that matters, use
 * Redis. Listing a user's sessions reads all keys, with some drivers.
 *
 * @param storage Such as `createStorage({ driver: fsDriver({ base: './sessions' }) })`
 */
export function unstorageStore(
  storage: SessionStorage,
  { sweepSeconds = 3600 }: UnstorageStoreOptions = {},
): SessionStore {
  const turns = new Map<string, Promise<unknown>>()
  let nextSweep = 0

  return {
    read,
    write: (id, session, ttlSeconds, { mustExist }) =>
      inTurn(id, async () => {
        if (mustExist && !(await read(id))) return false
        await put(id, session, ttlSeconds)
        if (sweepSeconds > 0 && Date.now() >= nextSweep) sweep()
        return true
      }),
    touch: (id, times, ttlSeconds) =>
      inTurn(id, async () => {
        const session = await read(id)
        if (session) await put(id, { ...session, ...times }, ttlSeconds)
        return session !== undefined
      }),
    delete: (id) => inTurn(id, () => remove(id)),
    async listByUser(user) {
      const keys = await storage.getKeys(await userKey(user))
      const found = keys.map(async (key) => {
        const id = key.slice(key.lastIndexOf(':') + 1)
        const session = await read(id)
        return session?.user === user ? [{ id, session }] : []
      })
      return (await Promise.all(found)).flat()
    },
  }

  async function read(id: string): Promise<StoredSession | undefined> {
    const session = await readAny(id)
    return session && session.expiresAt > Date.now() ? session : undefined
  }

  async function readAny(id: string): Promise<StoredSession | undefined> {
    const session = (await storage.getItem(sessionKey(id))) as StoredSession | null | undefined
    return typeof session?.json === 'string' ? session : undefined
  }

  async function put(id: string, session: StoredSession, ttl: number): Promise<void> {
    const { user } = session
    const old = await readAny(id)
    if (old?.user !== undefined && old.user !== user) await storage.removeItem(await userKey(old.user, id))
    // First: of a session that is listed and not there nothing is shown, one that is there and not listed cannot be ended.
    if (user !== undefined) await storage.setItem(await userKey(user, id), {}, { ttl })
    await storage.setItem(sessionKey(id), session, { ttl })
  }

  async function remove(id: string): Promise<boolean> {
    const session = await readAny(id)
    await storage.removeItem(sessionKey(id))
    if (session?.user !== undefined) await storage.removeItem(await userKey(session.user, id))
    return session !== undefined && session.expiresAt > Date.now()
  }

  function inTurn<Value>(id: string, step: () => Promise<Value>): Promise<Value> {
    const turn = (turns.get(id) ?? Promise.resolve()).then(step, step)
    const settled = turn.then(
      () => {},
      () => {},
    )
    turns.set(id, settled)
    settled.then(() => turns.get(id) === settled && turns.delete(id))
    return turn
  }

  /** Nobody waits for it; what fails now is found again next time. */
  function sweep(): void {
    nextSweep = Date.now() + sweepSeconds * 1000
    dropExpired().catch(() => {})
  }

  async function dropExpired(): Promise<void> {
    for (const key of await storage.getKeys('sessions')) {
      const id = key.slice(key.lastIndexOf(':') + 1)
      await inTurn(id, async () => ((await read(id)) ? false : remove(id)))
    }
  }
}

function sessionKey(id: string): string {
  return `sessions:${id}`
}

/** A user's name may be anything, and becomes a part of paths: only its hash is written. */
async function userKey(user: string, id?: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(user)))
  const name = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return id === undefined ? `session-users:${name}` : `session-users:${name}:${id}`
}

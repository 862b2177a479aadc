// A session store on any unstorage driver: files, key-value services, databases.
import { assertOptions } from '../http/assert-options.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/** The methods that a storage needs, as created by unstorage's `createStorage()` and `prefixStorage()`. */
export interface SessionStorage {
  getItem(key: string): Promise<unknown>
  setItem(key: string, value: object, options?: { ttl?: number }): Promise<void>
  removeItem(key: string): Promise<void>
  getKeys(base?: string): Promise<string[]>
}

/** The options of `unstorageStore()`. */
export interface UnstorageStoreOptions {
  /**
   * How often to remove expired sessions, for storages that do not expire entries automatically. A request that writes a
   * session starts the sweep in the background, which reads all sessions (seconds, 0 for never; default: 3600).
   */
  readonly sweepSeconds?: number | undefined
}

/**
 * Creates a store that keeps sessions in an unstorage storage.
 *
 * Unstorage has no atomic check and write. Within one process, operations on a session run one after the other. Across
 * processes, a request that is still running can restore a session that has just been ended. Use Redis if that matters.
 * With some drivers, listing a user's sessions reads all keys.
 *
 * @param storage Such as `createStorage({ driver: fsDriver({ base: './sessions' }) })`
 */
export function unstorageStore(storage: SessionStorage, options: UnstorageStoreOptions = {}): SessionStore {
  if (typeof storage?.getItem !== 'function') {
    throw new TypeError(
      'unstorageStore(): the first argument is not a storage. Pass createStorage({ driver }) of unstorage.',
    )
  }
  assertOptions('unstorageStore()', options, { sweepSeconds: true } satisfies Record<
    keyof UnstorageStoreOptions,
    true
  >)
  const { sweepSeconds = 3600 } = options
  const pending = new Map<string, Promise<unknown>>()
  let nextSweep = 0

  return {
    read,
    write: (id, session, ttlSeconds, { mustExist }) =>
      inOrder(id, async () => {
        if (mustExist && !(await read(id))) return false
        await put(id, session, ttlSeconds)
        if (sweepSeconds > 0 && Date.now() >= nextSweep) sweep()
        return true
      }),
    touch: (id, times, ttlSeconds) =>
      inOrder(id, async () => {
        const session = await read(id)
        if (session) await put(id, { ...session, ...times }, ttlSeconds)
        return session !== undefined
      }),
    delete: (id) => inOrder(id, () => remove(id)),
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
    // Write the list first: a listed session that does not exist is ignored, but an unlisted one could not be ended.
    if (user !== undefined) await storage.setItem(await userKey(user, id), {}, { ttl })
    await storage.setItem(sessionKey(id), session, { ttl })
  }

  async function remove(id: string): Promise<boolean> {
    const session = await readAny(id)
    await storage.removeItem(sessionKey(id))
    if (session?.user !== undefined) await storage.removeItem(await userKey(session.user, id))
    return session !== undefined && session.expiresAt > Date.now()
  }

  function inOrder<Value>(id: string, step: () => Promise<Value>): Promise<Value> {
    const result = (pending.get(id) ?? Promise.resolve()).then(step, step)
    const settled = result.then(
      () => {},
      () => {},
    )
    pending.set(id, settled)
    settled.then(() => pending.get(id) === settled && pending.delete(id))
    return result
  }

  /** Runs in the background. What it fails to remove is found again by the next sweep. */
  function sweep(): void {
    nextSweep = Date.now() + sweepSeconds * 1000
    dropExpired().catch(() => {})
  }

  async function dropExpired(): Promise<void> {
    for (const key of await storage.getKeys('sessions')) {
      const id = key.slice(key.lastIndexOf(':') + 1)
      await inOrder(id, async () => ((await read(id)) ? false : remove(id)))
    }
  }
}

function sessionKey(id: string): string {
  return `sessions:${id}`
}

/** The key contains a hash, because a user's name may be any text and becomes a part of paths. */
async function userKey(user: string, id?: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(user)))
  const name = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return id === undefined ? `session-users:${name}` : `session-users:${name}:${id}`
}

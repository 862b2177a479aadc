// A session store in the memory of this process.
import { LRUCache } from 'lru-cache'
import { assertOptions } from '../http/assert-options.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/** The options of `memoryStore()`. */
export interface MemoryStoreOptions {
  /**
   * How many bytes the sessions may take up. Above that, the least recently used are evicted, first those of anonymous
   * visitors (default: 64 MiB).
   */
  readonly maxBytes?: number | undefined
}

type Sessions = LRUCache<string, StoredSession>

interface Memory {
  /** Separate, so that anonymous visitors, however many there are, do not evict logins. */
  readonly anonymous: Sessions
  readonly logins: Sessions
  readonly maxBytes: number
  readonly idsByUser: Map<string, Set<string>>
}

/** The supervisor sets the variable for its workers. */
const refusal =
  'memoryStore(): WEB_CONCURRENCY starts several processes, and none sees the sessions of another. Remove session.store to keep sessions in cookies, or use redisStore() from vial/redis and set REDIS_URL.'

const minBytes = 4 * 1024 * 1024
/** How many bytes an entry takes up besides its JSON. */
const overhead = 512
/** The part of the space that logins leave to anonymous visitors, who need a session to log in. */
const anonymousShare = 1 / 8

/**
 * Creates a store that keeps sessions in memory. They are lost when the process ends, and no other process sees them.
 *
 * In development they survive changes to the site's files.
 *
 * @throws Error if `maxBytes` is less than 4 MiB; at the start, Error if the site has several workers
 */
export function memoryStore(options: MemoryStoreOptions = {}): SessionStore {
  assertOptions('memoryStore()', options, { maxBytes: true } satisfies Record<keyof MemoryStoreOptions, true>)
  const { maxBytes = 64 * 1024 * 1024 } = options
  if (!(maxBytes >= minBytes)) {
    throw new Error(`memoryStore(): maxBytes is ${maxBytes}. Set it to at least ${minBytes}.`)
  }
  let memory: Memory | undefined

  return {
    start({ hotData, environment }) {
      if (environment.VIAL_WORKER) throw new Error(refusal)
      memory ??= (hotData.get('sessions') as Memory | undefined) ?? createMemory(maxBytes)
      hotData.set('sessions', memory)
    },
    async read(id) {
      return find(open(), id)
    },
    async write(id, session, _ttlSeconds, { mustExist }) {
      dropExpired(open().anonymous)
      dropExpired(open().logins)
      if (mustExist && !find(open(), id)) return false
      return put(open(), id, session)
    },
    async touch(id, times) {
      const session = find(open(), id)
      return session !== undefined && put(open(), id, { ...session, ...times })
    },
    async delete(id) {
      return remove(open(), id)
    },
    async listByUser(user) {
      const ids = [...(open().idsByUser.get(user) ?? [])]
      return ids.flatMap((id) => {
        const session = find(open(), id)
        return session ? [{ id, session }] : []
      })
    },
  }

  function open(): Memory {
    memory ??= createMemory(maxBytes)
    return memory
  }
}

function createMemory(maxBytes: number): Memory {
  const idsByUser: Memory['idsByUser'] = new Map()
  const createSessions = (): Sessions =>
    new LRUCache<string, StoredSession>({
      maxSize: maxBytes,
      sizeCalculation: ({ json }) => json.length * 2 + overhead,
      // Runs for every removal: replacement, deletion and eviction.
      dispose({ user }, id) {
        const ids = user === undefined ? undefined : idsByUser.get(user)
        if (ids?.delete(id) && ids.size === 0) idsByUser.delete(user!)
      },
    })
  return { anonymous: createSessions(), logins: createSessions(), maxBytes, idsByUser }
}

function find(memory: Memory, id: string): StoredSession | undefined {
  const session = memory.logins.get(id) ?? memory.anonymous.get(id)
  if (!session || session.expiresAt > Date.now()) return session
  remove(memory, id)
  return undefined
}

function remove({ anonymous, logins }: Memory, id: string): boolean {
  return logins.delete(id) || anonymous.delete(id)
}

function put(memory: Memory, id: string, session: StoredSession): boolean {
  const { anonymous, logins, maxBytes, idsByUser } = memory
  const { user, isLogin = user !== undefined } = session
  const [own, other] = isLogin ? [logins, anonymous] : [anonymous, logins]
  other.delete(id)
  own.set(id, session)
  while (anonymous.calculatedSize + logins.calculatedSize > maxBytes) {
    const isCrowded = anonymous.calculatedSize > maxBytes * anonymousShare || logins.size === 0
    ;(isCrowded ? anonymous : logins).pop()
  }
  if (user !== undefined && own.has(id)) {
    const ids = idsByUser.get(user) ?? new Set()
    idsByUser.set(user, ids.add(id))
  }
  return own.has(id)
}

/** Checks the least recently used entries first, because they expire first. No timer is needed. */
function dropExpired(sessions: Sessions): void {
  for (const id of sessions.rkeys()) {
    if (sessions.peek(id)!.expiresAt > Date.now()) return
    sessions.delete(id)
  }
}

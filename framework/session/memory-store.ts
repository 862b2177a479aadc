// A session store in the memory of this process.
import { LRUCache } from 'lru-cache'
import type { SessionStore, StoredSession } from './session-store.ts'

export interface MemoryStoreOptions {
  /** How many bytes the sessions may take up. Above that, the least recently used are evicted (default: 64 MiB). */
  readonly maxBytes?: number | undefined
}

interface Memory {
  readonly sessions: LRUCache<string, StoredSession>
  readonly idsByUser: Map<string, Set<string>>
}

const minBytes = 4 * 1024 * 1024
/** How many bytes an entry takes up besides its JSON. */
const overhead = 512

/**
 * Creates a store that keeps sessions in memory. They are lost when the process ends, and no other process sees them.
 *
 * In development they survive changes to the site's files.
 *
 * @throws Error if `maxBytes` is less than 4 MiB
 */
export function memoryStore({ maxBytes = 64 * 1024 * 1024 }: MemoryStoreOptions = {}): SessionStore {
  if (!(maxBytes >= minBytes)) {
    throw new Error(`memoryStore(): maxBytes is ${maxBytes}. Set it to at least ${minBytes}.`)
  }
  let memory: Memory | undefined

  return {
    start({ hotData }) {
      memory ??= (hotData.get('sessions') as Memory | undefined) ?? createMemory(maxBytes)
      hotData.set('sessions', memory)
    },
    async read(id) {
      return find(open(), id)
    },
    async write(id, session, _ttlSeconds, { mustExist }) {
      const { sessions } = open()
      dropExpired(sessions)
      if (mustExist && !find(open(), id)) return false
      return put(open(), id, session)
    },
    async touch(id, times) {
      const session = find(open(), id)
      return session !== undefined && put(open(), id, { ...session, ...times })
    },
    async delete(id) {
      return open().sessions.delete(id)
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
  const sessions = new LRUCache<string, StoredSession>({
    maxSize: maxBytes,
    sizeCalculation: ({ json }) => json.length * 2 + overhead,
    // Runs for every removal: replacement, deletion and eviction.
    dispose({ user }, id) {
      const ids = user === undefined ? undefined : idsByUser.get(user)
      if (ids?.delete(id) && ids.size === 0) idsByUser.delete(user!)
    },
  })
  return { sessions, idsByUser }
}

function find({ sessions }: Memory, id: string): StoredSession | undefined {
  const session = sessions.get(id)
  if (!session || session.expiresAt > Date.now()) return session
  sessions.delete(id)
  return undefined
}

function put({ sessions, idsByUser }: Memory, id: string, session: StoredSession): boolean {
  sessions.set(id, session)
  const { user } = session
  if (user !== undefined) {
    const ids = idsByUser.get(user) ?? new Set()
    idsByUser.set(user, ids.add(id))
  }
  return true
}

/** Checks the least recently used entries first, because they expire first. No timer is needed. */
function dropExpired(sessions: Memory['sessions']): void {
  for (const id of sessions.rkeys()) {
    if (sessions.peek(id)!.expiresAt > Date.now()) return
    sessions.delete(id)
  }
}

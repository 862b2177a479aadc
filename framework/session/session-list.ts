// Lists and ends the sessions of a user, wherever they were begun.
import type { SessionConfig } from './session-config.ts'
import { toSessionHandle } from './session-id.ts'
import type { SessionStore } from './session-store.ts'
import { findSessionId } from './stored-session.ts'

/** One session of a user. */
export interface ListedSession {
  /** Names it in `end(user, { only: handle })`; it opens nothing. */
  readonly handle: string
  readonly createdAt: Date
  /** To the minute. */
  readonly lastSeenAt: Date
  readonly userAgent: string | undefined
  /** Whether it is the `current` one that list() was given. */
  readonly isCurrent: boolean
}

/** What `app.sessions` can do where `session.store` and `session.user` are set. */
export interface SessionList {
  /**
   * Lists a user's sessions, the one used last first.
   *
   * @param user As `session.user` gives it
   * @param options `current`: this request's `ctx.session`, to be told which one it is
   */
  list(user: string | number, options?: { readonly current?: object | undefined }): Promise<ListedSession[]>
  /**
   * Ends a user's sessions: their cookies are worthless from now on.
   *
   * @param user As `session.user` gives it
   * @param options `except`: this request's `ctx.session`, which is left alone. `only`: the handle of the one to end
   * @returns How many were ended
   */
  end(
    user: string | number,
    options?: { readonly except?: object | undefined; readonly only?: string | undefined },
  ): Promise<number>
}

/** Makes `app.sessions`. */
export function createSessionList({
  store,
  user: readUser,
}: Pick<SessionConfig, 'store' | 'user'>): SessionList {
  return {
    async list(user, { current } = {}) {
      const currentId = current && findSessionId(current)
      const found = await find(user)
      const listed = found.map(async ({ id, session }) => ({
        handle: await toSessionHandle(id),
        createdAt: new Date(session.createdAt),
        lastSeenAt: new Date(session.lastSeenAt),
        userAgent: session.userAgent,
        isCurrent: id === currentId,
      }))
      return (await Promise.all(listed)).sort((left, right) => +right.lastSeenAt - +left.lastSeenAt)
    },
    async end(user, { except, only } = {}) {
      const keptId = except && findSessionId(except)
      let count = 0
      for (const { id } of await find(user)) {
        if (id === keptId || (only !== undefined && only !== (await toSessionHandle(id)))) continue
        if (await open().delete(id)) count += 1
      }
      return count
    },
  }

  async function find(user: string | number): ReturnType<NonNullable<SessionStore['listByUser']>> {
    const { listByUser } = open()
    if (!listByUser) throw new Error('app.sessions: this session.store has no listByUser().')
    return listByUser(String(user))
  }

  function open(): SessionStore {
    if (store && readUser) return store
    throw new Error(
      'app.sessions: set session.store and session.user in routes/_server.ts, such as user: (session) => session.userId.',
    )
  }
}

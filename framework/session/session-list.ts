// app.sessions: lists and ends the sessions of a user on all devices.
import type { SessionConfig } from './session-config.ts'
import { toSessionHandle } from './session-id.ts'
import type { SessionStore } from './session-store.ts'
import { findSessionId } from './stored-session.ts'

/** One session of a user. */
export interface ListedSession {
  /** Identifies the session in `end(user, { only: handle })`. It cannot open the session. */
  readonly handle: string
  readonly createdAt: Date
  /** Accurate to the minute. */
  readonly lastSeenAt: Date
  readonly userAgent: string | undefined
  /** Whether it is the session passed to `list()` as `current`. */
  readonly isCurrent: boolean
}

/** The methods of `app.sessions`. They require `session.store` and `session.user`. */
export interface SessionList {
  /**
   * Lists a user's sessions, most recently used first.
   *
   * @param user As returned by `session.user`
   * @param options `current`: the `ctx.session` of this request, which the list then marks with `isCurrent`
   */
  list(user: string | number, options?: { readonly current?: object | undefined }): Promise<ListedSession[]>
  /**
   * Ends a user's sessions. Their cookies stop working immediately.
   *
   * @param user As returned by `session.user`
   * @param options `except`: the `ctx.session` of this request, to leave it alone. `only`: the handle of the one to end
   * @returns How many sessions were ended
   */
  end(
    user: string | number,
    options?: { readonly except?: object | undefined; readonly only?: string | undefined },
  ): Promise<number>
}

/** Creates `app.sessions`. */
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
    if (!listByUser)
      throw new Error('app.sessions: session.store has no method listByUser(). Add it to the store.')
    return listByUser(String(user))
  }

  function open(): SessionStore {
    if (store && readUser) return store
    throw new Error(
      'app.sessions: session.store and session.user are not both set. Set them in routes/_server.ts, such as user: (session) => session.userId.',
    )
  }
}

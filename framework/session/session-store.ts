// The interface of session stores, which keep the data of sessions whose cookies contain only an id.
import type { Log } from '../http/log.ts'

/** A session in a store. All values are plain JSON. */
export interface StoredSession {
  /** The session's properties and waiting flash messages, as JSON. Store it unchanged. */
  readonly json: string
  /** When the session started (milliseconds since 1970, like all times here). */
  readonly createdAt: number
  readonly lastSeenAt: number
  /** When the session expires unless it is used again. A store never returns an expired session. */
  readonly expiresAt: number
  /** The user, as returned by the site's `session.user`. Missing for anonymous visitors. */
  readonly user?: string | undefined
  /** The browser's `User-Agent`, if the session has a user. */
  readonly userAgent?: string | undefined
  /**
   * Whether the session belongs to a user or was started by `regenerate()`, as at a login. A store with little space
   * evicts the other sessions first. A store that evicts nothing need not keep this.
   */
  readonly isLogin?: boolean | undefined
}

/** What changes when a session is used but not modified. */
export type SessionTimes = Pick<StoredSession, 'lastSeenAt' | 'expiresAt'>

/** What a store receives before the first request. */
export interface StoreSurroundings {
  /** The environment variables of the process, including those of `.env` files in development. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Log
  /** Whether this is the dev server or a test, where losing sessions does no harm. */
  readonly isDevelopment: boolean
  /** Hot data: a map that survives a reload of the site in development. Empty in a new process. */
  readonly hotData: Map<string, unknown>
}

/**
 * Stores sessions.
 *
 * The framework creates random ids of at least 22 characters from `A-Z a-z 0-9 - _`, and validates ids before it passes
 * them to a store. A method that fails must reject. After 400 ms the request continues without the store.
 */
export interface SessionStore {
  /** Connects to the database before the first request. If the database is unavailable, the site should still start. */
  start?(surroundings: StoreSurroundings): void | Promise<void>
  /** Returns the session, or `undefined` if there is none or it has expired. */
  read(id: string): Promise<StoredSession | undefined>
  /**
   * Stores a session and replaces an existing one.
   *
   * @param ttlSeconds The lifetime, for stores that remove expired entries automatically
   * @param options `mustExist`: write only if the session still exists, so that a slow request does not restore a session
   *   that another request has ended. If possible, make the check and the write one atomic step
   * @returns Whether the session was stored
   */
  write(
    id: string,
    session: StoredSession,
    ttlSeconds: number,
    options: { readonly mustExist: boolean },
  ): Promise<boolean>
  /** Records that a session was used, without changing its JSON. Returns whether the session still exists. */
  touch(id: string, times: SessionTimes, ttlSeconds: number): Promise<boolean>
  /** Deletes a session. Returns whether it existed. */
  delete(id: string): Promise<boolean>
  /** Lists the sessions of a user. `app.sessions` requires this method. */
  listByUser?(user: string): Promise<readonly { readonly id: string; readonly session: StoredSession }[]>
}

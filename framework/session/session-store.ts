// What a site keeps sessions in when their cookies hold only an id: the interface that every store has.

/** A session as a store keeps it: plain JSON values. */
export interface StoredSession {
  /** The session's properties and waiting messages, as JSON. Keep it as it is. */
  readonly json: string
  /** When it began (milliseconds since 1970, like all times here). */
  readonly createdAt: number
  readonly lastSeenAt: number
  /** When it ends unless it is used again. A store gives nothing that is over. */
  readonly expiresAt: number
  /** Whose it is, as the site's `session.user` tells; missing for visitors who are nobody yet. */
  readonly user?: string | undefined
  /** The browser, where the session is somebody's. */
  readonly userAgent?: string | undefined
}

/** What changes when a session is used and not written to. */
export type SessionTimes = Pick<StoredSession, 'lastSeenAt' | 'expiresAt'>

/** What a store is told before the first request. */
export interface StoreSurroundings {
  /** The process's variables, in development with those of `.env` files. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: StoreLog
  /** Whether this is the dev server or a test, where nobody loses anything. */
  readonly isDevelopment: boolean
  /** What outlives a reload of the site in development; empty for a new process. */
  readonly hotData: Map<string, unknown>
}

/** Writes one entry: fields first, then a sentence. */
export interface StoreLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/**
 * Keeps sessions.
 *
 * Ids are text of 22 or more of `A-Z a-z 0-9 - _`, chosen at random by the framework and checked before a store sees
 * them. A store that cannot do what it is asked for rejects; it is given 400 ms, then the visitor is answered without it.
 */
export interface SessionStore {
  /** Connects to whatever it needs, before the first request; a store that is not there yet should not stop the site. */
  start?(surroundings: StoreSurroundings): void | Promise<void>
  /** Gives a session that is not over, `undefined` when there is none. */
  read(id: string): Promise<StoredSession | undefined>
  /**
   * Keeps a session, in place of what was there.
   *
   * @param ttlSeconds How long, for stores that let go of things by themselves
   * @param options `mustExist`: only if there still is one by this id, so that a slow request does not bring back what
   *   another has ended. Looking and writing must be one step, where the store can
   * @returns Whether it was kept
   */
  write(
    id: string,
    session: StoredSession,
    ttlSeconds: number,
    options: { readonly mustExist: boolean },
  ): Promise<boolean>
  /** Notes that a session was used, without touching its text; tells whether there still is one. */
  touch(id: string, times: SessionTimes, ttlSeconds: number): Promise<boolean>
  /** Ends a session; tells whether there was one. */
  delete(id: string): Promise<boolean>
  /** Lists the sessions of one user; without it, a site cannot list or end them. */
  listByUser?(user: string): Promise<readonly { readonly id: string; readonly session: StoredSession }[]>
}

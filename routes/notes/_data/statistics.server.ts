// Counts users and notes, for a command and a scheduled task.
import type { NotesDatabase } from './database.ts'

export interface Statistics {
  users: number
  notes: number
  /** ISO 8601, in UTC. `undefined` if there are no notes. */
  lastChange: string | undefined
}

/** Counts users and notes. */
export async function readStatistics(db: NotesDatabase): Promise<Statistics> {
  const { users } = await db
    .selectFrom('users')
    .select((query) => query.fn.countAll().as('users'))
    .executeTakeFirstOrThrow()
  const { notes, lastChange } = await db
    .selectFrom('notes')
    .select((query) => [query.fn.countAll().as('notes'), query.fn.max('changed').as('lastChange')])
    .executeTakeFirstOrThrow()
  // PostgreSQL counts in 64 bits, which the driver returns as a string.
  return { users: Number(users), notes: Number(notes), lastChange: lastChange ?? undefined }
}

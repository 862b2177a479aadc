// Reads and writes the users of the notes.
import { hashPassword, needsRehash, verifyPassword } from 'vial/auth'
import type { Account, NotesDatabase, User } from './database.ts'

export interface Credentials {
  name: string
  password: string
}

/** Finds a user by id. Returns `undefined` if the user does not exist any more. */
export function findUser(db: NotesDatabase, id: number): Promise<Account | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'name', 'password as version'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/**
 * Finds the user with this name and password.
 *
 * Takes just as long for an unknown name as for a wrong password.
 */
export async function verifyUser(
  db: NotesDatabase,
  { name, password }: Credentials,
): Promise<User | undefined> {
  const found = await db
    .selectFrom('users')
    .select(['id', 'name', 'password'])
    .where('name', '=', name)
    .executeTakeFirst()
  if (!(await verifyPassword(password, found?.password)) || !found) return undefined
  if (needsRehash(found.password)) await changePassword(db, found.id, password)
  return { id: found.id, name: found.name }
}

/** Adds a user. Returns `undefined` if the name is taken. */
export async function addUser(db: NotesDatabase, { name, password }: Credentials): Promise<User | undefined> {
  const user = { name, password: await hashPassword(password), created: new Date().toISOString() }
  // Checking first would be a race condition. The unique constraint decides.
  return db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(['id', 'name'])
    .executeTakeFirst()
}

/** Changes a password, which logs the user out everywhere. */
export async function changePassword(db: NotesDatabase, id: number, password: string): Promise<void> {
  const hash = await hashPassword(password)
  await db.updateTable('users').set({ password: hash }).where('id', '=', id).execute()
}

/** Removes a user, with all notes. */
export async function removeUser(db: NotesDatabase, id: number): Promise<void> {
  await db.deleteFrom('users').where('id', '=', id).execute()
}

export interface UserSummary {
  id: number
  name: string
  created: string
  notes: number
}

/** Lists the newest users and their numbers of notes, for admins. */
export async function listUsers(db: NotesDatabase): Promise<UserSummary[]> {
  const users = await db
    .selectFrom('users')
    .leftJoin('notes', 'notes.owner', 'users.id')
    .select(['users.id', 'users.name', 'users.created'])
    .select((query) => query.fn.count('notes.id').as('notes'))
    .groupBy(['users.id', 'users.name', 'users.created'])
    .orderBy('users.id', 'desc')
    .limit(100)
    .execute()
  // PostgreSQL counts in 64 bits, which the driver returns as a string.
  return users.map((user) => ({ ...user, notes: Number(user.notes) }))
}

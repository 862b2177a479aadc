// Finds and adds the people who keep notes.
import type { NotesDatabase, User } from './database.ts'
import { hashPassword, verifyPassword } from './password.server.ts'

export interface Credentials {
  name: string
  password: string
}

/** Finds a user by id; `undefined` when there is none any more. */
export function findUser(db: NotesDatabase, id: number): Promise<User | undefined> {
  return db.selectFrom('users').select(['id', 'name']).where('id', '=', id).executeTakeFirst()
}

/**
 * Finds the user whose name and password these are.
 *
 * Takes as long for a name that nobody has as for a wrong password.
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
  const matches = await verifyPassword(password, found?.password)
  return found && matches ? { id: found.id, name: found.name } : undefined
}

/** Adds a user; `undefined` when the name is taken. */
export async function addUser(db: NotesDatabase, { name, password }: Credentials): Promise<User | undefined> {
  const user = { name, password: await hashPassword(password), created: new Date().toISOString() }
  // Asking first would leave a gap between question and answer; the unique name decides.
  return db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(['id', 'name'])
    .executeTakeFirst()
}

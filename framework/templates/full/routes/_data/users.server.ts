// Reads and writes users.
import { hashPassword, verifyPassword } from 'vial/auth'
import type { SiteDatabase, User } from './database.ts'

export interface Credentials {
  name: string
  password: string
}

/** Finds a user by id. */
export function findUser(db: SiteDatabase, id: number): Promise<User | undefined> {
  return db.selectFrom('users').select(['id', 'name', 'password']).where('id', '=', id).executeTakeFirst()
}

/** Finds the user with this name and password. An unknown name takes as long as a wrong password. */
export async function verifyUser(
  db: SiteDatabase,
  { name, password }: Credentials,
): Promise<User | undefined> {
  const user = await db
    .selectFrom('users')
    .select(['id', 'name', 'password'])
    .where('name', '=', name)
    .executeTakeFirst()
  return (await verifyPassword(password, user?.password)) ? user : undefined
}

/** Adds a user. Returns `undefined` if the name is taken. */
export async function addUser(db: SiteDatabase, { name, password }: Credentials): Promise<User | undefined> {
  return db
    .insertInto('users')
    .values({ name, password: await hashPassword(password) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(['id', 'name', 'password'])
    .executeTakeFirst()
}

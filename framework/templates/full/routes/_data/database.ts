// The tables of the database, as its queries see them.
import type { Generated, Kysely, Selectable } from 'kysely'

interface Tables {
  users: UserTable
  notes: NoteTable
}

interface UserTable {
  id: Generated<number>
  /** Lower case and unique. */
  name: string
  /** The hash from `hashPassword()`. Never send it to a page. */
  password: string
}

interface NoteTable {
  id: Generated<number>
  /** The id of the user. */
  owner: number
  text: string
}

export type SiteDatabase = Kysely<Tables>
export type User = Selectable<UserTable>
export type Note = Selectable<NoteTable>

// The tables of the notes, as their queries see them.
import type { Generated, Kysely, Selectable } from 'kysely'

export interface Tables {
  users: UserTable
  notes: NoteTable
}

interface UserTable {
  id: Generated<number>
  /** In lower case, and unique. */
  name: string
  /** What `hashPassword()` made. */
  password: string
  /** Times are ISO 8601 texts in UTC, which both databases keep and sort alike. */
  created: string
}

interface NoteTable {
  id: Generated<number>
  /** The id of the user. */
  owner: number
  title: string
  body: string
  /** Title and body in lower case, for the search. */
  folded: string
  created: string
  changed: string
}

export type NotesDatabase = Kysely<Tables>
export type User = Pick<Selectable<UserTable>, 'id' | 'name'>
/** A user who may be logged in. */
export type Account = User & {
  /** Changes with the password. Not for pages. */
  version: string
}
export type Note = Omit<Selectable<NoteTable>, 'folded'>

// The types of the notes' database tables.
import type { Generated, Kysely, Selectable } from 'kysely'

export interface Tables {
  users: UserTable
  notes: NoteTable
}

interface UserTable {
  id: Generated<number>
  /** Lower case and unique. */
  name: string
  /** The password hash from `hashPassword()`. */
  password: string
  /** Times are ISO 8601 strings in UTC, which both databases store and sort alike. */
  created: string
}

interface NoteTable {
  id: Generated<number>
  /** The id of the user. */
  owner: number
  title: string
  body: string
  /** Title and body in lower case, for searching. */
  folded: string
  created: string
  changed: string
  /** Identifies the form that created the note, so that sending it twice makes one note. */
  submission: string | null
}

export type NotesDatabase = Kysely<Tables>
export type User = Pick<Selectable<UserTable>, 'id' | 'name'>
/** A user as authentication sees it. */
export type Account = User & {
  /** Changes with the password. Never send it to a page. */
  version: string
}
export type Note = Omit<Selectable<NoteTable>, 'folded' | 'submission'>

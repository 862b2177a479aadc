// What this site adds to Vial's types: its session, and the values of a request and of the process.
import type { PersonId } from './examples/_accounts/accounts.ts'
import type { Cart } from './examples/_cart/products.ts'
import type { NotesDatabase } from './notes/_data/database.ts'

declare module 'vial' {
  interface Session {
    /** How often this visitor has opened the home page. */
    visits: number
    /** What the visitor wants to be called. */
    name: string
    /** Who is logged in to the notes. */
    userId: number
    /** What is in the cart of the example. */
    cart: Cart
    /** Who the visitor is in the example of accounts. */
    person: PersonId
    /** Whose pictures of the gallery are this visitor's. */
    gallery: string
  }

  interface AppLocals {
    db: NotesDatabase
  }

  interface Env {
    /** Where the notes are kept: a PostgreSQL URL, or `file:` and a path. */
    DATABASE_URL?: string
    /** The names of the users who may see who keeps notes, with commas in between. */
    NOTES_ADMINS?: string
    /** What processes share, such as `redis://127.0.0.1:6379`. */
    REDIS_URL?: string
  }
}

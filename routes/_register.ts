// Extends Vial's types with this site's session, app locals and environment variables.
import type { PersonId } from './examples/_accounts/accounts.ts'
import type { Cart } from './examples/_cart/products.ts'
import type { GuestBook } from './examples/_guest-book/guest-book.ts'
import type { NotesDatabase } from './notes/_data/database.ts'

declare module 'vial' {
  interface Session {
    /** How often this visitor has opened the home page. */
    visits: number
    /** The name the visitor entered. */
    name: string
    /** The id of the user who is logged in to the notes. */
    userId: number
    /** The cart of the example. */
    cart: Cart
    /** The person the visitor has chosen in the accounts example. */
    person: PersonId
    /** The owner id of this visitor's pictures in the gallery. */
    gallery: string
  }

  interface AppLocals {
    db: NotesDatabase
    guestBook: GuestBook
  }

  interface Env {
    /** The database of the notes: a PostgreSQL URL, or `file:` and a path. */
    DATABASE_URL?: string
    /** The names of the admins, separated by commas. */
    NOTES_ADMINS?: string
    /** The MongoDB server of the guest book, such as `mongodb://127.0.0.1:27017/site`. */
    MONGODB_URL?: string
    /** The folder of the guest book, if it is not in MongoDB. */
    GUEST_BOOK_FOLDER?: string
    /** The Redis server that all processes share, such as `redis://127.0.0.1:6379`. */
    REDIS_URL?: string
  }
}

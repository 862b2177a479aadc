// What this site adds to Vial's types: its session, and the values of a request and of the process.
import type { Cart } from './examples/_cart/products.ts'
import type { NotesDatabase, User } from './notes/_data/database.ts'

declare module 'vial' {
  interface Session {
    /** How often this visitor has opened the home page. */
    visits: number
    /** What the visitor wants to be called on the home page. */
    name: string
    /** Who is logged in to the notes. */
    userId: number
    /** What is in the cart of the example. */
    cart: Cart
    /** Whose pictures of the gallery are this visitor's. */
    gallery: string
  }

  interface Locals {
    /** Who is logged in; set by `notes/_middleware.ts`. */
    user?: User
  }

  interface AppLocals {
    db: NotesDatabase
  }

  interface Env {
    /** Where the notes are kept: a PostgreSQL URL, or `file:` and a path. */
    DATABASE_URL?: string
  }
}

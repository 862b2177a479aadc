// Extends Vial's types with the session, the locals and the environment of this site.
import type { SiteDatabase } from './_data/database.ts'

declare module 'vial' {
  interface Session {
    /** The id of the user who is logged in. */
    userId: number
  }

  interface AppLocals {
    db: SiteDatabase
  }

  interface Env {
    /** The path of the SQLite file (.data/site.db). */
    DATABASE_FILE?: string
  }
}

// Opens the SQLite database and brings its tables up to date.
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Kysely, Migrator, type SqliteDatabase, SqliteDialect, sql } from 'kysely'
import Database from 'libsql'
import type { SiteDatabase } from './database.ts'
import { migrations } from './migrations.server.ts'

/**
 * Opens a database file, which is created if it does not exist.
 *
 * @param path The path of the file, relative to the folder that the site was started in
 */
export async function openDatabase(path: string): Promise<SiteDatabase> {
  await mkdir(dirname(path), { recursive: true })
  const file = new Database(path, { timeout: 5000 })
  file.pragma('journal_mode = WAL')
  file.pragma('foreign_keys = ON')
  const db: SiteDatabase = new Kysely({ dialect: new SqliteDialect({ database: toKysely(file) }) })
  try {
    await migrate(db)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function migrate(db: SiteDatabase): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  // Processes that start together migrate one after the other, and a migration that fails changes nothing.
  await sql`begin immediate`.execute(db)
  const { error } = await migrator.migrateToLatest()
  await sql.raw(error ? 'rollback' : 'commit').execute(db)
  if (error) throw new Error('The database could not be migrated.', { cause: error })
}

/** Passes on what Kysely uses of the driver. */
function toKysely(file: Database.Database): SqliteDatabase {
  return {
    close: () => file.close(),
    prepare(query) {
      const statement = file.prepare(query)
      return {
        reader: statement.reader,
        all: (values) => statement.all([...values]),
        run: (values) => statement.run([...values]),
        iterate: (values) => statement.iterate([...values]),
      }
    },
  }
}

// Opens the database at DATABASE_URL and migrates it.
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Dialect, Kysely, PostgresDialect, type SqliteDatabase, SqliteDialect, sql } from 'kysely'
import type { NotesDatabase, Tables } from './database.ts'
import { migrate } from './migrate.server.ts'
import { retryWhenBusy } from './retry-busy.server.ts'

/**
 * Opens a database.
 *
 * @param url `postgres://…`, or a file: `file:notes.db`, `/var/lib/notes.db` (default: `.data/vial.db` in the current folder)
 */
export async function openDatabase(url = 'file:.data/vial.db'): Promise<NotesDatabase> {
  const isPostgres = /^postgres(ql)?:\/\//.test(url)
  const db = new Kysely<Tables>({ dialect: isPostgres ? await openPostgres(url) : await openSqlite(url) })
  try {
    await migrate(db, isPostgres ? 'postgres' : 'sqlite')
    // From now on, requests wait for a lock between their attempts, and not within the driver.
    if (!isPostgres) await sql`pragma busy_timeout = 5`.execute(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

// Drivers are loaded on demand, so that a site on PostgreSQL does not need SQLite, and vice versa.
async function openPostgres(url: string): Promise<Dialect> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: url })
  // Without a listener, an idle connection that breaks would end the process. The next query reconnects or fails.
  pool.on('error', () => {})
  return new PostgresDialect({ pool })
}

async function openSqlite(url: string): Promise<Dialect> {
  const { default: Database } = await import('libsql')
  const path = toPath(url)
  await mkdir(dirname(path), { recursive: true })
  // The driver is synchronous. Before the server listens, it may wait for another process that migrates.
  const database = new Database(path, { timeout: 5000 })
  database.pragma('journal_mode = WAL')
  database.pragma('foreign_keys = ON')
  return retryWhenBusy(new SqliteDialect({ database: database as unknown as SqliteDatabase }))
}

function toPath(url: string): string {
  if (url.startsWith('file://')) return fileURLToPath(url)
  if (url.startsWith('file:')) return resolve(url.slice('file:'.length))
  // One letter before the colon is a Windows drive.
  if (/^\w{2,}:/.test(url)) {
    throw new Error(
      `DATABASE_URL: "${url.slice(0, url.indexOf(':'))}" is not supported. Set postgres://… or file:….`,
    )
  }
  return resolve(url)
}

// Migrates the database when the server starts.
import { type ColumnDefinitionBuilder, type Migration, Migrator, sql } from 'kysely'
import type { NotesDatabase } from './database.ts'

/**
 * Runs all pending migrations, or none of them.
 *
 * @throws Error if a migration fails
 */
export async function migrate(db: NotesDatabase, kind: 'sqlite' | 'postgres'): Promise<void> {
  // On PostgreSQL, the migrator locks the database and opens a transaction. On SQLite it does neither, and processes
  // that start together would create the same tables. This lock works because there is only one connection.
  const isSqlite = kind === 'sqlite'
  if (isSqlite) await sql`begin immediate`.execute(db)
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({
        '2026-01-notes': createTables(kind),
        '2026-02-password-hashes': rewriteHashes,
        '2026-03-submissions': addSubmissions,
      }),
    },
  })
  const { error } = await migrator.migrateToLatest()
  if (isSqlite) await sql.raw(error ? 'rollback' : 'commit').execute(db)
  if (error) throw new Error('The database of the notes could not be migrated.', { cause: error })
}

/** Rewrites hashes in the standard format: `scrypt:32768:salt:key` becomes `$scrypt$ln=15,r=8,p=1$salt$key`. */
const rewriteHashes: Migration = {
  async up(db: NotesDatabase) {
    const users = await db
      .selectFrom('users')
      .select(['id', 'password'])
      .where('password', 'like', 'scrypt:%')
      .execute()
    for (const { id, password } of users) {
      const [, cost, salt, key] = password.replaceAll('=', '').split(':')
      const hash = `$scrypt$ln=${Math.log2(Number(cost))},r=8,p=1$${salt}$${key}`
      await db.updateTable('users').set({ password: hash }).where('id', '=', id).execute()
    }
  },
}

/** Both databases allow any number of notes without a value. */
const addSubmissions: Migration = {
  async up(db: NotesDatabase) {
    await db.schema.alterTable('notes').addColumn('submission', 'text').execute()
    await db.schema
      .createIndex('notes_by_submission')
      .unique()
      .on('notes')
      .columns(['owner', 'submission'])
      .execute()
  },
}

function createTables(kind: 'sqlite' | 'postgres'): Migration {
  return {
    async up(db) {
      const id = kind === 'postgres' ? sql`integer generated always as identity` : sql`integer`
      const toKey = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
        kind === 'postgres' ? column.primaryKey() : column.primaryKey().autoIncrement()
      await db.schema
        .createTable('users')
        .addColumn('id', id, toKey)
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('password', 'text', (column) => column.notNull())
        .addColumn('created', 'text', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('notes')
        .addColumn('id', id, toKey)
        .addColumn('owner', 'integer', (column) =>
          column.notNull().references('users.id').onDelete('cascade'),
        )
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('folded', 'text', (column) => column.notNull())
        .addColumn('created', 'text', (column) => column.notNull())
        .addColumn('changed', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('notes_by_owner').on('notes').columns(['owner', 'changed']).execute()
    },
  }
}

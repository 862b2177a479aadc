// Brings the tables up to date when the server starts.
import { type ColumnDefinitionBuilder, type Migration, Migrator, sql } from 'kysely'
import type { NotesDatabase } from './database.ts'

/**
 * Runs the migrations that have not run yet; all of them, or none.
 *
 * @throws Error when the database refuses one
 */
export async function migrate(db: NotesDatabase, kind: 'sqlite' | 'postgres'): Promise<void> {
  // On PostgreSQL the migrator locks and begins by itself. On SQLite it does neither, and processes that start
  // together would make the same tables: this waits for the others, and works because there is one connection.
  const isSqlite = kind === 'sqlite'
  if (isSqlite) await sql`begin immediate`.execute(db)
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({
        '2026-01-notes': createTables(kind),
        '2026-02-password-hashes': rewriteHashes,
      }),
    },
  })
  const { error } = await migrator.migrateToLatest()
  if (isSqlite) await sql.raw(error ? 'rollback' : 'commit').execute(db)
  if (error) throw new Error('The tables of the notes could not be made.', { cause: error })
}

/** The same hashes in the standard's form: `scrypt:32768:salt:key` becomes `$scrypt$ln=15,r=8,p=1$salt$key`. */
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

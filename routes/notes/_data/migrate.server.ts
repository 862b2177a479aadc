// Brings the tables up to date when the server starts.
import { type ColumnDefinitionBuilder, type Migration, Migrator, sql } from 'kysely'
import type { NotesDatabase } from './database.ts'

/**
 * Runs the migrations that have not run yet.
 *
 * @throws Error when the database refuses one
 */
export async function migrate(db: NotesDatabase, kind: 'sqlite' | 'postgres'): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ '2026-01-notes': createTables(kind) }) },
  })
  let { error } = await migrator.migrateToLatest()
  // Processes that start together race for the same new file; who lost finds everything done.
  if (error && kind === 'sqlite') ({ error } = await migrator.migrateToLatest())
  if (error) throw new Error('The tables of the notes could not be made.', { cause: error })
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

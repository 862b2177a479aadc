// The migrations, in the order of their names. Each one runs once. Never change one that has run: add another.
import { type Migration, sql } from 'kysely'

export const migrations: Record<string, Migration> = {
  '001-users-and-notes': {
    async up(db) {
      await db.schema
        .createTable('users')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('password', 'text', (column) => column.notNull())
        .addColumn('created', 'text', (column) => column.notNull().defaultTo(sql`current_timestamp`))
        .execute()
      await db.schema
        .createTable('notes')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('owner', 'integer', (column) =>
          column.notNull().references('users.id').onDelete('cascade'),
        )
        .addColumn('text', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('notes_by_owner').on('notes').column('owner').execute()
    },
  },
}

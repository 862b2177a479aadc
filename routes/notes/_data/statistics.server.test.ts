// The statistics that the command and the task show.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { addNote } from './notes.server.ts'
import { openDatabase } from './open-database.server.ts'
import { readStatistics } from './statistics.server.ts'
import { addUser } from './users.server.ts'

it('readStatistics() counts users and notes, and finds the last change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'statistics-'))
  const db = await openDatabase(`file:${folder}/notes.db`)
  onTestFinished(async () => {
    await db.destroy()
    await rm(folder, { recursive: true })
  })
  expect(await readStatistics(db)).toEqual({ users: 0, notes: 0, lastChange: undefined })

  const user = await addUser(db, { name: 'Ada', password: 'correct horse' })
  await addNote(db, user!.id, { title: 'First', body: '' })
  const { changed } = await addNote(db, user!.id, { title: 'Second', body: '' })

  expect(await readStatistics(db)).toEqual({ users: 1, notes: 2, lastChange: changed })
})

// The notes while another process holds the lock of their database.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NotesDatabase } from './database.ts'
import { addNote, countNotes } from './notes.server.ts'
import { openDatabase } from './open-database.server.ts'
import { addUser } from './users.server.ts'

let folder: string
let db: NotesDatabase
let other: InstanceType<typeof Database>
let owner: number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notes-'))
  db = await openDatabase(`file:${folder}/notes.db`)
  owner = (await addUser(db, { name: 'anna', password: 'correct horse' }))!.id
  other = new Database(join(folder, 'notes.db'))
  other.exec('begin immediate')
})
afterEach(async () => {
  other.close()
  await db.destroy()
  await rm(folder, { recursive: true })
})

const note = { title: 'Title', body: 'Text' }

describe('a locked database', () => {
  it('is 503 with Retry-After in the end, and the process answers other requests meanwhile', async () => {
    let turns = 0
    const counting = setInterval(() => turns++, 1)
    const failed = addNote(db, owner, note).catch((error: unknown) => error)
    // Reading needs no lock, and does not wait for the writing request.
    expect(await countNotes(db, { owner, q: '' })).toBe(0)

    expect(await failed).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
    clearInterval(counting)
    // A process that waits within the driver has no turns.
    expect(turns).toBeGreaterThan(25)
  })

  it('is written to once the lock is released', async () => {
    const adding = addNote(db, owner, note)
    expect(await countNotes(db, { owner, q: '' })).toBe(0)
    other.exec('commit')
    await adding

    expect(await countNotes(db, { owner, q: '' })).toBe(1)
  })

  it('commits or rolls back transactions as a whole', async () => {
    other.exec('commit')
    const failing = db.transaction().execute(async (transaction) => {
      await addNote(transaction, owner, note)
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    await db.transaction().execute((transaction) => addNote(transaction, owner, note))

    expect(await countNotes(db, { owner, q: '' })).toBe(1)
  })
})

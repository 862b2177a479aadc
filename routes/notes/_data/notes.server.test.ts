// The queries of the notes, on a temporary SQLite file.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { NotesDatabase } from './database.ts'
import { addNote, changeNote, countNotes, deleteNote, findNote, listNotes } from './notes.server.ts'
import { openDatabase } from './open-database.server.ts'
import { addUser, verifyUser } from './users.server.ts'

let folder: string
let db: NotesDatabase

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notes-'))
  db = await openDatabase(`file:${folder}/notes.db`)
})

afterAll(async () => {
  await db.destroy()
  await rm(folder, { recursive: true })
})

async function addOwner(name: string): Promise<number> {
  const user = await addUser(db, { name, password: 'correct horse' })
  return user!.id
}

describe('addNote()', () => {
  it('adds one note for a form that is sent several times at once', async () => {
    const owner = await addOwner('double')
    const text = { title: 'Once', body: 'and only once' }
    const notes = await Promise.all([1, 2, 3].map(() => addNote(db, owner, text, 'form 1')))

    expect(new Set(notes.map(({ id }) => id)).size).toBe(1)
    expect(await countNotes(db, { owner, q: '' })).toBe(1)
  })

  it('adds another note for another text, form or owner', async () => {
    const [owner, other] = [await addOwner('first'), await addOwner('second')]
    const text = { title: 'Same', body: '' }
    await addNote(db, owner, text, 'form 1')
    await addNote(db, owner, { ...text, title: 'Other' }, 'form 1')
    await addNote(db, owner, text, 'form 2')
    await addNote(db, owner, text)
    await addNote(db, owner, text)
    await addNote(db, other, text, 'form 1')

    expect(await countNotes(db, { owner, q: '' })).toBe(5)
    expect(await countNotes(db, { owner: other, q: '' })).toBe(1)
  })
})

describe('changeNote()', () => {
  it('changes nothing if the note has changed since', async () => {
    const owner = await addOwner('tabs')
    const { id, changed } = await addNote(db, owner, { title: 'Old', body: '' })
    await sql`update notes set changed = '2000-01-01T00:00:00.000Z' where id = ${id}`.execute(db)

    expect(await changeNote(db, id, { title: 'Second', body: '' }, changed)).toBeUndefined()
    expect((await findNote(db, id))?.title).toBe('Old')
    expect(await changeNote(db, id, { title: 'New', body: '' }, '2000-01-01T00:00:00.000Z')).toMatchObject({
      title: 'New',
    })
  })

  it('gives two changes in one millisecond different times', async () => {
    const owner = await addOwner('quick')
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const { id, changed } = await addNote(db, owner, { title: 'Old', body: '' })
      const text = { title: 'New', body: '' }
      const answers = await Promise.all([1, 2].map(() => changeNote(db, id, text, changed)))
      expect(answers.filter(Boolean)).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('deleteNote()', () => {
  it('deletes only the expected version, and says whether it did', async () => {
    const owner = await addOwner('deleter')
    const { id, changed } = await addNote(db, owner, { title: 'Old', body: '' })

    expect(await deleteNote(db, id, '2000-01-01T00:00:00.000Z')).toBe(false)
    expect(await findNote(db, id)).toBeDefined()
    expect(await deleteNote(db, id, changed)).toBe(true)
    expect(await deleteNote(db, id)).toBe(false)
  })
})

describe('openDatabase()', () => {
  it('reopens a file with all its data', async () => {
    const again = await openDatabase(`${folder}/notes.db`)
    const owner = await addOwner('reopened')

    expect(await countNotes(again, { owner, q: '' })).toBe(0)
    await again.destroy()
  })

  it('accepts passwords hashed by an older version, and rehashes them at login', async () => {
    const old = 'scrypt:1024:c29tZXNhbHRzb21lc2FsdA==:dj05BT7oUTq35qmxXqG/pksYG8IJr8uxtvAzbfGjoic='
    const again = await openDatabase(`file:${folder}/old.db`)
    await again
      .insertInto('users')
      .values({ name: 'old', password: old, created: new Date().toISOString() })
      .execute()
    await sql`drop index notes_by_submission`.execute(again)
    await sql`alter table notes drop column submission`.execute(again)
    await sql`delete from kysely_migration where name >= '2026-02'`.execute(again)
    await again.destroy()

    const migrated = await openDatabase(`file:${folder}/old.db`)
    expect(await verifyUser(migrated, { name: 'old', password: 'password' })).toMatchObject({ name: 'old' })
    const { password } = await migrated.selectFrom('users').select('password').executeTakeFirstOrThrow()
    expect(password).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
    await migrated.destroy()
  })

  it('refuses an unknown kind of database', async () => {
    await expect(openDatabase('mysql://localhost/notes')).rejects.toThrow('"mysql" is not supported')
  })
})

describe('addUser()', () => {
  it('allows a name only once', async () => {
    await addOwner('taken')

    expect(await addUser(db, { name: 'taken', password: 'battery staple' })).toBeUndefined()
    expect(await verifyUser(db, { name: 'taken', password: 'battery staple' })).toBeUndefined()
    expect(await verifyUser(db, { name: 'taken', password: 'correct horse' })).toMatchObject({
      name: 'taken',
    })
  })
})

describe('listNotes()', () => {
  it('lists ten notes a page, most recently changed first', async () => {
    const owner = await addOwner('pages')
    const ids: number[] = []
    for (let index = 0; index < 11; index++) {
      ids.push((await addNote(db, owner, { title: `Note ${index}`, body: '' })).id)
    }
    // Make sure the times differ, even if all of this happens within a millisecond.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 })
    await changeNote(db, ids[0]!, { title: 'Changed', body: '' })
    vi.useRealTimers()
    const filter = { owner, q: '' }

    const first = await listNotes(db, filter, 1)

    expect(await countNotes(db, filter)).toBe(11)
    expect(first).toHaveLength(10)
    expect(first[0]).toMatchObject({ id: ids[0], title: 'Changed' })
    expect(await listNotes(db, filter, 2)).toMatchObject([{ id: ids[1] }])
    expect(await listNotes(db, filter, 3)).toEqual([])
  })

  it('ignores case, and takes % _ and \\ literally', async () => {
    const owner = await addOwner('search')
    await addNote(db, owner, { title: 'Überlegung', body: '100% a_b c\\d' })
    const count = (q: string): Promise<number> => countNotes(db, { owner, q })

    for (const q of ['über', 'ÜBER', '100%', 'A_B', 'c\\d', '%', '_', '\\']) expect(await count(q)).toBe(1)
    for (const q of ['b_r', '1%0', 'a\\_b']) expect(await count(q)).toBe(0)
  })

  it('leaves out the notes of other users', async () => {
    const [one, other] = [await addOwner('one'), await addOwner('other')]
    await addNote(db, one, { title: 'Mine', body: '' })

    expect(await listNotes(db, { owner: other, q: '' }, 1)).toEqual([])
  })
})

describe('findNote()', () => {
  it('returns undefined for an id that no note can have', async () => {
    for (const id of [0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER]) expect(await findNote(db, id)).toBeUndefined()
  })

  it('does not find a deleted note, and never reuses its id', async () => {
    const owner = await addOwner('deleting')
    const { id } = await addNote(db, owner, { title: 'Short-lived', body: '' })
    await deleteNote(db, id)

    expect(await findNote(db, id)).toBeUndefined()
    expect(await changeNote(db, id, { title: 'Late', body: '' })).toBeUndefined()
    expect((await addNote(db, owner, { title: 'Next', body: '' })).id).toBeGreaterThan(id)
  })
})

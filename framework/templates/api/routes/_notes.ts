// The notes of one process. Keep them in a database before you deploy.
import * as v from 'valibot'

export const NoteSchema = v.object({
  text: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('Write a note.'),
    v.maxLength(500, 'Use at most 500 characters.'),
  ),
  isDone: v.optional(v.boolean(), false),
})

export interface Note extends v.InferOutput<typeof NoteSchema> {
  id: number
}

export interface Notes {
  list(filter: { isDone: boolean | undefined }): Note[]
  find(id: number): Note | undefined
  add(note: Omit<Note, 'id'>): Note
  replace(note: Note): void
  remove(id: number): boolean
}

/** Creates an empty list of notes. */
export function createNotes(): Notes {
  const notes = new Map<number, Note>()
  let lastId = 0
  return {
    list: ({ isDone }) =>
      [...notes.values()].filter((note) => isDone === undefined || note.isDone === isDone),
    find: (id) => notes.get(id),
    add(note) {
      lastId++
      const added = { id: lastId, ...note }
      notes.set(lastId, added)
      return added
    },
    replace: (note) => void notes.set(note.id, note),
    remove: (id) => notes.delete(id),
  }
}

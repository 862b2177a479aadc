// The guest book in a folder: each entry is a JSON file. Any other driver of unstorage takes its place in one line.
import { randomBytes } from 'node:crypto'
import { createStorage } from 'unstorage'
import files from 'unstorage/drivers/fs'
import { type Entry, type GuestBook, maxEntries } from './guest-book.ts'

/** @param folder An absolute path. It is created with the first entry */
export function openFileGuestBook(folder: string): GuestBook {
  const storage = createStorage<Entry>({ driver: files({ base: folder }) })

  return {
    async list() {
      const keys = (await listKeys()).slice(0, maxEntries)
      const items = await storage.getItems(keys)
      return items.map(({ value }) => value).filter(isEntry)
    },
    async add(entry) {
      // The time sorts the keys, because a store of keys and values finds documents by nothing else.
      const time = Date.parse(entry.written).toString(36).padStart(9, '0')
      await storage.setItem(`${time}-${randomBytes(6).toString('hex')}`, entry)
      for (const key of (await listKeys()).slice(maxEntries)) await storage.removeItem(key)
    },
    close: () => storage.dispose(),
  }

  async function listKeys(): Promise<string[]> {
    return (await storage.getKeys()).sort().reverse()
  }
}

/** A file that another process has just removed is `null`, and one that is still being written is text. */
function isEntry(value: Entry | string | null): value is Entry {
  return typeof value === 'object' && value !== null
}

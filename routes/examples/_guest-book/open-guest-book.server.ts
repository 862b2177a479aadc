// Opens the guest book: in MongoDB if there is a server, or else in files.
import { resolve } from 'node:path'
import type { GuestBook } from './guest-book.ts'

export interface GuestBookOptions {
  /** A MongoDB server, such as `mongodb://127.0.0.1:27017/site` (default: none). */
  url?: string | undefined
  /** The folder of the files (default: `.data/guest-book` in the current folder). */
  folder?: string | undefined
}

/** @throws Error if the URL is not one of a MongoDB server */
export async function openGuestBook({
  url,
  folder = '.data/guest-book',
}: GuestBookOptions): Promise<GuestBook> {
  // Drivers are loaded on demand, so that a site with one of them does not need the other.
  if (url) return (await import('./mongo-guest-book.server.ts')).openMongoGuestBook(url)
  return (await import('./file-guest-book.server.ts')).openFileGuestBook(resolve(folder))
}

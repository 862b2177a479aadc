// `userTest` for the notes: the visitor is logged in before the test starts, and has no notes yet.
import { formatCookies } from './notes-visitor.ts'
import { test } from './site-test.ts'

interface User {
  readonly name: string
}

/**
 * A test with `user`, whose `page` and `request` are logged in. The tests of a worker borrow the same user, one after
 * the other, because hashing a password takes longer than a page. A test that changes the account, or enters a wrong
 * password, signs up with a user of its own.
 */
export const userTest = test.extend<{ user: User }>({
  storageState: async ({ account }, use) => use({ cookies: account.cookies, origins: [] }),
  user: [
    async ({ account, baseURL }, use) => {
      await removeNotes(new URL('/notes/api/', baseURL), formatCookies(account.cookies))
      await use({ name: account.name })
    },
    { auto: true },
  ],
})

/** Removes the notes of the test before, page by page. */
async function removeNotes(api: URL, cookie: string): Promise<void> {
  const headers = { cookie }
  for (;;) {
    const list = await fetch(new URL('notes', api), { headers })
    const { notes } = (await list.json()) as { notes: { id: number }[] }
    if (notes.length === 0) return
    await Promise.all(
      notes.map(({ id }) => fetch(new URL(`notes/${id}`, api), { method: 'DELETE', headers })),
    )
  }
}

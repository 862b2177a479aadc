// The guest book in files, and in MongoDB while the server is down.
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, type Socket, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Entry, type GuestBook, maxEntries } from './guest-book.ts'
import { openGuestBook } from './open-guest-book.server.ts'

describe('openGuestBook() in files', () => {
  let parent: string
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'guest-book-'))
  })
  afterAll(() => rm(parent, { recursive: true }))

  it('lists nothing before the first entry', async () => {
    const book = await openGuestBook({ folder: join(parent, 'empty') })

    expect(await book.list()).toEqual([])
    await book.close()
  })

  it('keeps entries as they were written, newest first, and after it was closed', async () => {
    const folder = join(parent, 'kept')
    const [first, second] = [createEntry(1), { ...createEntry(2), from: 'Cádiz: “../..”' }]
    const book = await openGuestBook({ folder })
    await book.add(first)
    await book.add(second)
    await book.close()

    const again = await openGuestBook({ folder })
    expect(await again.list()).toEqual([second, first])
    await again.close()
  })

  it('removes the oldest entries', async () => {
    const folder = join(parent, 'full')
    const book = await openGuestBook({ folder })
    for (let number = 1; number <= maxEntries + 2; number++) await book.add(createEntry(number))

    const entries = await book.list()
    expect([entries.length, entries[0]!.name, entries.at(-1)!.name]).toEqual([
      maxEntries,
      `Guest ${maxEntries + 2}`,
      'Guest 3',
    ])
    expect(await readdir(folder)).toHaveLength(maxEntries)
    await book.close()
  })

  it('leaves out a file that is still being written', async () => {
    const folder = join(parent, 'half')
    const book = await openGuestBook({ folder })
    await book.add(createEntry(1))
    await writeFile(join(folder, 'zzzzzzzzz-0'), '{"name":"Gu')

    expect(await book.list()).toEqual([createEntry(1)])
    await book.close()
  })
})

describe('openGuestBook() with the URL of a MongoDB server', () => {
  it('answers 503 while nothing listens there, and connects as soon as a server does', async () => {
    const port = await findPort()
    const book = await openGuestBook({ url: `mongodb://127.0.0.1:${port}/site` })
    await expectDown(book)

    const silent = await startSilentServer(port)
    await expectDown(book)
    expect(silent.connections()).toBeGreaterThan(0)
    await book.close()
    silent.stop()
  })

  it('answers 503 if the server accepts connections and says nothing', async () => {
    const silent = await startSilentServer(0)
    const book = await openGuestBook({ url: `mongodb://127.0.0.1:${silent.port}/site` })
    await expectDown(book)

    await book.close()
    silent.stop()
  })

  it('refuses another URL, without repeating its password', async () => {
    await expect(openGuestBook({ url: 'postgres://site:secret@127.0.0.1/site' })).rejects.toThrow(
      /^MONGODB_URL is not the URL of a MongoDB server\. Set one such as mongodb:\/\/127\.0\.0\.1:27017\/site\.$/,
    )
  })
})

async function expectDown(book: GuestBook): Promise<void> {
  const down = { status: 503, headers: { 'retry-after': '60' } }
  await expect(book.list()).rejects.toMatchObject(down)
  await expect(book.add(createEntry(1))).rejects.toMatchObject(down)
}

async function findPort(): Promise<number> {
  const server = await startSilentServer(0)
  server.stop()
  return server.port
}

async function startSilentServer(
  port: number,
): Promise<{ port: number; connections(): number; stop(): void }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket)).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.length,
    stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function createEntry(number: number): Entry {
  return { name: `Guest ${number}`, text: 'Hello', written: new Date(number * 1000).toISOString() }
}

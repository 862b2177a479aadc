// Builds the tutorial's application from its pages, and runs what the reader has after each chapter.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestClient } from './build/test-client.ts'
import { findChangedLines, formatLines } from './fixtures/changed-lines.ts'
import type { SiteFiles } from './fixtures/code-blocks.ts'
import { type DocsPage, readDocsPages } from './fixtures/docs-pages.ts'
import { type TemporarySite, createTemporarySite } from './fixtures/temporary-site.ts'
import type { TestClient } from './node/site-client.ts'

const chapters = (await readDocsPages()).filter(({ name }) => /^tutorial\/\d/.test(name))
const password = 'a long password'

type Check = (client: TestClient) => Promise<void>

/** What works at the end of each chapter, in the words of the chapter. */
const checks: Record<string, Check> = {
  async '1-first-page'(client) {
    expect(await text(client, '/')).toContain('href="/books"')
    expect(await text(client, '/books?q=emma')).toMatch(/Emma/)
    expect(await text(client, '/books?q=emma')).not.toContain('Middlemarch')
    expect(await text(client, '/books?q=<b>')).toContain('value="&lt;b>"')
  },
  async '2-layout'(client) {
    const page = await text(client, '/books')
    expect(page).toContain('<title>Books · Reading list</title>')
    expect(await text(client, '/')).toContain('<title>Home · Reading list</title>')
    expect(page).toMatch(/<a href="\/books" aria-current="page">/)
  },
  async '3-database'(client) {
    expect(await text(client, '/books')).toContain('There are no books here yet.')
  },
  async '4-forms'(client) {
    const empty = await client.post('/books/new', { form: { title: ' ', author: 'Jane Austen' } })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toMatch(/Write a title\.[\s\S]*value="Jane Austen"/)
    const added = await client.post('/books/new', { form: { title: 'Emma', author: 'Jane Austen' } })
    expect([added.status, added.headers.get('location')]).toEqual([303, '/books'])
    expect(await text(client, '/books')).toMatch(/Emma is on your list\.[\s\S]*href="\/books\/1"/)
    expect(await text(client, '/books')).not.toContain('is on your list')
    await client.post('/books/1?/finish', { form: {} })
    expect(await text(client, '/books/1')).toContain('You have read this book.')
    await client.post('/books/1?/remove', { form: {} })
    expect((await client.get('/books/1')).status).toBe(404)
    expect((await client.get('/books/emma')).status).toBe(404)
  },
  async '5-accounts'(client) {
    const stranger = await client.get('/books')
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/login?next=%2Fbooks'])
    await signUp(client, 'ada')
    expect(await text(client, '/books')).toContain('Books of ada')
    await client.post('/books/new', { form: { title: 'Emma', author: 'Jane Austen' } })
    await client.post('/logout', { form: {} })
    const taken = await client.post('/signup', { form: { name: 'ada', password } })
    expect(await taken.text()).toContain('This name is taken.')
    const wrong = await client.post('/login', { form: { name: 'ada', password: 'wrong' } })
    expect([wrong.status, /is wrong/.test(await wrong.text())]).toEqual([422, true])
    const back = await client.post('/login?next=%2Fbooks%2Fnew', { form: { name: 'ada', password } })
    expect([back.status, back.headers.get('location')]).toEqual([303, '/books/new'])
    expect(await text(client, '/books/1')).toContain('Log out')
    await client.post('/logout', { form: {} })
    await signUp(client, 'grace')
    expect((await client.get('/books/1')).status).toBe(404)
    for (const action of ['finish', 'remove']) {
      expect((await client.post(`/books/1?/${action}`, { form: {} })).status).toBe(404)
    }
  },
  async '6-island'(client) {
    const refused = await client.put('/books/1/rating', { json: { rating: 5 } })
    expect(refused.status).toBe(401)
    await signUp(client, 'ada')
    await client.post('/books/new', { form: { title: 'Emma', author: 'Jane Austen' } })
    const rate = async (rating: number) => (await client.put('/books/1/rating', { json: { rating } })).status
    expect([await rate(4), await rate(6)]).toEqual([200, 422])
    expect(await text(client, '/books/1')).toMatch(
      /_rating\.island[\s\S]*aria-label="4 of 5" aria-pressed="true"/,
    )
    expect(await text(client, '/books')).not.toContain('<script')
  },
  async '7-real-time'(client) {
    await signUp(client, 'ada')
    const events = await client.get('/books/live')
    expect(events.headers.get('content-type')).toContain('text/event-stream')
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
    await client.post('/books/new', { form: { title: 'Emma', author: 'Jane Austen' } })
    let received = ''
    while (!received.includes('data:')) received += (await reader.read()).value ?? ''
    expect(received).toContain('data: {"title":"Emma"}')
    await reader.cancel()
  },
  async '8-tests'(client) {
    await signUp(client, 'ada')
    expect(await text(client, '/books/999')).toMatch(/There is no such book\.[\s\S]*All books/)
  },
  async '9-deploy'(client) {
    expect((await client.get('/')).status).toBe(200)
  },
}

describe('chapter', () => {
  let site: TemporarySite
  const written = new Set<string>()
  beforeAll(async () => {
    process.env.DATABASE_PATH = ':memory:'
    site = await createTemporarySite({})
    await site.remove('vite.config.js')
  })
  afterAll(async () => {
    delete process.env.DATABASE_PATH
    await site?.dispose()
  })

  it('is listed for every check, and has one', () => {
    expect(chapters.map(titleOf)).toEqual(Object.keys(checks))
  })

  it.each(chapters.map((chapter) => ({ title: titleOf(chapter), chapter })))(
    '$title works, and has nothing to improve',
    async ({ title, chapter }) => {
      await writeChapter(chapter.last)
      const client = await createTestClient({ root: site.folder })
      try {
        await checks[title]?.(client)
      } finally {
        await client.close()
      }
      const { code, output } = await site.vial(['check'])
      expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^No problems found in/) })
    },
  )

  it('9 passes the tests of chapter 8, and runs as it is deployed', async () => {
    await writeChapter(chapters.at(-1)!.last)
    // Five seconds, the default, are for the machine of a reader, which runs no other tests meanwhile.
    const tests = await site.vial(['run', '--testTimeout=120000'], {
      script: 'node_modules/vitest/vitest.mjs',
    })
    expect(tests.code, tests.output).toBe(0)
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const server = await site.startProduction()
    expect(await server.text('/')).toContain('Reading list')
    const stranger = await server.fetch('/books', { redirect: 'manual' })
    expect(stranger.headers.get('location')).toBe('/login?next=%2Fbooks')
    await server.stop()
  })

  /** Writes the files of a chapter, and removes those of others. */
  async function writeChapter(files: SiteFiles): Promise<void> {
    for (const path of written) if (!files.has(path)) await site.remove(path)
    await site.write(Object.fromEntries(files))
    written.clear()
    for (const path of files.keys()) written.add(path)
  }
})

it('the tutorial marks what has changed in a file that it shows again, unless that is most of it', () => {
  const shown = new Map<string, string>()
  const wrong: string[] = []
  for (const { name, ownBlocks } of chapters) {
    for (const { caption, code, marks } of ownBlocks) {
      const before = caption && shown.get(caption)
      if (!caption || !/^(routes|src)\//.test(caption)) continue
      shown.set(caption, code)
      const changed = before === undefined ? [] : findChangedLines(before, code)
      const isMarked = changed.length > 0 && changed.length <= code.split('\n').length / 2
      const expected = isMarked ? formatLines(changed) : undefined
      if (marks !== expected) wrong.push(`${name}: ${caption} ${expected ?? 'needs no marks'}`)
    }
  }
  expect(wrong).toEqual([])
})

function titleOf({ name }: DocsPage): string {
  return name.replace(/^tutorial\/|\.mdx$/g, '')
}

async function text(client: TestClient, path: string): Promise<string> {
  return (await client.get(path)).text()
}

async function signUp(client: TestClient, name: string): Promise<void> {
  const response = await client.post('/signup', { form: { name, password } })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/books'])
}

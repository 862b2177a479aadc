// The chat example in two processes of the built site that share a Redis server, behind a load balancer.
// Production only, because `vite dev` is a single process.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { type Balancer, startBalancer } from '../framework/fixtures/balancer.ts'
import { type RedisServer, hasRedis, startRedis } from '../framework/fixtures/redis-server.ts'
import { type BuiltProcess, startBuiltProcess } from './built-process.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/chat'

// In sequence, because the tests share the processes, and the last test kills one of them.
test.describe.configure({ mode: 'default' })

test.describe('two processes', () => {
  let folder: string
  let environment: Record<string, string>
  let redis: RedisServer
  let processes: BuiltProcess[] = []
  let balancer: Balancer

  test.skip(!hasRedis, 'There is no redis-server.')

  test.beforeAll(async ({ browserName: _ }, { project }) => {
    test.skip(project.name !== 'production', 'There is one process in development.')
    folder = await mkdtemp(join(tmpdir(), 'vial-two-processes-'))
    redis = await startRedis()
    environment = {
      REDIS_URL: redis.url,
      SESSION_SECRET: randomBytes(32).toString('base64'),
      DATABASE_URL: `file:${join(folder, 'notes.db')}`,
      GALLERY_FOLDER: join(folder, 'gallery'),
      TRUST_PROXY: '1',
    }
    // In sequence, because the first one creates the tables.
    processes = [await startBuiltProcess(environment), await startBuiltProcess(environment)]
    balancer = await startBalancer(processes.map(({ origin }) => origin))
  })

  test.afterAll(async () => {
    await Promise.all(processes.map((process) => process.kill()))
    await balancer?.close()
    await redis?.stop()
    if (folder) await rm(folder, { recursive: true })
  })

  test('visitors on different processes see the messages of each other', async ({ page, browser }) => {
    const { page: other, close } = await openTwo(page, browser)
    await tellEachOther(page, other)
    await close()
  })

  test('event streams receive messages from sockets of the other process', async ({ page, browser }) => {
    await signIn(page.context(), 'Ada')
    await page.goto(balancer.origin + path)
    await expect.poll(() => openSockets()).toBe(1)
    for (const { origin } of processes) {
      const context = await browser.newContext()
      const other = await context.newPage()
      await other.goto(`${origin}/examples`)
      const heard = other.evaluate(hearNext, '/examples/chat/live')
      await other.waitForFunction(() => 'isListening' in window)
      const said = `by a socket ${crypto.randomUUID()}`
      await say(page, said)
      expect(await heard).toContain(said)
      await context.close()
    }
  })

  test('a new process shows earlier messages', async ({ page }) => {
    await signIn(page.context(), 'Ada')
    await page.goto(balancer.origin + path)
    const said = `kept ${crypto.randomUUID()}`
    await say(page, said)
    const another = await startBuiltProcess(environment)
    try {
      for (const { origin } of [...processes, another]) {
        expect(await (await fetch(origin + path)).text()).toContain(said)
      }
    } finally {
      await another.kill()
    }
  })

  test('while Redis is down, messages reach their own process', async () => {
    const away = await startRedis()
    const alone = await startBuiltProcess({ ...environment, REDIS_URL: away.url })
    try {
      await fetch(alone.origin + path)
      await away.stop()
      const text = `alone ${crypto.randomUUID()}`
      const body = new URLSearchParams({ name: 'Ada', text })
      const answer = await fetch(alone.origin + path, { method: 'POST', body })
      expect(answer.status).toBe(200)
      expect(await (await fetch(alone.origin + path)).text()).toContain(text)
    } finally {
      await alone.kill()
      await away.stop()
    }
  })

  test('visitors of a killed process continue on the other one', async ({ page, browser, allowConsole }) => {
    // The streams of the killed process break.
    allowConsole(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/)
    const { page: other, close } = await openTwo(page, browser)
    await processes[0]!.kill()
    await expect.poll(() => balancer.sockets()).toEqual([0, 1])
    const missed = `meanwhile ${crypto.randomUUID()}`
    await say(other, missed)

    await expect.poll(() => balancer.sockets()).toEqual([0, 2])
    await expect(page.getByRole('log').getByText(missed)).toHaveCount(1)
    await tellEachOther(page, other)
    const response = await page.reload()
    expect(await response!.headerValue('x-process')).toBe('1')
    // The session survives, so the form does not ask for a name again.
    await expect(page.getByLabel('Message')).toBeVisible()
    await expect(page.getByLabel('Your name')).toHaveCount(0)
    await close()
  })

  /** Opens the chat for two visitors, each with a socket to another process. */
  async function openTwo(page: Page, browser: Browser): Promise<{ page: Page; close(): Promise<void> }> {
    await expect.poll(() => openSockets()).toBe(0)
    const context = await browser.newContext()
    const other = await context.newPage()
    await signIn(page.context(), 'Ada')
    await signIn(context, 'Bob')
    await page.goto(balancer.origin + path)
    await expect.poll(() => openSockets()).toBe(1)
    await other.goto(balancer.origin + path)
    await expect.poll(() => balancer.sockets()).toEqual([1, 1])
    return { page: other, close: () => context.close() }
  }

  /** Gives a visitor a name, which is then in the session. */
  async function signIn(context: BrowserContext, name: string): Promise<void> {
    const form = { name, text: `${name} is here` }
    const response = await context.request.post(balancer.origin + path, { form })
    expect(response.status()).toBe(200)
  }

  function openSockets(): number {
    return balancer.sockets().reduce((sum, count) => sum + count, 0)
  }
})

async function tellEachOther(page: Page, other: Page): Promise<void> {
  for (const [speaker, listener] of [
    [page, other],
    [other, page],
  ] as const) {
    const said = `hello ${crypto.randomUUID()}`
    await say(speaker, said)
    for (const visitor of [speaker, listener]) {
      await expect(visitor.getByRole('log').getByText(said)).toHaveCount(1)
    }
  }
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('log').getByText(text)).toHaveCount(1)
}

/** Runs in the page: returns the next message after the initial ones. */
function hearNext(url: string): Promise<string> {
  return new Promise((resolve) => {
    const events = new EventSource(url)
    events.onmessage = () => {
      Object.assign(window, { isListening: true })
      events.onmessage = ({ data }) => resolve(data)
    }
  })
}

// Two processes of one built site behind a balancer: what a visitor meets does not depend on who answers.
// Production only: `vite dev` is one process for one developer.
import { type Balancer, startBalancer } from '../fixtures/balancer.ts'
import { expect, test } from '../fixtures/browser-site.ts'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { openSocket } from '../fixtures/socket-client.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'

const files = {
  'routes/_server.ts': `
import { defineServer } from 'vial'
import { redisStore } from 'vial/redis'
import { rateLimit } from 'vial/server'

export default defineServer({
  session: { store: redisStore() },
  extensions: [rateLimit({ points: 5, duration: '1h', paths: ['/limited'] })],
})`,
  'routes/index.tsx': `
import { redirect } from 'vial'

export async function POST({ form, session }) {
  const { data } = await form()
  session.regenerate()
  session.name = data.name
  return redirect('/')
}

// No icon, so that a visit is one request.
export const head = { link: [{ rel: 'icon', href: 'data:,' }] }

export default ({ session }) => session.name
  ? <><p>Hello {session.name}</p><form method="post" action="/logout"><button>Log out</button></form></>
  : <><p>Hello stranger</p><form method="post"><input name="name" aria-label="Name" /><button>Log in</button></form></>`,
  'routes/logout.ts': `
import { redirect } from 'vial'

export function POST({ session }) {
  session.destroy()
  return redirect('/')
}`,
  'routes/kept.tsx': `
export const config = { cache: { maxAge: 3600, tags: ['kept'] } }
export const loader = () => ({ made: 'process ' + process.pid + ', ' + crypto.randomUUID() })
export default ({ data }) => <p>Made by {data.made}</p>`,
  'routes/forget.ts': `export const POST = ({ invalidate }) => invalidate('kept')`,
  'routes/limited.ts': `export const GET = () => 'let in'`,
  'routes/room.ts': `
export const socket = {
  open(peer) { peer.subscribe('room'); peer.send('ready') },
  message(peer, message) { peer.publish('room', message.text()) },
}`,
}

test.describe('A site in two processes', () => {
  test.skip(!hasRedis, 'There is no redis-server.')
  let redis: RedisServer
  let site: TemporarySite
  let processes: RunningServer[]
  let balancer: Balancer

  test.beforeAll(async () => {
    redis = await startRedis()
    site = await createTemporarySite(files)
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const environment = { REDIS_URL: redis.url, TRUST_PROXY: '1', NODE_ENV: 'production', HOST: 'localhost' }
    processes = await Promise.all([site.startProduction(environment), site.startProduction(environment)])
    balancer = await startBalancer(processes.map(({ origin }) => origin))
  })

  test.afterAll(async () => {
    await balancer?.close()
    await site?.dispose()
    await redis?.stop()
  })

  test('knows a visitor in both, until they log out of one', async ({ page, context }) => {
    await page.goto(balancer.origin)
    await page.getByLabel('Name').fill('Ada')
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByText('Hello Ada')).toBeVisible()
    const [{ name, value } = {}] = await context.cookies()
    const copied = { headers: { cookie: `${name}=${value}` } }

    const seen = new Set<string | null>()
    for (const _ of processes) {
      const response = await page.reload()
      await expect(page.getByText('Hello Ada')).toBeVisible()
      seen.add(await response!.headerValue('x-process'))
    }
    expect(seen).toEqual(new Set(['0', '1']))
    for (const process of processes) expect(await process.text('/', copied)).toContain('Hello Ada')

    await page.getByRole('button', { name: 'Log out' }).click()
    await expect(page.getByText('Hello stranger')).toBeVisible()
    for (const process of processes) expect(await process.text('/', copied)).toContain('Hello stranger')
  })

  test('serves in one what the other has made, and forgets it in both', async () => {
    const first = await ask('/kept')
    const second = await ask('/kept')
    expect(second.process).not.toBe(first.process)
    expect(second.text).toContain(`Made by process ${processes[first.process]!.process.pid}, `)
    expect(madeBy(second.text)).toBe(madeBy(first.text))

    // In turn: what one of them is told, the other one answers next.
    for (const _ of processes) {
      const before = madeBy((await ask('/kept')).text)
      const told = await ask('/forget', { method: 'POST' })
      const after = [await ask('/kept'), await ask('/kept')]
      expect(after[0]!.process).not.toBe(told.process)
      expect(madeBy(after[0]!.text)).not.toBe(before)
      expect(madeBy(after[1]!.text)).toBe(madeBy(after[0]!.text))
      await ask('/')
    }
  })

  test('counts the requests to both against one limit', async () => {
    const answers: Answer[] = []
    for (let index = 0; index < 7; index += 1) answers.push(await ask('/limited'))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429])

    const [letIn, refused] = [answers.slice(0, 5), answers.slice(5)]
    expect(processesOf(letIn)).toEqual([0, 1])
    expect(processesOf(refused)).toEqual([0, 1])
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(3500)
  })

  test('carries what is said in a room from one to the other', async () => {
    const [one, two] = await Promise.all(processes.map(({ origin }) => openSocket(`${origin}/room`)))
    expect([await one!.next(), await two!.next()]).toEqual(['ready', 'ready'])
    one!.send('hello')
    expect(await two!.next()).toBe('hello')
    two!.send('and back')
    expect(await one!.next()).toBe('and back')
    for (const { socket } of [one!, two!]) socket.close()
  })

  // The last one, because it leaves one process behind.
  test('keeps working when one of them is killed, with what it made', async ({ page }) => {
    const [one] = processes as [RunningServer]
    const loggedIn = await one.fetch('/', { method: 'POST', body: new URLSearchParams({ name: 'Bob' }) })
    const cookie = loggedIn.headers.getSetCookie()[0]!.split(';')[0]!
    const [made] = [await ask('/kept'), await ask('/kept')]
    const ended = new Promise((resolve) => one.process.once('exit', (_, signal) => resolve(signal)))
    one.process.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')

    for (const _ of processes) {
      const { process, text } = await ask('/', { headers: { cookie } })
      expect(process).toBe(1)
      expect(text).toContain('Hello Bob')
      expect(madeBy((await ask('/kept')).text)).toBe(madeBy(made!.text))
    }
    await page.goto(balancer.origin)
    await page.getByLabel('Name').fill('Eve')
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByText('Hello Eve')).toBeVisible()
  })

  /** Asks whichever process has its turn. */
  async function ask(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(new URL(path, balancer.origin), { redirect: 'manual', ...init })
    const { status, headers } = response
    return { process: Number(headers.get('x-process')), status, headers, text: await response.text() }
  }
})

interface Answer {
  readonly process: number
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Which of the processes have answered. */
function processesOf(answers: readonly Answer[]): number[] {
  return [...new Set(answers.map(({ process }) => process))].toSorted()
}

function madeBy(page: string): string | undefined {
  return /Made by ([^<]*)/.exec(page)?.[1]
}

// Tests tasks and background work in real processes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'
import { hasRedis, startRedis } from '../fixtures/redis-server.ts'

const files = {
  'routes/_server.ts': `
    import { appendFileSync } from 'node:fs'
    import { defineServer } from 'vial'
    const note = (text) => appendFileSync('notes.txt', text + '\\n')
    export default defineServer({
      start(app) {
        app.locals.name = 'the app'
        return () => note('closed')
      },
      tasks: {
        tick: { cron: '* * * * * *', run: (app, { time }) => note('tick ' + app.locals.name + ' ' + time.getTime()) },
        slow: {
          cron: '* * * * * *',
          async run(app, { signal }) {
            note('slow begins')
            await new Promise((resolve) => signal.addEventListener('abort', resolve))
            await new Promise((resolve) => setTimeout(resolve, 300))
            note('slow ends')
          },
        },
      },
    })`,
  'routes/index.ts': `
    import { appendFileSync } from 'node:fs'
    export const GET = (ctx) => {
      ctx.after(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1500))
        appendFileSync('notes.txt', 'after\\n')
      })
      return 'ok'
    }`,
}

describe('tasks', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite(files)
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  })

  afterAll(() => site?.dispose())

  async function readNotes(): Promise<string[]> {
    return (await site.read('notes.txt')).trim().split('\n')
  }

  it.each(['dev', 'production'])(
    'run on schedule in %s, and are waited for at the end, like background work',
    async (mode) => {
      await site.write({ 'notes.txt': '' })
      const server: RunningServer = await (mode === 'dev' ? site.startDev() : site.startProduction())
      // In development the site starts with the first request.
      await server.text('/')
      const ticks = await waitUntil(async () => {
        const found = (await readNotes()).filter((line) => line.startsWith('tick the app'))
        expect(found.length).toBeGreaterThan(1)
        return found
      })
      expect(Number(ticks[0]!.split(' ').at(-1)) % 1000).toBe(0)
      if (mode === 'dev') return void (await server.stop())
      await server.text('/')
      expect(await server.stop()).toBe(0)

      const notes = await readNotes()
      expect(notes.filter((line) => line === 'slow begins')).toHaveLength(1)
      expect(notes.at(-1)).toBe('closed')
      expect(notes.indexOf('slow ends')).toBeGreaterThan(0)
      expect(notes.filter((line) => line === 'after')).toHaveLength(2)
      expect(server.output()).toMatch(/"msg":"The task tick finished in \d+ ms\."/)
    },
  )

  it.skipIf(!hasRedis)('run once in two processes with one Redis', async () => {
    const redis = await startRedis()
    try {
      await site.write({ 'notes.txt': '' })
      const servers = [
        await site.startProduction({ REDIS_URL: redis.url }),
        await site.startProduction({ REDIS_URL: redis.url }),
      ]
      const ticks = await waitUntil(async () => {
        const found = (await readNotes()).filter((line) => line.startsWith('tick'))
        expect(found.length).toBeGreaterThan(3)
        return found
      })
      expect(new Set(ticks).size).toBe(ticks.length)
      await Promise.all(servers.map((server) => server.stop()))
    } finally {
      await redis.stop()
    }
  })

  it('delay the stop by at most SHUTDOWN_TIMEOUT, and the rest of the site still stops', async () => {
    await site.write({
      'routes/_server.ts': `
        export default {
          start: () => () => console.log('closed'),
          tasks: { endless: { cron: '* * * * * *', run: () => { console.log('begun'); return new Promise(() => {}) } } },
        }`,
    })
    await site.build()
    const server = await site.startProduction({ SHUTDOWN_TIMEOUT: '1' })
    await waitUntil(async () => expect(server.output()).toContain('begun'))

    expect(await server.stop()).toBe(1)
    expect(server.output()).toMatch(/"msg":"A task did not finish in time."[\s\S]*closed/)
  })

  it('prevent the start, with a clear message, when one is invalid', async () => {
    await site.write({
      'routes/_server.ts': `export default { tasks: { tidy: { cron: 'at night', run() {} } }, start: () => () => console.log('closed') }`,
    })
    await site.build()

    await expect(site.startProduction()).rejects.toThrow(
      /closed[\s\S]*routes\/_server: the task tidy: cron is "at night"/,
    )
  })
})

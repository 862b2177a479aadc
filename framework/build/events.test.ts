// Tests event streams and rooms over real connections, with the dev server and the built server.
import { type IncomingMessage, get } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { shareServers } from '../fixtures/shared-site.ts'
import { type RunningServer, waitUntil } from '../fixtures/temporary-site.ts'

const files = {
  'routes/index.tsx': `export default () => <p>alive</p>`,
  'routes/room/[name].ts': `export const GET = ({ app, params, events }) => events(app.subscribe(params.name))
export async function POST({ app, params, json }) { app.publish(params.name, await json()) }
`,
  'routes/waiting.ts': `globalThis.open ??= 0
export function GET(ctx) {
  return ctx.events(async function* () {
    globalThis.open++
    try { yield* ctx.app.subscribe('a quiet room', { signal: ctx.signal }) } finally { globalThis.open-- }
  })
}
`,
  'routes/open.ts': `export const GET = () => [globalThis.open ?? 0, process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length]`,
  'routes/broken.ts': `export const GET = ({ events }) => events(async function* () { yield 'one'; throw new Error('out of events') })`,
  'routes/endless.ts': `export const GET = ({ events }) => events(async function* () {
  for (let n = 0; ; n++) { globalThis.made = n; yield 'x'.repeat(100_000) }
})`,
  'routes/made.ts': `export const GET = () => [globalThis.made]`,
}

interface Stream {
  response: IncomingMessage
  /** Everything received so far. */
  text(): string
  /** Resolves when the server ends the stream; rejects when the connection breaks. */
  ended: Promise<void>
  close(): void
}

function listen(server: RunningServer, path: string, headers: Record<string, string> = {}): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = get(new URL(path, server.origin), { headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      const ended = new Promise<void>((settle, fail) => response.once('end', settle).once('error', fail))
      ended.catch(() => {})
      resolve({ response, text: () => text, ended, close: () => request.destroy() })
    })
    request.on('error', reject)
  })
}

const post = (server: RunningServer, path: string, data: unknown): Promise<Response> =>
  server.fetch(path, {
    method: 'POST',
    body: JSON.stringify(data),
    headers: { 'content-type': 'application/json' },
  })

const shared = shareServers(files, ['dev', 'production'])
const { servers } = shared

describe.each(['dev', 'production'])('an event stream in %s', (mode) => {
  it('sends its headers before the first event, and is neither cached nor compressed', async () => {
    const { response, close } = await listen(servers[mode]!, '/room/quiet', { 'accept-encoding': 'br, gzip' })

    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    expect(response.headers['content-encoding']).toBeUndefined()
    close()
  })

  it('carries what is published to a room', async () => {
    const server = servers[mode]!
    const stream = await listen(server, '/room/a')
    expect((await post(server, '/room/a', { n: 1 })).status).toBe(204)

    await waitUntil(async () => expect(stream.text()).toBe('data: {"n":1}\n\n'))
    stream.close()
  })

  it('answers HEAD', async () => {
    const response = await servers[mode]!.fetch('/waiting', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(await servers[mode]!.text('/open')).toMatch(/^\[0,/)
  })

  it('produces no event before the visitor can receive it', async () => {
    const server = servers[mode]!
    const stream = await listen(server, '/endless')
    stream.response.pause()
    await waitUntil(async () => {
      const before = await server.text('/made')
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(await server.text('/made')).toBe(before)
    })
    expect(JSON.parse(await server.text('/made'))[0]).toBeLessThan(200)
    stream.close()
  })

  it('logs what the generator throws, and breaks the connection', async () => {
    const server = servers[mode]!
    const stream = await listen(server, '/broken')
    await expect(stream.ended).rejects.toThrow('aborted')
    // An event that is sent at once before the failure is not lost.
    expect(stream.text()).toBe('data: one\n\n')
    await waitUntil(async () => expect(server.output()).toContain('out of events'))
  })

  it('leaves nothing behind when 200 visitors connect and disconnect', async () => {
    const server = servers[mode]!
    const [, timersBefore] = JSON.parse(await server.text('/open'))
    for (let round = 0; round < 10; round++) {
      const streams = await Promise.all(Array.from({ length: 20 }, () => listen(server, '/waiting')))
      for (const { response } of streams) response.socket.resetAndDestroy()
    }
    await waitUntil(async () => {
      const [open, timers] = JSON.parse(await server.text('/open'))
      expect(open).toBe(0)
      // The connection of this request has its own timers.
      expect(timers).toBeLessThanOrEqual(timersBefore + 5)
    })
  })
})

describe('an event stream of a server that stops', () => {
  it('tells clients when to reconnect, and ends before the server closes the connection', async () => {
    const server = await shared.site.startProduction({ SHUTDOWN_TIMEOUT: '120' })
    const stream = await listen(server, '/waiting')
    const stopped = server.stop()
    await stream.ended

    expect(stream.text()).toMatch(/^retry: \d{4}\n\n$/)
    // Long before the timeout, or this test would not end.
    expect(await stopped).toBe(0)
  })
})

describe.skipIf(!hasRedis)('a room of several processes', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  it('is shared when REDIS_URL is set', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(() => shared.site.startProduction({ REDIS_URL: redis.url })),
    )
    const streams = await Promise.all([listen(one!, '/room/a'), listen(other!, '/room/a')])
    await post(one!, '/room/a', 'hello')

    await waitUntil(async () =>
      expect(streams.map(({ text }) => text())).toEqual(Array(2).fill('data: hello\n\n')),
    )
    for (const { close } of streams) close()
    expect(await Promise.all([one!.stop(), other!.stop()])).toEqual([0, 0])
  })
})

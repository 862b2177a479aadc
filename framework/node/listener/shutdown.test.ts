// Tests that no request fails when a server stops. `SHUTDOWN_REPEATS=20` runs the long form.
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { busySite, countBegun, startClients } from '../../fixtures/busy-clients.ts'
import { openRaw } from '../../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

const repeats = Number(process.env.SHUTDOWN_REPEATS ?? 3)
const counts = { busy: 40, slow: 20, uploads: 20, streams: 20, sockets: 20 }

let site: TemporarySite
beforeAll(async () => {
  site = await createTemporarySite({
    ...busySite,
    'routes/wait.ts': `export const GET = async ({ query }) => {
      await new Promise((resolve) => setTimeout(resolve, Number(query.get('ms'))))
      return query.get('name')
    }`,
    'routes/large.ts': `export const GET = () => 'x'.repeat(20_000_000)`,
  })
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
})
afterAll(() => site?.dispose())

describe('a server that is asked to stop', () => {
  it.each(Array.from({ length: repeats }, (_, index) => index + 1))(
    'fails no request of clients that leave when they are told to (run %i)',
    async () => {
      const server = await site.startProduction()
      const clients = startClients(server.origin, counts)
      await waitUntil(async () => {
        const output = server.output()
        for (const kind of ['slow', 'uploads', 'streams', 'sockets'] as const) {
          expect(countBegun(output, kind)).toBe(counts[kind])
        }
      })
      const code = server.stop()
      const { failures, answered } = await clients.left

      expect(failures).toEqual([])
      expect(answered).toBeGreaterThan(Object.values(counts).reduce((sum, count) => sum + count))
      expect(await code).toBe(0)
    },
  )

  it('still answers for a while, on idle connections too, and then ends them', async () => {
    const server = await site.startProduction()
    const idle = new Agent({ keepAlive: true, maxSockets: 1 })
    expect((await ask(server, idle)).headers.connection).toBe('keep-alive')
    const stopped = server.stop()
    await waitUntil(async () => expect(server.output()).toContain('Stopping'))

    const reused = await ask(server, idle)
    expect([reused.isReused, reused.headers.connection]).toEqual([true, 'close'])
    expect((await ask(server, new Agent())).headers.connection).toBe('close')
    expect(await stopped).toBe(0)
  })

  it('answers pipelined requests in order, and ends the connection with the last', async () => {
    const server = await site.startProduction()
    const names = Array.from({ length: 100 }, (_, index) => index)
    const asked = names.map(
      (name) => `GET /wait?name=${name}&ms=${(name * 37) % 90} HTTP/1.1\r\nHost: a\r\n\r\n`,
    )
    const before = openRaw(server.origin, asked.slice(0, 50).join(''))
    const stopped = server.stop()
    await waitUntil(async () => expect(server.output()).toContain('Stopping'))
    const during = openRaw(server.origin, asked.slice(50).join(''))
    // Quick answers are ready before the next request has been read.
    const quick = openRaw(server.origin, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(5))

    for (const [answer, from] of [
      [await before.answer, 0],
      [await during.answer, 50],
    ] as const) {
      expect(answer.match(/(?<=\r\n\r\n)\d+/g)).toEqual(names.slice(from, from + 50).map(String))
      expect(answer.match(/^connection: close/gim)).toHaveLength(1)
    }
    expect((await quick.answer).match(/HTTP\/1.1 200/g)).toHaveLength(5)
    expect(await stopped).toBe(0)
  })

  it('finishes a request whose head had only begun to arrive, and a response that is read slowly', async () => {
    const server = await site.startProduction()
    const begun = openRaw(server.origin, 'GET /wait?name=late&ms=1 HTTP/1.1\r\nHo')
    const [large] = (await once(request(new URL('/large', server.origin)).end(), 'response')) as [
      IncomingMessage,
    ]
    const stopped = server.stop()
    await waitUntil(async () => expect(await isListening(server)).toBe(false))
    begun.socket.write('st: a\r\n\r\n')
    let size = 0
    for await (const chunk of large) size += chunk.length

    expect(size).toBe(20_000_000)
    expect(await begun.answer).toContain('\r\n\r\nlate')
    expect(await stopped).toBe(0)
  })

  it('accepts the connections that are waiting in the queue, and answers their requests', async () => {
    const server = await site.startProduction({ SHUTDOWN_DELAY: '0' })
    // While the process is stopped, the system keeps queueing connections for it.
    server.process.kill('SIGSTOP')
    const queued = Array.from({ length: 100 }, () =>
      openRaw(server.origin, 'GET /wait?name=queued&ms=1 HTTP/1.1\r\nHost: a\r\n\r\n'),
    )
    await Promise.all(queued.map(({ socket }) => once(socket, 'connect')))
    const stopped = server.stop()
    server.process.kill('SIGCONT')
    const answers = await Promise.all(queued.map(({ answer }) => answer))

    expect(answers.filter((answer) => !answer.endsWith('\r\n\r\nqueued'))).toEqual([])
    expect(await stopped).toBe(0)
  })

  it('does not wait for connections on which no request ever came', async () => {
    const server = await site.startProduction({ SHUTDOWN_TIMEOUT: '120' })
    const unused = openRaw(server.origin, '')
    await once(unused.socket, 'connect')

    expect(await server.stop()).toBe(0)
    expect(await unused.answer).toBe('')
  })

  it('exits at once on a second signal', async () => {
    const server = await site.startProduction({ SHUTDOWN_TIMEOUT: '120' })
    const waiting = openRaw(server.origin, 'GET /wait?name=never&ms=100000 HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(waiting.socket, 'connect')
    const stopped = server.stop()
    await waitUntil(async () => expect(server.output()).toContain('Stopping'))
    server.process.kill('SIGINT')

    expect(await stopped).toBe(1)
  })
})

/** Sends a request, and tells whether an open connection was used for it. */
async function ask(
  { origin }: RunningServer,
  agent: Agent,
): Promise<{ headers: IncomingMessage['headers']; isReused: boolean }> {
  const sent = request(origin, { agent }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  await once(response, 'end')
  return { headers: response.headers, isReused: sent.reusedSocket }
}

async function isListening({ origin }: RunningServer): Promise<boolean> {
  const socket = connect(Number(new URL(origin).port), 'localhost')
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
  socket.destroy()
  return isOpen
}

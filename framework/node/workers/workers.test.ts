// Tests several workers under a supervisor: what they share, how they are replaced, and what it costs when one dies.
import { Agent, type IncomingMessage, request } from 'node:http'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findPort } from '../../fixtures/find-port.mjs'
import { busySite, countBegun, startClients } from '../../fixtures/busy-clients.ts'
import { openSocket } from '../../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  linkTo,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

const secret = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'
const two = { WEB_CONCURRENCY: '2' }

let site: TemporarySite
beforeAll(async () => {
  site = await createTemporarySite({
    ...busySite,
    'routes/_server.ts': `
      import { existsSync, mkdirSync } from 'node:fs'
      import { memoryStore, rateLimit } from 'vial/server'
      const { HANG_UP, SESSIONS, TASKS, SLOW } = process.env
      const mayStart = () => {
        try { mkdirSync('started-' + process.ppid); return true } catch { return false }
      }
      export default {
        session: SESSIONS ? { store: memoryStore() } : {},
        tasks: TASKS ? { tick: { cron: '* * * * * *', async run(app, { time }) { console.log('task ' + time.toISOString() + ' ' + process.pid) } } } : {},
        extensions: [rateLimit({ paths: ['/limited'], points: 3, duration: '1h' })],
        async start() {
          if (HANG_UP) {
            process.kill(process.pid, 'SIGHUP')
            await new Promise((resolve) => setTimeout(resolve, 100))
          }
          // Only the first worker starts quickly.
          if (SLOW && !mayStart()) await new Promise(() => setInterval(() => {}, 1000))
          if (existsSync('broken')) throw new Error('The site is broken.')
          return () => console.log('stopped ' + process.pid)
        },
      }`,
    'routes/pid.ts': `export const GET = () => String(process.pid)`,
    'routes/version.ts': `export const GET = () => 'one'`,
    'routes/limited.ts': `export const GET = () => 'ok'`,
    'routes/room.ts': `export const socket = {
      open(peer) { peer.subscribe('chat'); peer.send('ready ' + process.pid) },
      message(peer, message) { peer.publish('chat', message.text()) },
    }`,
    'routes/news.ts': `export const GET = ({ app, events }) => events(async function* () {
      const news = app.subscribe('news')
      yield 'ready ' + process.pid
      yield* news
    })
    export const POST = ({ app }) => { app.publish('news', 'hello'); return String(process.pid) }`,
    'routes/cached.ts': `
      let count = 0
      export const config = { cache: { maxAge: 3600, tags: ['numbers'] } }
      export const GET = () => process.pid + ' ' + ++count`,
    'routes/invalidate.ts': `export const POST = async ({ app }) => { await app.invalidate('numbers'); return 'done' }`,
  })
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
})
afterAll(() => site?.dispose())

describe('workers', () => {
  it('serve one port, and stop together with 0', async () => {
    const server = await site.startProduction(two)
    const pids = (await connectToEach(server, 2)).map(({ pid }) => pid)

    expect(pids).not.toContain(String(server.process.pid))
    expect(await server.stop()).toBe(0)
    for (const pid of pids) expect(server.output()).toContain(`stopped ${pid}`)
    expect(readLog(server).filter(({ msg }) => msg?.startsWith('Listening'))).toMatchObject([{ workers: 2 }])
  })

  it('fail no request when they stop', async () => {
    const server = await site.startProduction(two)
    const counts = { busy: 40, slow: 20, uploads: 20, streams: 20, sockets: 20 }
    const clients = startClients(server.origin, counts)
    await waitUntil(async () => {
      for (const kind of ['slow', 'uploads', 'streams', 'sockets'] as const) {
        expect(countBegun(server.output(), kind)).toBe(counts[kind])
      }
    })
    const code = server.stop()

    expect((await clients.left).failures).toEqual([])
    expect(await code).toBe(0)
  })

  it('stop once when the signal reaches all of them, as from a terminal', async () => {
    const server = await site.startProduction(two)
    const [one, other] = (await connectToEach(server, 2)) as [Connection, Connection]
    const answers = [one, other].map(({ send }) => send('/slow'))
    await waitUntil(async () => expect(countBegun(server.output(), 'slow')).toBe(2))
    for (const { pid } of [one, other]) process.kill(Number(pid), 'SIGINT')
    const ended = once(server.process, 'exit')
    server.process.kill('SIGINT')

    expect(await Promise.all(answers)).toEqual(['slow', 'slow'])
    expect(await ended).toEqual([0, null])
  })

  it('stop with 0 while others are still starting', async () => {
    const server = await site.startProduction({ ...two, SLOW: '1' })
    expect(await server.text('/pid')).not.toBe('')

    expect(await server.stop()).toBe(0)
  })

  it('end at once on a second signal', async () => {
    const server = await site.startProduction(two)
    const [one] = (await connectToEach(server, 2)) as [Connection]
    const answer = one.send('/slow').catch(() => 'broken')
    await waitUntil(async () => expect(countBegun(server.output(), 'slow')).toBe(1))
    const stopped = server.stop()
    await waitUntil(async () => expect(server.output()).toContain('Stopping'))
    server.process.kill('SIGTERM')

    expect(await answer).toBe('broken')
    expect(await stopped).toBe(1)
  })

  it('end when their supervisor is killed', async () => {
    const server = await site.startProduction(two)
    const pids = (await connectToEach(server, 2)).map(({ pid }) => Number(pid))
    server.process.kill('SIGKILL')

    await waitUntil(async () => expect(pids.filter(isRunning)).toEqual([]))
  })
})

describe('workers share', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await site.startProduction({ ...two, TASKS: '1' })
  })

  it('the rooms of sockets', async () => {
    const peers = new Map<string, Awaited<ReturnType<typeof openSocket>>>()
    while (peers.size < 2) {
      const peer = await openSocket(`${server.origin}/room`)
      peers.set(await peer.next(), peer)
    }
    const [one, other] = [...peers.values()]
    one!.send('hello')
    expect(await other!.next()).toBe('hello')
    other!.send('and back')
    expect(await one!.next()).toBe('and back')
    for (const { socket } of [one!, other!]) socket.close()
  })

  it('what app.publish() sends to event streams', async () => {
    const connections = await connectToEach(server, 2)
    const streams = await Promise.all(connections.map(({ read }) => read('/news')))
    for (const { next } of streams) expect(await next()).toContain('ready')
    const [{ send }] = (await connectToEach(server, 1)) as [Connection]
    await send('/news', 'POST')

    for (const { next, close } of streams) {
      expect(await next()).toContain('hello')
      close()
    }
  })

  it('which cached responses are outdated, before invalidate() resolves', async () => {
    const [one, other] = (await connectToEach(server, 2)) as [Connection, Connection]
    for (const [index, from] of [one, other, one, other].entries()) {
      const before = await Promise.all([one, other].map(({ send }) => send('/cached')))
      expect(await Promise.all([one, other].map(({ send }) => send('/cached')))).toEqual(before)
      expect(await from.send('/invalidate', 'POST'), `round ${index}`).toBe('done')
      const after = await Promise.all([one, other].map(({ send }) => send('/cached')))
      for (const [place, text] of after.entries()) expect(text).not.toBe(before[place])
    }
  })

  it('the counts of limits', async () => {
    const connections = await connectToEach(server, 2)
    const answers: string[] = []
    for (const { send } of [...connections, ...connections, ...connections])
      answers.push(await send('/limited'))

    expect(answers.slice(0, 3)).toEqual(['ok', 'ok', 'ok'])
    expect(answers.slice(3).filter((answer) => answer === 'ok')).toEqual([])
  })

  it('their tasks: one of them runs each, and another one when it dies', async () => {
    await waitUntil(async () => expect(listTasks(server).length).toBeGreaterThan(2))
    const { pid } = listTasks(server).at(-1)!
    process.kill(Number(pid), 'SIGKILL')
    const count = listTasks(server).length
    await waitUntil(async () => expect(listTasks(server).length).toBeGreaterThan(count + 2))

    const times = listTasks(server).map(({ time }) => time)
    expect(new Set(times).size).toBe(times.length)
    expect(
      listTasks(server)
        .slice(count + 1)
        .map((task) => task.pid),
    ).not.toContain(pid)
  })
})

describe('the operations server of workers', () => {
  it('adds up what they count, and never forgets it', async () => {
    const port = await findPort()
    const server = await site.startProduction({ ...two, OPERATIONS_PORT: String(port) })
    const countRequests = async (): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      return Number(/^vial_http_requests_total\{.*route="\/version".*\} (\d+)$/m.exec(text)?.[1])
    }
    const [one, other] = (await connectToEach(server, 2)) as [Connection, Connection]
    for (const { send } of [one, other, one, other, one]) await send('/version')
    await waitUntil(async () => expect(await countRequests()).toBe(5))

    process.kill(Number(one.pid), 'SIGKILL')
    await waitUntil(async () => expect(countEnded(server)).toBe(1))
    expect(await countRequests()).toBe(5)
    await other.send('/version')
    await waitUntil(async () => expect(await countRequests()).toBe(6))
    expect(await server.stop()).toBe(0)
  })

  it('keeps what they have counted since it was asked last, when they are replaced', async () => {
    const port = await findPort()
    const server = await site.startProduction({ ...two, OPERATIONS_PORT: String(port) })
    const [one, other] = (await connectToEach(server, 2)) as [Connection, Connection]
    for (const { send } of [one, other, one]) await send('/version')
    const slow = other.send('/slow')
    await waitUntil(async () => expect(countBegun(server.output(), 'slow')).toBe(1))
    server.process.kill('SIGHUP')
    expect(await slow).toBe('slow')
    await waitUntil(async () => expect(server.output()).toContain('All workers have been replaced.'))

    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    expect(text).toMatch(/^vial_http_requests_total\{.*route="\/version".*\} 3$/m)
    expect(text).toMatch(/^vial_http_requests_total\{.*route="\/slow".*\} 1$/m)
    expect(await server.stop()).toBe(0)
  })

  it('says that the site is ready while one of them is, and not while they stop', async () => {
    const port = await findPort()
    const server = await site.startProduction({ ...two, OPERATIONS_PORT: String(port) })
    const isReady = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
    const [one] = (await connectToEach(server, 2)) as [Connection]
    process.kill(Number(one.pid), 'SIGKILL')
    expect(await isReady()).toBe(true)

    const [other] = (await connectToEach(server, 1)) as [Connection]
    const answer = other.send('/slow')
    await waitUntil(async () => expect(countBegun(server.output(), 'slow')).toBe(1))
    const stopped = server.stop()
    await waitUntil(async () => expect(await isReady()).toBe(false))
    expect(await answer).toBe('slow')
    expect(await stopped).toBe(0)
  })
})

describe('a worker', () => {
  it('that dies loses only the requests that it was answering', async () => {
    const server = await site.startProduction(two)
    const clients = startClients(
      server.origin,
      { busy: 20, slow: 0, uploads: 0, streams: 0, sockets: 0 },
      false,
    )
    const killed: string[] = []
    for (let round = 0; round < 5; round++) {
      const [{ pid }] = (await connectToEach(server, 2)) as [Connection]
      process.kill(Number(pid), 'SIGKILL')
      killed.push(pid)
      await waitUntil(async () => expect(countEnded(server)).toBe(round + 1))
    }
    await connectToEach(server, 2)
    clients.stop()
    const { failures, answered, lost } = await clients.left

    // A client has one request at a time, and loses it only to a worker that was killed.
    expect(failures.length).toBeLessThanOrEqual(killed.length * 20)
    expect(lost.filter((name) => name !== undefined && !killed.includes(name))).toEqual([])
    expect(answered).toBeGreaterThan(failures.length * 10)
    expect(await server.stop()).toBe(0)
  })

  it('that stops on its own signal finishes its requests and is replaced', async () => {
    const server = await site.startProduction(two)
    const [one] = (await connectToEach(server, 2)) as [Connection]
    const answer = one.send('/slow')
    await waitUntil(async () => expect(countBegun(server.output(), 'slow')).toBe(1))
    process.kill(Number(one.pid), 'SIGTERM')

    expect(await answer).toBe('slow')
    await waitUntil(async () => expect(isRunning(Number(one.pid))).toBe(false))
    const pids = (await connectToEach(server, 2)).map(({ pid }) => pid)
    expect(pids).not.toContain(one.pid)
    expect(await server.stop()).toBe(0)
  })

  it('that cannot start ends the server when it is the first', async () => {
    await site.write({ broken: '' })
    const error = String(await site.startProduction(two).catch(String))
    await site.remove('broken')

    expect(error).toContain('ended with 1')
    expect(error).toContain('The site is broken.')
    expect(error.match(/Error: The site is broken\./g)).toHaveLength(1)
    expect(error).toContain('The first worker could not start.')
  })

  it('that cannot start is tried again, and the server gives up when none is left', async () => {
    const server = await site.startProduction(two)
    const pids = (await connectToEach(server, 2)).map(({ pid }) => Number(pid))
    const ended = once(server.process, 'exit')
    await site.write({ broken: '' })
    process.kill(pids[0]!, 'SIGKILL')
    await waitUntil(async () => expect(server.output()).toContain('A worker could not start.'))
    expect(await server.text('/pid')).toBe(String(pids[1]))
    process.kill(pids[1]!, 'SIGKILL')

    expect(await ended).toEqual([1, null])
    await site.remove('broken')
    expect(server.output()).toMatch(/\d+ workers in a row ended before they were ready\. The server stops\./)
  })

  it('refuses sessions in the memory of a process', async () => {
    const error = await site.startProduction({ ...two, SESSIONS: '1' }).catch(String)

    expect(error).toContain('ended with 1')
    expect(error).toMatch(/memoryStore\(\): WEB_CONCURRENCY .* cookies, .*redisStore\(\)/)
  })
})

describe('SIGHUP', () => {
  beforeAll(async () => {
    for (const version of ['one', 'two']) {
      await site.write({ 'routes/version.ts': `export const GET = () => '${version}'` })
      expect((await site.build()).code).toBe(0)
      await cp(join(site.folder, 'dist'), join(site.folder, 'releases', version, 'dist'), { recursive: true })
    }
    await site.write({ current: linkTo('releases/one') })
  })

  it('replaces the workers one by one with the new version, and no client sees a failure', async () => {
    const server = await site.startProduction(two, 'current/dist')
    const before = (await connectToEach(server, 2)).map(({ pid }) => pid)
    expect(await server.text('/version')).toBe('one')
    const counts = { busy: 20, slow: 10, uploads: 10, streams: 10, sockets: 10 }
    const clients = startClients(server.origin, counts, false)
    await waitUntil(async () => expect(countBegun(server.output(), 'streams')).toBe(10))

    await pointTo('two')
    server.process.kill('SIGHUP')
    await waitUntil(async () => expect(server.output()).toContain('All workers have been replaced.'))
    const after = (await connectToEach(server, 2)).map(({ pid }) => pid)
    expect(await server.text('/version')).toBe('two')
    clients.stop()

    expect(after.filter((pid) => before.includes(pid))).toEqual([])
    expect((await clients.left).failures).toEqual([])
    expect(await server.stop()).toBe(0)
  })

  it('follows a link in the name of the working directory, which may lead nowhere for a while', async () => {
    await pointTo('one')
    const port = await findPort()
    const script = `cd ${join(site.folder, 'current')} && exec node dist/server/index.js`
    const environment = { ...process.env, ...two, VITEST: '', PORT: String(port), SESSION_SECRET: secret }
    const child = spawn('sh', ['-c', script], { env: environment })
    onTestFinished(() => void child.kill('SIGKILL'))
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    const ask = async (): Promise<string> => (await fetch(`http://localhost:${port}/version`)).text()
    expect(await waitUntil(ask)).toBe('one')

    await site.remove('current')
    child.kill('SIGHUP')
    await waitUntil(async () => expect(output).toContain('The new worker could not start.'))
    expect(await ask()).toBe('one')
    await site.write({ current: linkTo('releases/two') })
    child.kill('SIGHUP')
    await waitUntil(async () => expect(output).toContain('All workers have been replaced.'))

    expect(await ask()).toBe('two')
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('keeps the version that runs when the new one cannot start', async () => {
    const server = await site.startProduction(two)
    const before = (await connectToEach(server, 2)).map(({ pid }) => pid).toSorted()
    await site.write({ broken: '' })
    server.process.kill('SIGHUP')
    await waitUntil(async () => expect(server.output()).toContain('The new worker could not start.'))
    await site.remove('broken')

    expect((await connectToEach(server, 2)).map(({ pid }) => pid).toSorted()).toEqual(before)
    expect(await server.stop()).toBe(0)
  })

  it('says what it needs to a single process, and does not end it', async () => {
    const server = await site.startProduction()
    server.process.kill('SIGHUP')
    await waitUntil(async () => expect(server.output()).toContain('Set WEB_CONCURRENCY'))

    expect(await server.text('/pid')).toBe(String(server.process.pid))
    expect(await server.stop()).toBe(0)
  })

  it('does not end a single process that is starting', async () => {
    // With the variable, the site sends the signal to itself while it starts.
    const server = await site.startProduction({ HANG_UP: '1' })

    expect(server.output()).toContain('Set WEB_CONCURRENCY')
    expect(await server.text('/pid')).toBe(String(server.process.pid))
    expect(await server.stop()).toBe(0)
  })

  async function pointTo(version: string): Promise<void> {
    await site.remove('current')
    await site.write({ current: linkTo(`releases/${version}`) })
  }
})

interface LogEntry {
  /** Missing in the lines of requests. */
  readonly msg?: string
}

function readLog(server: RunningServer): LogEntry[] {
  return server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogEntry)
}

function countEnded(server: RunningServer): number {
  return readLog(server).filter(({ msg }) => msg?.startsWith('A worker ended')).length
}

function listTasks(server: RunningServer): { time: string; pid: string }[] {
  const lines = server.output().matchAll(/^task (\S+) (\d+)$/gm)
  return [...lines].map(([, time, pid]) => ({ time: time!, pid: pid! }))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

interface Connection {
  readonly pid: string
  send(path: string, method?: string): Promise<string>
  /** Begins to read a response that does not end. */
  read(path: string): Promise<{ next(): Promise<string>; close(): void }>
}

/** Opens connections until there is one to each worker. */
async function connectToEach({ origin }: RunningServer, count: number): Promise<Connection[]> {
  const found = new Map<string, Connection>()
  await waitUntil(async () => {
    while (found.size < count) {
      const connection = connectTo(origin)
      const pid = await connection.send('/pid')
      found.set(pid, found.get(pid) ?? { ...connection, pid })
    }
  })
  return [...found.values()]
}

function connectTo(origin: string): Omit<Connection, 'pid'> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const open = async (path: string, method = 'GET'): Promise<IncomingMessage> => {
    const [response] = await once(request(new URL(path, origin), { agent, method }).end(), 'response')
    return response.setEncoding('utf8')
  }
  return {
    async send(path, method) {
      let text = ''
      for await (const chunk of await open(path, method)) text += chunk
      return text
    },
    async read(path) {
      const response = await open(path)
      const chunks = response[Symbol.asyncIterator]()
      return { next: async () => String((await chunks.next()).value), close: () => void response.destroy() }
    },
  }
}

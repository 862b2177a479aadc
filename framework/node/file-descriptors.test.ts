// Tests that a server recovers from a moment in which its process may open no file and no connection.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findPort } from '../fixtures/find-port.mjs'
import { openSocket } from '../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'

const page = (text: string): string =>
  `import { text } from '../lib/shared.ts'\nexport default () => <p>${text}{text}</p>`

describe.skipIf(process.platform !== 'linux')('a server without free file descriptors', () => {
  let site: TemporarySite
  let server: RunningServer
  beforeAll(async () => {
    site = await createTemporarySite({
      'lib/shared.ts': `export const text = ' shared'`,
      'routes/_server.ts': `
        import { rateLimit } from 'vial/server'
        export default { extensions: [rateLimit({ points: 100000, duration: '1h' })] }`,
      'public/text.txt': 'a file',
      'routes/index.tsx': page('home'),
      'routes/one.tsx': page('one'),
      'routes/two.tsx': page('two'),
      'routes/_404.tsx': page('not here'),
      'routes/endpoint.ts': `export const GET = () => 'endpoint'`,
      'routes/socket.ts': `export const socket = { open: (peer) => { peer.send('open') } }`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  })
  afterAll(() => site?.dispose())

  it('answers every route again as soon as there are some, also those that were never requested before', async () => {
    server = await site.startProduction()
    const { port } = new URL(server.origin)
    const { pid } = server.process
    const folder = `/proc/${pid}/fd`
    const kept = await openKeptConnection(Number(port))
    const limit = readdirSync(folder).length + 20
    setLimit(pid!, limit)
    const sockets: Socket[] = []
    // Each accepted connection takes a descriptor.
    for (let count = 0; count < 40; count++)
      sockets.push(connect(Number(port), 'localhost').on('error', () => {}))
    await waitUntil(async () => expect(readdirSync(folder).length).toBe(limit))

    for (const [path, text] of [
      ['/one', 'one shared'],
      ['/two', 'two shared'],
      ['/nope', 'not here shared'],
      ['/endpoint', 'endpoint'],
    ] as const) {
      expect(await kept.get(path)).toContain(text)
    }
    // Below the descriptors that are in use, so that there is certainly none.
    setLimit(pid!, 3, limit)
    expect(await kept.get('/text.txt')).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1/i)
    setLimit(pid!, limit)

    for (const socket of sockets) socket.destroy()
    kept.socket.destroy()
    await waitUntil(async () => expect(await server.text('/')).toContain('home shared'))
    expect(await server.text('/text.txt')).toBe('a file')
    const client = await openSocket(new URL('/socket', server.origin))
    expect(await client.next()).toBe('open')
    // Apart from the line of the request that was answered with 503.
    expect(server.output()).not.toMatch(/"level":"error"(?!,"msg":"request completed")/)
  })

  it('stops if there are none while its routes load, because Node.js would not open them again', async () => {
    const site = await createTemporarySite({
      'routes/index.ts': `export const GET = () => 'home'`,
      // What Node.js throws when it cannot open a module.
      'routes/unopened.ts': `
        export const GET = () => ''
        throw Object.assign(new Error("EMFILE: too many open files, open 'unopened.js'"), { code: 'EMFILE' })`,
    })
    onTestFinished(() => site.dispose())
    await site.build()
    const { code, output } = await site.vial([], {
      script: 'dist/server/index.js',
      environment: {
        PORT: String(await findPort()),
        SESSION_SECRET: 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW',
      },
    })

    expect(code).toBe(1)
    expect(output).toMatch(
      /"level":"fatal".*The server stops.*too many open files.*Raise its limit: LimitNOFILE/,
    )
  })
})

/** Changes the limit of a running process. */
function setLimit(pid: number, limit: number, greatest: number = limit): void {
  execFileSync('prlimit', [`--nofile=${limit}:${greatest}`, '--pid', String(pid)])
}

interface KeptConnection {
  readonly socket: Socket
  get(path: string): Promise<string>
}

/** Opens a connection that sends one request after the other, so that a request needs no new descriptor. */
async function openKeptConnection(port: number): Promise<KeptConnection> {
  const socket = connect(port, 'localhost').setEncoding('utf8')
  const get = async (path: string): Promise<string> => {
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    let received = ''
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      received += String(chunk)
      const [, length, body] = /content-length: (\d+)[\s\S]*?\r\n\r\n([\s\S]*)/i.exec(received) ?? []
      if (body !== undefined && body.length >= Number(length)) return received
    }
    throw new Error(`The server closed the connection after ${received}`)
  }
  await get('/')
  return { socket, get }
}

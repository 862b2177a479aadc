import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectTo } from '../fixtures/listening-site.ts'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import type { Context } from '../request/context/context.ts'
import { createHostHandler } from './host-handler.ts'
import { createLog } from './log/log.ts'

describe('createHostHandler()', () => {
  it('knows that a copy of the request has its cookies', async () => {
    const { handler } = createLiteralSite({
      'a.ts': { GET: ({ request }: Context) => [new Request(request).headers.get('cookie')] },
    })
    const host = createHostHandler(() => ({ handler, log: createLog('silent') }))
    const response = await host.fetch(new Request('http://localhost/a', { headers: { cookie: 'a=b' } }))

    expect([await response.json(), response.headers.get('cache-control')]).toEqual([
      ['a=b'],
      'private, no-store',
    ])
  })

  it('applies writeTimeout in the server of the author', async () => {
    const { handler } = createLiteralSite({
      '_server.ts': { default: { writeTimeout: 0.2 } },
      'a.ts': { GET: () => 'x'.repeat(16 * 1024 * 1024) },
    })
    const { listener } = createHostHandler(() => ({ handler, log: createLog('silent') }))
    const server = createServer(listener).listen(0, '127.0.0.1')
    onTestFinished(() => {
      server.close()
    })
    await once(server, 'listening')
    const accepted = once(server, 'connection') as Promise<[Socket]>
    const { socket } = connectTo(
      { port: (server.address() as AddressInfo).port },
      'GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n',
    )
    socket.on('error', () => {}).pause()
    const [held] = await accepted
    await once(held, 'close')

    expect(held.destroyed).toBe(true)
  })

  it('says once that a body was read before', async () => {
    const { handler } = createLiteralSite({
      'a.ts': { POST: (ctx: Context) => ctx.json(), PUT: () => 'unread' },
    })
    const warnings: string[] = []
    const log = { ...createLog('silent'), warn: (_: object, message: string) => void warnings.push(message) }
    const { listener } = createHostHandler(() => ({ handler, log }) as never)
    const server = createServer(async (req, res) => {
      // As express.json() does.
      if (req.url === '/a?read') for await (const _ of req);
      listener(req, res)
    }).listen(0, '127.0.0.1')
    onTestFinished(() => {
      server.close()
    })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const send = async (query: string, method: string) => {
      const headers = { 'content-type': 'application/json', connection: 'close' }
      const url = `http://127.0.0.1:${port}/a${query}`
      return (await fetch(url, { method, headers, body: '[1]' })).status
    }

    expect([await send('', 'POST'), await send('', 'PUT'), warnings]).toEqual([200, 200, []])
    expect([await send('?read', 'POST'), await send('?read', 'PUT')]).toEqual([400, 200])
    expect(warnings).toEqual([
      'listener(): the body of POST /a had been read before, for example by express.json(). Call listener before body parsers: ctx.form(), ctx.json() and ctx.uploads() find nothing to read.',
    ])
  })

  describe.each(['fetch', 'listener'] as const)('with %s', (way) => {
    it('refuses what exceeds MAX_IN_FLIGHT, except health checks', async () => {
      const gate = new EventEmitter()
      const { handler } = createLiteralSite({
        'held.ts': {
          async GET() {
            gate.emit('entered')
            await once(gate, 'release')
            return 'done'
          },
        },
        'a.ts': { GET: () => 'a' },
      })
      const ask = await openHost(way, { handler, log: createLog('silent'), settings: { maxInFlight: 1 } })
      const entered = once(gate, 'entered')
      const held = ask('/held')
      await entered
      const refused = await ask('/a')

      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
      expect(refused.headers.get('x-request-id')).toMatch(/^[-\da-f]{36}$/)
      expect((await ask('/healthz')).status).toBe(200)
      expect((await ask('/readyz')).status).toBe(200)
      gate.emit('release')
      expect(await (await held).text()).toBe('done')
      expect(await (await ask('/a')).text()).toBe('a')
    })

    it.each([
      [{ requestLog: {} }, ['GET /a 200 2', 'HEAD /missing 404 0']],
      [{}, []],
      [{ requestLog: false }, []],
    ])('logs the requests of a site with %j', async (definition, expected) => {
      const { handler } = createLiteralSite({
        '_server.ts': { default: definition },
        'a.ts': { GET: () => 'aa' },
      })
      const lines: string[] = []
      const ask = await openHost(way, {
        handler,
        log: createLog('silent'),
        openRequestLog: async () => (record) => {
          lines.push(`${record.method} ${record.path} ${record.status} ${record.bytes}`)
        },
      })
      await (await ask('/a?b')).text()
      await ask('/missing', { method: 'HEAD' })

      expect(lines).toEqual(expected)
    })
  })
})

type Ask = (path: string, init?: RequestInit) => Promise<Response>

/** Serves a site with one of the functions that a host may use. */
async function openHost(
  way: 'fetch' | 'listener',
  site: ReturnType<Parameters<typeof createHostHandler>[0]>,
): Promise<Ask> {
  const host = createHostHandler(() => site)
  if (way === 'fetch') return (path, init) => host.fetch(new Request(new URL(path, 'http://localhost'), init))
  const server = createServer(host.listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return (path, init) => fetch(new URL(path, `http://127.0.0.1:${port}`), init)
}

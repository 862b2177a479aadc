// Tests how many event streams and sockets may be open.
import { describe, expect, it } from 'vitest'
import { type LiteralSite, createLiteralSite } from '../../fixtures/literal-site.ts'
import type { RawPeer } from '../../realtime/socket.ts'
import type { AcceptedSocket } from '../route/socket-route.ts'
import type { Context } from './context.ts'

const modules = {
  'events.ts': { GET: (ctx: Context) => ctx.events(() => endless()) },
  'socket.ts': { socket: { open() {} } },
  'index.ts': { GET: () => 'ok' },
}

async function* endless(): AsyncGenerator<string> {
  yield 'open'
  await new Promise(() => {})
}

function open(openConnections: unknown): LiteralSite {
  return createLiteralSite(
    { '_server.ts': { default: { openConnections } }, ...modules },
    { clientAddress: (request) => request.headers.get('x-address') ?? undefined },
  )
}

/** Opens an event stream; gives the status, and a function that leaves. An empty address stands for an unknown one. */
async function openStream(site: LiteralSite, address = '192.0.2.1') {
  const response = await site.fetch('/events', { headers: address === '' ? {} : { 'x-address': address } })
  const reader = response.body!.getReader()
  const { value } = await reader.read()
  if (response.ok) expect(new TextDecoder().decode(value)).toContain('open')
  return { status: response.status, headers: response.headers, leave: () => reader.cancel() }
}

/** Opens a socket as the server does; gives the status that refuses it, or a function that closes it. */
async function connectSocket(site: LiteralSite, address = '192.0.2.1') {
  const result = await site.handler.upgrade(
    new Request('http://localhost/socket', {
      headers: {
        'x-address': address,
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    }),
  )
  if (result instanceof Response) return { status: result.status, close() {} }
  const peer = { topics: new Set<string>(), websocket: {}, send() {}, close() {} } as unknown as RawPeer
  const { connection } = result as AcceptedSocket
  connection.open(peer)
  return { status: 101, close: () => connection.close(peer, {}) }
}

describe('openConnections', () => {
  it('limits the streams and sockets of one address together, and counts those that end', async () => {
    const site = open({ perAddress: 2 })
    const stream = await openStream(site)
    const socket = await connectSocket(site)
    const refused = await openStream(site)

    expect([stream.status, socket.status, refused.status]).toEqual([200, 101, 429])
    expect(refused.headers.get('retry-after')).toBe('10')
    expect((await connectSocket(site)).status).toBe(429)
    expect((await openStream(site, '192.0.2.2')).status).toBe(200)
    expect((await site.fetch('/', { headers: { 'x-address': '192.0.2.1' } })).status).toBe(200)

    await stream.leave()
    socket.close()
    socket.close()
    expect([(await openStream(site)).status, (await connectSocket(site)).status]).toEqual([200, 101])
    expect((await connectSocket(site)).status).toBe(429)
  })

  it('tells refused visitors why, and when to try again', async () => {
    const refusalOf = async (limits: object) => {
      const site = open(limits)
      await openStream(site)
      const { status, headers, body } = await site.fetch('/events', { headers: { 'x-address': '192.0.2.1' } })
      const { detail } = await new Response(body).json()
      return [status, headers.get('retry-after'), detail]
    }

    expect(await refusalOf({ perAddress: 1 })).toEqual([
      429,
      '10',
      'Too many connections from your address are open.',
    ])
    expect(await refusalOf({ total: 1 })).toEqual([503, '10', 'Too many connections are open.'])
  })

  it.each([
    ['of one address', { perAddress: 3 }, '192.0.2.1', 429],
    ['in all', { total: 3 }, '192.0.2.2', 503],
  ])('counts a socket that closes twice once: %s', async (_, limits, other, refusal) => {
    const site = open(limits)
    const closing = await connectSocket(site)
    await openStream(site)
    await openStream(site, other)
    expect((await openStream(site)).status).toBe(refusal)
    closing.close()
    closing.close()

    expect((await openStream(site)).status).toBe(200)
    expect((await openStream(site)).status).toBe(refusal)
  })

  it('takes visitors without an address for one', async () => {
    const site = open({ perAddress: 1 })

    expect((await openStream(site, '')).status).toBe(200)
    expect((await openStream(site, '')).status).toBe(429)
    expect((await openStream(site)).status).toBe(200)
  })

  it('takes a network of IPv6 for one address', async () => {
    const site = open({ perAddress: 1 })
    expect((await openStream(site, '2001:db8::1')).status).toBe(200)
    expect((await openStream(site, '2001:db8::2')).status).toBe(429)
    expect((await openStream(site, '2001:db8:0:1::1')).status).toBe(200)
  })

  it('limits them in all', async () => {
    const site = open({ total: 2 })
    expect((await openStream(site, '192.0.2.1')).status).toBe(200)
    expect((await connectSocket(site, '192.0.2.2')).status).toBe(101)
    expect((await openStream(site, '192.0.2.3')).status).toBe(503)
    expect((await connectSocket(site, '192.0.2.4')).status).toBe(503)
  })

  it('has no limit unless it is set, and must be a positive integer', async () => {
    const site = open(undefined)
    for (let count = 0; count < 300; count++) expect((await openStream(site)).status).toBe(200)
    const socket = await connectSocket(site)
    socket.close()
    expect(socket.status).toBe(101)
    for (const wrong of [{ total: 0 }, { perAddress: 1.5 }, { total: '5' }, { max: 3 }]) {
      await expect(open(wrong).handler.open()).rejects.toThrow(/^routes\/_server: openConnections\.\w+ is /)
    }
  })
})

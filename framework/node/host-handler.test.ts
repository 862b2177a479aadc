import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectTo } from '../fixtures/listening-site.ts'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import type { Context } from '../request/context/context.ts'
import { createHostHandler } from './host-handler.ts'
import { createLog } from './log.ts'

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
})

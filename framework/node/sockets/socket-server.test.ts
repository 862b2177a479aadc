import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { listenWithSockets } from '../../fixtures/listen-with-sockets.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { openRaw, openSocket, rawHandshake, shakeHands } from '../../fixtures/socket-client.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'

async function listen(socket: object, limits: object = {}) {
  const { handler } = createLiteralSite({ '_server.ts': { default: { limits } }, 'ws.ts': { socket } })
  const errors: unknown[] = []
  const { server, sockets, port, close } = await listenWithSockets(handler, (error) => errors.push(error))
  onTestFinished(close)
  return { sockets, errors, server, url: new URL(`http://127.0.0.1:${port}/ws`) }
}

describe('createSocketServer()', () => {
  it('terminates a peer that does not answer pings, and keeps one that does', async () => {
    const close = vi.fn()
    const { url } = await listen({ close }, { socketPing: 1 })
    const alive = await openSocket(url)
    const dead = openRaw(url, rawHandshake('/ws', url))

    expect(await dead.answer).toMatch(/^HTTP\/1\.1 101 /)
    await waitUntil(async () => expect(close).toHaveBeenCalledOnce())
    expect(close.mock.calls[0]![1]).toMatchObject({ code: 1006 })
    expect(alive.socket.readyState).toBe(1)
  })

  it('runs the work of ctx.after() once the socket is open', async () => {
    const work = vi.fn()
    const { url } = await listen({
      upgrade: ({ after }: { after(work: () => void): void }) => after(work),
    })
    const { socket } = await openSocket(url)
    await waitUntil(async () => expect(work).toHaveBeenCalledOnce())
    expect(socket.readyState).toBe(1)
  })

  it('aborts ctx.signal when the visitor leaves, even during the handshake', async () => {
    const signals: AbortSignal[] = []
    let letGo = (): void => {}
    const { url } = await listen({
      upgrade: ({ signal }: { signal: AbortSignal }) => {
        signals.push(signal)
        return signals.length > 1
          ? new Promise<void>((resolve) => {
              letGo = resolve
            })
          : undefined
      },
    })
    const { socket } = await openSocket(url)
    expect(signals[0]?.aborted).toBe(false)
    socket.close()
    await waitUntil(async () => expect(signals[0]?.aborted).toBe(true))

    const early = openRaw(url, rawHandshake('/ws', url))
    await waitUntil(async () => expect(signals).toHaveLength(2))
    early.socket.resetAndDestroy()
    letGo()
    await waitUntil(async () => expect(signals[1]?.aborted).toBe(true))
  })

  it('compares the origin with the host of a target in absolute form', async () => {
    const { url } = await listen({})
    const shake = (origin: string) => {
      const head = rawHandshake('http://example.org/ws', url).replace(/\r\n$/, `origin: ${origin}\r\n\r\n`)
      return openRaw(url, head)
    }

    expect(await shake(url.origin).answer).toMatch(/^HTTP\/1\.1 403 /)
    const { socket } = shake('http://example.org')
    const first = await new Promise((resolve) => socket.once('data', resolve))
    expect(first).toMatch(/^HTTP\/1\.1 101 /)
    socket.destroy()
  })

  it('processes one message of a connection in each turn of the event loop', async () => {
    const turns: number[] = []
    let turn = 0
    const count = (): void => {
      turn++
      if (turns.length < 500) setImmediate(count)
    }
    const { url } = await listen({ message: () => turns.push(turn) })
    const { socket } = openRaw(url, rawHandshake('/ws', url))
    await once(socket, 'data')
    count()
    // All of them arrive at once: an empty text, masked with zeros.
    socket.write(Buffer.alloc(500 * 6, Buffer.from([0x81, 0x80, 0, 0, 0, 0])))
    await vi.waitFor(() => expect(turns).toHaveLength(500), 30_000)

    expect(new Set(turns).size).toBeGreaterThan(490)
  })

  it('pauses a connection while a hundred of its hooks are running', async () => {
    let started = 0
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const { url } = await listen({
      async message() {
        started++
        await gate
      },
    })
    const { socket } = await openSocket(url)
    for (let count = 0; count < 2000; count++) socket.send('x'.repeat(4096))
    await vi.waitFor(() => expect(started).toBeGreaterThanOrEqual(100), 30_000)
    for (let turn = 0; turn < 1000; turn++) await new Promise((resolve) => setImmediate(resolve))
    // What had been read when the connection was paused: a few chunks of 64 kB.
    expect(started).toBeLessThan(200)

    release()
    await waitUntil(async () => expect(started).toBe(2000))
  })

  it('takes any number of requests that offer HTTP/2 on one connection, without one more listener', async () => {
    const { url, server } = await listen({})
    const connections: Socket[] = []
    server.on('connection', (connection: Socket) => connections.push(connection))
    const client = connect(Number(url.port), url.hostname).setEncoding('utf8')
    onTestFinished(() => void client.destroy())
    const offer =
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAA\r\n\r\n'
    const counts: number[] = []
    for (let count = 0; count < 12; count++) {
      client.write(`GET /nope HTTP/1.1\r\nHost: ${url.host}\r\n${offer}`)
      const [answer] = await once(client, 'data')
      expect(answer).toMatch(/^HTTP\/1\.1 404 /)
      const [connection] = connections
      counts.push(...connection!.eventNames().map((name) => connection!.listenerCount(name)))
    }
    expect(Math.max(...counts)).toBeLessThan(4)
  })

  it('answers 503 while the server stops', async () => {
    const { sockets, url } = await listen({})
    sockets.close()
    expect((await shakeHands(url)).status).toBe(503)
  })

  it('neither compresses nor chooses a subprotocol that the route did not choose', async () => {
    const { url } = await listen({})
    const { status, headers } = await shakeHands(url, {
      headers: { 'sec-websocket-extensions': 'permessage-deflate', 'sec-websocket-protocol': 'a, b' },
    })
    expect(status).toBe(101)
    expect(headers['sec-websocket-extensions']).toBeUndefined()
    expect(headers['sec-websocket-protocol']).toBeUndefined()
  })
})

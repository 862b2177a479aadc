import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer as createTcpServer } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { listenWithSockets } from '../../fixtures/listen-with-sockets.ts'
import { type LiteralSite, createLiteralSite } from '../../fixtures/literal-site.ts'
import { openRaw, openSocket, rawHandshake } from '../../fixtures/socket-client.ts'
import type { PeerOf } from '../../realtime/socket.ts'
import { limitWaiting } from './socket-queue.ts'

/** The length of a message, in bytes. */
const piece = 65_536

interface Site {
  readonly url: URL
  /** Resolves with the code of the first socket that is closed. */
  readonly closed: Promise<number | undefined>
  /** Resolves with the server's end of the first connection. */
  readonly connected: Promise<Socket>
  readonly log: LiteralSite['log']
}

async function listen(socket: object, writeTimeout = 60, limits: object = {}): Promise<Site> {
  let onClose = (_: number | undefined): void => {}
  const closed = new Promise<number | undefined>((resolve) => {
    onClose = resolve
  })
  const { handler, log } = createLiteralSite({
    '_server.ts': { default: { writeTimeout, limits } },
    'ws.ts': { socket: { ...socket, close: (_: PeerOf, { code }: { code?: number }) => onClose(code) } },
  })
  const { server, port, close } = await listenWithSockets(handler, (error) =>
    expect.unreachable(String(error)),
  )
  onTestFinished(close)
  const connected = once(server, 'connection').then(([end]) => end as Socket)
  const url = new URL(`http://127.0.0.1:${port}/ws`)
  return { url, closed, connected, log }
}

/** Opens a socket and reads nothing. */
function openUnread(url: URL): Socket {
  const { socket } = openRaw(url, rawHandshake('/ws', url))
  onTestFinished(() => {
    socket.destroy()
  })
  return socket.pause()
}

/** Sends until the kernel takes no more, so that everything that follows waits in this process. */
function fill(peer: PeerOf, end: Socket): void {
  while (end.writableLength === 0) peer.send('x'.repeat(piece))
}

/** Writes a chunk again and again, at the pace of the server, until the connection is closed. */
async function flood(socket: Socket, chunk: Buffer): Promise<void> {
  while (!socket.destroyed) {
    if (socket.write(chunk)) continue
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        socket.off('drain', finish).off('close', finish)
        resolve()
      }
      socket.on('drain', finish).on('close', finish)
    })
  }
}

/** A masked ping, as clients send it. */
function ping(length: number): Buffer {
  return Buffer.concat([Buffer.from([0x89, 0x80 | length, 0, 0, 0, 0]), Buffer.alloc(length)])
}

/** A masked message of up to 125 bytes, as clients send it. */
function text(message: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | message.length, 0, 0, 0, 0]), Buffer.from(message)])
}

/** The entry in the log for a connection that the server has closed. */
function closedEntry(reason: string): LiteralSite['log'][number] {
  const fields = { route: '/ws', requestId: expect.any(String), reason, sockets: 1 }
  return { level: 'warn', message: 'A socket was closed because its visitor does not read.', fields }
}

describe('limitQueue()', () => {
  it.each([0, 125])(
    'ends the connection of a peer that does not read the pongs for its pings of %i bytes',
    async (length) => {
      const { url, closed, connected } = await listen({
        open: async (peer: PeerOf) => fill(peer, await connected),
      })
      const socket = openUnread(url)
      const end = await connected
      let most = 0
      const pings = Buffer.concat(Array(1000).fill(ping(length)))
      const watch = setInterval(() => {
        most = Math.max(most, end.writableLength)
      })
      await flood(socket, pings)
      clearInterval(watch)

      expect(await closed).toBe(1006)
      // A pong has two bytes in addition to those of the ping. With those of the memory, 8 MB are reached long before.
      expect(most).toBeLessThan(piece + (8 * 1024 * 1024 * (length + 2)) / 512)
    },
  )

  it('ends the connection of a peer that does not read, however short the messages are', async () => {
    let most = 0
    const { url, closed, connected } = await listen({
      async open(peer: PeerOf) {
        const end = await connected
        fill(peer, end)
        while (!end.destroyed) {
          for (let count = 0; count < 1000; count++) peer.send('a')
          most = Math.max(most, end.writableLength)
          await new Promise(setImmediate)
        }
      },
    })
    openUnread(url)

    expect(await closed).toBe(1006)
    expect(most).toBeLessThan(piece + 100_000)
  })

  it('sends any number of messages to a peer that reads', async () => {
    const { url } = await listen({
      message(peer: PeerOf) {
        for (let count = 0; count < 10_000; count++) peer.send('a')
        peer.send('the end')
      },
    })
    const client = await openSocket(url)
    for (let round = 0; round < 5; round++) {
      client.send('go')
      while ((await client.next()) !== 'the end') {
        // Read on.
      }
    }

    expect(client.socket.readyState).toBe(1)
  })

  it('ends the connection at the limit that the site sets', async () => {
    let most = 0
    const { url, closed, connected, log } = await listen(
      {
        async open(peer: PeerOf) {
          const end = await connected
          fill(peer, end)
          while (!end.destroyed) {
            peer.send('x'.repeat(1000))
            most = Math.max(most, end.writableLength)
          }
        },
      },
      60,
      { socketQueue: '256kb' },
    )
    openUnread(url)

    expect(await closed).toBe(1006)
    expect(most).toBeGreaterThan(128 * 1024)
    expect(most).toBeLessThan(260 * 1024)
    expect(log).toEqual([closedEntry('More than 256 kB were waiting (limits.socketQueue).')])
  })

  it('logs a connection that ends because pongs wait for its peer', async () => {
    const { url, closed, connected, log } = await listen(
      { open: async (peer: PeerOf) => fill(peer, await connected) },
      60,
      { socketQueue: '128kb' },
    )
    await flood(openUnread(url), Buffer.concat(Array(1000).fill(ping(0))))

    expect(await closed).toBe(1006)
    expect(log).toEqual([closedEntry('More than 128 kB were waiting (limits.socketQueue).')])
  })

  it('sends a single message of more than the limit', async () => {
    const { url } = await listen({ open: (peer: PeerOf) => peer.send('x'.repeat(9 * 1024 * 1024)) })
    const client = await openSocket(url)

    expect((await client.next()).length).toBe(9 * 1024 * 1024)
  })
})

describe('limitWaiting()', () => {
  it('ends the connection of a peer that takes nothing for the time of writeTimeout', async () => {
    const { url, closed, connected, log } = await listen(
      { open: (peer: PeerOf) => peer.send('x'.repeat(16 * 1024 * 1024)) },
      0.2,
    )
    openUnread(url)

    expect(await closed).toBe(1006)
    expect((await connected).destroyed).toBe(true)
    expect(log).toEqual([closedEntry('Nothing was taken for 0.2 s (writeTimeout).')])
  })

  it('ends the connection of a peer that takes nothing, although it sends', async () => {
    let received = 0
    const { url, closed, connected } = await listen(
      {
        open: async (peer: PeerOf) => fill(peer, await connected),
        message: () => {
          received++
        },
      },
      0.4,
    )
    const socket = openUnread(url)
    socket.on('error', () => {})
    const sending = setInterval(() => socket.write(text('still here')), 20)
    onTestFinished(() => clearInterval(sending))

    expect(await closed).toBe(1006)
    expect(received).toBeGreaterThan(1)
  })

  it('counts what a peer takes of a single large write', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const server = createTcpServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
    // The connection is reset while there is unread data.
    client.on('error', () => {})
    const [socket] = (await once(server, 'connection')) as [Socket]
    onTestFinished(() => {
      client.destroy()
      server.close()
    })
    limitWaiting(socket, 1000, () => {})
    socket.write(Buffer.alloc(64 * 1024 * 1024))
    const left = (): number =>
      (socket as unknown as { _handle: { writeQueueSize: number } })._handle.writeQueueSize
    for (let round = 0; round < 3; round++) {
      vi.advanceTimersByTime(900)
      expect(socket.destroyed).toBe(false)
      const before = left()
      client.resume()
      while (left() === before) await new Promise(setImmediate)
      client.pause()
    }
    vi.advanceTimersByTime(1250)
    expect(socket.destroyed).toBe(true)
  })

  it('keeps a connection for which nothing waits', async () => {
    const { url, connected } = await listen(
      { message: (peer: PeerOf, { data }: { data: unknown }) => peer.send(data) },
      0.05,
    )
    const client = await openSocket(url)
    const end = await connected
    for (let round = 0; round < 3; round++) {
      client.send('still here')
      expect(await client.next()).toBe('still here')
    }

    expect(end.destroyed).toBe(false)
  })
})

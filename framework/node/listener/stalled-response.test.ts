import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { h } from 'preact'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectTo, listen, type ListeningSite } from '../../fixtures/listening-site.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { notFound } from '../../http/http-error.ts'
import type { Context } from '../../request/context/context.ts'

// More than the kernel takes on both sides of a connection.
const size = 16 * 1024 * 1024
const server = { default: { writeTimeout: 0.2 } }

describe('endWhenStalled()', () => {
  it.each<[string, object]>([
    ['a text', { GET: () => 'x'.repeat(size) }],
    ['a Response of the site', { GET: () => new Response('x'.repeat(size)) }],
    ['a stream', { GET: () => new Response(endless()) }],
    ['an event stream', { GET: ({ events }: Context) => events(manyEvents()) }],
  ])('closes the connection of a reader who stops reading %s', async (_, module) => {
    const site = await listen({ '_server.ts': server, 'a.ts': module })

    expect(await stopReading(site, '/a')).toMatchObject({ isDestroyed: true })
  })

  it('closes the connection of a reader who stops reading a page, streamed or not, or an error page', async () => {
    const site = await listen({
      '_server.ts': server,
      'a.tsx': page,
      'b.tsx': { ...page, config: { stream: true } },
      'c.tsx': { loader: () => notFound(), default: () => null },
      '_404.tsx': page,
    })

    expect(await stopReading(site, '/a')).toMatchObject({ isDestroyed: true })
    expect(await stopReading(site, '/b')).toMatchObject({ isDestroyed: true })
    expect(await stopReading(site, '/c')).toMatchObject({ isDestroyed: true })
  })

  it('closes the connection of a reader who stops reading a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vial-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const path = join(folder, 'a.bin')
    await writeFile(path, '')
    await truncate(path, size)
    const site = await listen({
      '_server.ts': server,
      'a.ts': { GET: ({ sendFile }: Context) => sendFile(path) },
    })

    expect(await stopReading(site, '/a')).toMatchObject({ isDestroyed: true })
    expect(site.log).toEqual([])
  })

  it('ends the source of the response, and aborts ctx.signal', async () => {
    const ended: string[] = []
    const site = await listen({
      '_server.ts': server,
      'a.ts': {
        GET({ events, signal }: Context) {
          signal.addEventListener('abort', () => ended.push('signal'))
          return events(manyEvents(() => ended.push('source')))
        },
      },
    })
    await stopReading(site, '/a')

    expect(ended.sort()).toEqual(['signal', 'source'])
    expect(site.log).toEqual([])
  })

  it('lets the site take longer than that between two parts of a response', async () => {
    const site = await listen({
      '_server.ts': { default: { writeTimeout: 0.05 } },
      'a.ts': { GET: () => new Response(Readable.toWeb(Readable.from(waiting())) as ReadableStream) },
    })
    const accepted = once(site.server, 'connection') as Promise<[Socket]>
    const connection = connectTo(site, 'GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const [socket] = await accepted

    expect(await connection.closed).toMatch(/first\r\n[\s\S]*second\r\n0\r\n\r\n$/)

    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('first')
      // Nothing was read or written for that long.
      await once(socket, 'timeout')
      yield Buffer.from('second')
    }
  })

  it.each([
    ['after it', ''],
    ['together with it', next()],
  ])('does not limit the next request on the connection that is sent %s', async (_, early) => {
    const timeouts: (number | undefined)[] = []
    const site = await listen({
      '_server.ts': server,
      'a.ts': { GET: () => new Response(endless(1)) },
      'b.ts': {
        async GET() {
          await connection.until(lastChunk)
          timeouts.push(socket.timeout)
          return 'the end'
        },
      },
    })
    const accepted = once(site.server, 'connection') as Promise<[Socket]>
    const connection = connectTo(site, `GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n${early}`)
    const [socket] = await accepted
    await connection.until(lastChunk)
    if (!early) connection.socket.write(next())
    await connection.until('the end')

    expect(timeouts).toEqual([0])
  })

  it('has no limit with writeTimeout: 0, and refuses what is not a number', async () => {
    const open = (writeTimeout: unknown) =>
      createLiteralSite({ '_server.ts': { default: { writeTimeout } } }).handler.open()

    expect((await open(0)).settings.writeTimeout).toBe(0)
    expect((await open(undefined)).settings.writeTimeout).toBe(60_000)
    for (const wrong of [-1, Number.NaN, '60', 1e9, null]) {
      await expect(open(wrong)).rejects.toThrow(/^routes\/_server: writeTimeout is .*\. Set /)
    }
  })
})

const lastChunk = '0\r\n\r\n'
const page = { default: () => h('p', null, 'x'.repeat(size)) }

function next(): string {
  return 'GET /b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
}

function endless(count = Number.POSITIVE_INFINITY): ReadableStream<Uint8Array> {
  let left = count
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(65_536))
      else controller.close()
    },
  })
}

async function* manyEvents(onEnd?: () => void): AsyncGenerator<string> {
  try {
    for (;;) yield 'x'.repeat(65_536)
  } finally {
    onEnd?.()
  }
}

/** Requests a path, reads nothing, and waits until the server closes the connection. */
async function stopReading(site: ListeningSite, path: string): Promise<{ isDestroyed: boolean }> {
  // Otherwise the connection would be closed too when the response was short.
  site.server.keepAliveTimeout = 0
  const accepted = once(site.server, 'connection') as Promise<[Socket]>
  const { socket } = connectTo(site, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n`)
  socket.on('error', () => {}).pause()
  const [held] = await accepted
  await once(held, 'close')
  return { isDestroyed: held.destroyed }
}

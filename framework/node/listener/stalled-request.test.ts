// Tests that a body may take any time, but not that nothing arrives.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo, drip, listen, postHead } from '../../fixtures/listening-site.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../../request/context/context.ts'
import { createBodyWatch } from './stalled-request.ts'

const modules = {
  // A busy machine may let this process, which is both server and visitor, wait for some tenths of a second.
  '_server.ts': { default: { readTimeout: 1 } },
  'form.ts': { POST: async (ctx: Context) => (await ctx.request.text()).length },
  'upload.ts': {
    async POST(ctx: Context) {
      const sizes = []
      for await (const part of ctx.uploads()) sizes.push((await part.bytes()).byteLength)
      return sizes
    },
  },
  'ignore.ts': { POST: () => 'not read' },
}
const multipart = { 'content-type': 'multipart/form-data; boundary=b' }
const partHead = '--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'

describe('a request whose body stalls', () => {
  it.each<[string, string, Record<string, string | number>, string]>([
    ['a body with a length', '/form', { 'content-length': 100_000 }, 'the beginning'],
    ['a body in chunks', '/form', { 'transfer-encoding': 'chunked' }, 'd\r\nthe beginning\r\n'],
    ['a body that never begins', '/form', { 'content-length': 5 }, ''],
    ['an upload', '/upload', { 'content-length': 100_000, ...multipart }, `${partHead}the beginning`],
  ])('is answered with 408: %s', async (_, path, headers, begin) => {
    const site = await listen(modules)
    const { closed } = connectTo(site, postHead(path, headers), begin)

    expect(await closed).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*connection: close\r\n\r\n408 Request Timeout\n$/i,
    )
    expect(site.log.filter(({ level }) => level !== 'debug')).toEqual([])
  })

  it('is answered with 408 if the body drips', async () => {
    const site = await listen(modules)
    const connection = connectTo(site, postHead('/form', { 'content-length': 100_000 }))
    drip(connection, 'x', 20)

    expect(await connection.closed).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('is answered normally as long as the body arrives, however long that takes', async () => {
    const site = await listen(modules)
    // Three times as long as the timeout.
    const { socket, closed } = connectTo(
      site,
      postHead('/form', { 'content-length': 60_000, connection: 'close' }),
    )
    for (let sent = 0; sent < 60_000; sent += 1000) {
      socket.write('x'.repeat(1000))
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(await closed).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*60000$/)
  })

  it('is answered normally if the body is not read', async () => {
    const site = await listen(modules)
    const { until } = connectTo(site, postHead('/ignore', { 'content-length': 100_000 }), 'the beginning')

    expect(await until('not read')).toMatch(/^HTTP\/1\.1 200 OK/)
  })

  it('has no limit with readTimeout: 0, and refuses what is not a number', async () => {
    const open = (readTimeout: unknown) =>
      createLiteralSite({ '_server.ts': { default: { readTimeout } } }).handler.open()

    expect((await open(0)).settings.readTimeout).toBe(0)
    expect((await open(undefined)).settings.readTimeout).toBe(60_000)
    for (const wrong of [-1, Number.NaN, '60', 1e9, null]) {
      await expect(open(wrong)).rejects.toThrow(/^routes\/_server: readTimeout is .*\. Set /)
    }
  })
})

describe('createBodyWatch()', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function open(more: Partial<IncomingMessage> = {}, minRate = 500) {
    const socket = { bytesRead: 0, writable: true, write: vi.fn(), destroySoon: vi.fn() }
    const req = { socket, complete: false, destroyed: false, readableLength: 0, ...more }
    const watch = createBodyWatch(
      () => 60_000,
      () => minRate,
    )
    watch.add(req as never, { headersSent: false } as ServerResponse)
    return { req: req as unknown as IncomingMessage, socket, watch }
  }

  it('does not count the time in which the site does not read what has arrived', () => {
    const { req, socket } = open({ readableLength: 10 })
    vi.advanceTimersByTime(600_000)
    expect(socket.destroySoon).not.toHaveBeenCalled()

    Object.assign(req, { readableLength: 0 })
    vi.advanceTimersByTime(59_999)
    expect(socket.destroySoon).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(socket.destroySoon).toHaveBeenCalledOnce()
  })

  it('asks for 30,000 bytes in each minute', () => {
    const { socket } = open()
    for (const bytes of [30_000, 30_000, 29_999]) {
      expect(socket.destroySoon).not.toHaveBeenCalled()
      socket.bytesRead += bytes
      vi.advanceTimersByTime(60_000)
    }
    expect(socket.destroySoon).toHaveBeenCalledOnce()
  })

  it('asks for as many bytes as the site says', () => {
    const { socket } = open({}, 2000)
    for (const bytes of [120_000, 119_999]) {
      expect(socket.destroySoon).not.toHaveBeenCalled()
      socket.bytesRead += bytes
      vi.advanceTimersByTime(60_000)
    }
    expect(socket.destroySoon).toHaveBeenCalledOnce()
  })

  it('sends no answer into one that has begun', () => {
    const { req, socket, watch } = open()
    watch.add(req, { headersSent: true } as ServerResponse)
    vi.advanceTimersByTime(60_000)
    expect(socket.write).not.toHaveBeenCalled()
    expect(socket.destroySoon).toHaveBeenCalledOnce()
  })

  describe('with a request of HTTP/2', () => {
    function openStream() {
      const state = { remoteClose: 0 }
      const stream = { readableLength: 0, headersSent: false, close: vi.fn(), once: vi.fn(), state }
      const end = vi.fn()
      const req = {
        stream,
        socket: { bytesRead: 0 },
        complete: false,
        destroyed: false,
        readableLength: 0,
        push: vi.fn(),
      }
      const watch = createBodyWatch(
        () => 60_000,
        () => 500,
      )
      watch.add(req as never, { headersSent: false, writeHead: () => ({ end }) } as never)
      return { req, stream, state, end, watch }
    }

    it('counts what arrives on its stream, not on the connection', () => {
      const { req, end, watch } = openStream()
      req.push(Buffer.alloc(30_000) as never)
      req.push(null as never)
      vi.advanceTimersByTime(60_000)
      expect(watch.hasRefused(req as never)).toBe(false)
      req.socket.bytesRead = 1_000_000
      vi.advanceTimersByTime(60_000)
      expect(watch.hasRefused(req as never)).toBe(true)
      expect(end).toHaveBeenCalledWith('408 Request Timeout\n')
    })

    it('does not count the time in which the site does not read, or after the end of the stream', () => {
      const { req, stream, state, watch } = openStream()
      stream.readableLength = 10
      vi.advanceTimersByTime(600_000)
      Object.assign(stream, { readableLength: 0 })
      state.remoteClose = 1
      vi.advanceTimersByTime(600_000)
      expect(watch.hasRefused(req as never)).toBe(false)
      expect(vi.getTimerCount()).toBe(0)
    })
  })

  it.each<[string, (opened: ReturnType<typeof open>) => void]>([
    ['is complete', ({ req }) => void Object.assign(req, { complete: true })],
    ['was cut off', ({ req }) => void Object.assign(req, { destroyed: true })],
    ['was answered', ({ req, watch }) => watch.remove(req)],
  ])('forgets a request that %s, and has no timer without requests', (_, end) => {
    const opened = open()
    expect(vi.getTimerCount()).toBe(1)
    end(opened)
    vi.advanceTimersByTime(120_000)
    expect(opened.socket.destroySoon).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})

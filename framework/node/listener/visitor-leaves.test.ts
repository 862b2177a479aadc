// Tests that a visitor who leaves is not reported as an error, over real connections.
import { createServer, request as sendRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listenWithSockets } from '../../fixtures/listen-with-sockets.ts'
import { createLiteralSite, type LiteralSite } from '../../fixtures/literal-site.ts'
import { openSocket } from '../../fixtures/socket-client.ts'
import { HttpError } from '../../http/http-error.ts'
import type { Context } from '../../request/context/context.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** Serves a site whose handlers tell when they have started. */
async function serve(modules: Record<string, object>) {
  const onError = vi.fn()
  const listenerError = vi.fn()
  const site = createLiteralSite({ '_server.ts': { default: { onError } }, ...modules })
  const { port, close } = await listenWithSockets(site.handler, listenerError)
  closers.push(close)
  return { site, onError, listenerError, port }
}

/** Sends the head of a request and part of its body, and resets the connection once the handler has started. */
async function sendAndLeave(port: number, text: string, started: Promise<void>): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(text)
  await started
  socket.resetAndDestroy()
}

const post = (path: string, type = 'text/plain', body = 'half'): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: 1000\r\n\r\n${body}`
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`

const untilLeft = (site: LiteralSite) =>
  expect
    .poll(() => site.log.map(({ level, message }) => `${level}: ${message}`))
    .toEqual(['debug: The visitor left before the response was complete.'])

function createGate(): { open(): void; passed: Promise<void> } {
  let open = (): void => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

/** Never answers. */
async function openSilent(): Promise<string> {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    silent.closeAllConnections()
    silent.close()
  })
  return `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
}

describe('a visitor who leaves', () => {
  it.each<[what: string, work: (ctx: Context, silent: string) => Promise<unknown>]>([
    ['fetch()', ({ signal }, silent) => fetch(silent, { signal })],
    ["Node's timers", ({ signal }) => wait(60_000, undefined, { signal })],
    [
      'signals that are combined',
      ({ signal }, silent) =>
        fetch(silent, { signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]) }),
    ],
    [
      'an error with the reason as its cause',
      ({ signal }) =>
        wait(60_000, undefined, { signal }).catch((cause) => {
          throw new HttpError(502, 'The other server did not answer.', { cause })
        }),
    ],
    [
      "node:http's own request",
      ({ signal }, silent) =>
        new Promise((_, reject) => sendRequest(silent, { signal }).on('error', reject).end()),
    ],
  ])('is not an error while the route waits for %s', async (_, work) => {
    const silent = await openSilent()
    const started = createGate()
    const rendered = vi.fn()
    const { site, port, onError, listenerError } = await serve({
      '_layout.tsx': { loader: rendered, default: ({ children }: { children: unknown }) => children },
      '_error.tsx': { default: rendered },
      'slow.tsx': {
        loader(ctx: Context) {
          const result = work(ctx, silent)
          started.open()
          return result
        },
        default: () => 'page',
      },
    })

    await sendAndLeave(port, get('/slow'), started.passed)
    await untilLeft(site)
    expect(onError).not.toHaveBeenCalled()
    expect(listenerError).not.toHaveBeenCalled()
    // Only for the page itself.
    expect(rendered).toHaveBeenCalledOnce()
  })

  const form = 'application/x-www-form-urlencoded'
  const multipart = 'multipart/form-data; boundary=b'
  const part = '--b\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\nhalf'
  it.each<[what: string, read: (ctx: Context) => unknown, type?: string, body?: string]>([
    ['request.text()', ({ request }) => request.text()],
    ['request.json()', ({ request }) => request.json()],
    ['request.arrayBuffer()', ({ request }) => request.arrayBuffer()],
    ['request.formData()', ({ request }) => request.formData(), form, 'a=b'],
    ['request.body', ({ request }) => new Response(request.body).text()],
    ['a copy', ({ request }) => request.clone().text()],
    ['ctx.form()', ({ form }) => form(), form, 'a=b'],
    ['ctx.form() with files', ({ form }) => form(), multipart, part],
    ['ctx.json()', ({ json }) => json(), 'application/json', '{'],
    [
      'ctx.uploads()',
      async ({ uploads }) => {
        for await (const file of uploads()) await file.bytes()
      },
      multipart,
      part,
    ],
    [
      'a body that the route sends on',
      async ({ request, signal }) =>
        fetch(await openSilent(), {
          method: 'POST',
          body: request.body,
          signal,
          duplex: 'half',
        } as RequestInit),
    ],
  ])('is not an error while %s reads the body', async (_, read, type, body) => {
    const started = createGate()
    const { site, port, onError, listenerError } = await serve({
      'raw.ts': {
        async POST(ctx: Context) {
          const result = read(ctx)
          started.open()
          await result
        },
      },
    })

    await sendAndLeave(port, post('/raw', type, body), started.passed)
    await untilLeft(site)
    expect(onError).not.toHaveBeenCalled()
    expect(listenerError).not.toHaveBeenCalled()
  })

  it('is not an error while a chunked body is read', async () => {
    const started = createGate()
    const { site, port, onError } = await serve({
      'raw.ts': {
        async POST({ request }: Context) {
          const result = request.text()
          started.open()
          return result
        },
      },
    })
    const head = 'POST /raw HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n'

    await sendAndLeave(port, `${head}4\r\nhalf\r\n`, started.passed)
    await untilLeft(site)
    expect(onError).not.toHaveBeenCalled()
  })

  it.each<[what: string, readSignal: (ctx: Context) => AbortSignal]>([
    ['ctx.signal', ({ signal }) => signal],
    ['ctx.request.signal', ({ request }) => request.signal],
  ])('is not an error for the hooks of a socket that wait for %s', async (_, readSignal) => {
    const silent = await openSilent()
    const started = createGate()
    const wait = async (ctx: Context): Promise<void> => {
      const answer = fetch(silent, { signal: readSignal(ctx) })
      started.open()
      await answer
    }
    const { site, port, onError } = await serve({
      'ws.ts': { socket: { open: ({ context }: { context: Context }) => wait(context) } },
    })
    const handshake =
      'GET /ws HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

    await sendAndLeave(port, handshake, started.passed)
    await untilLeft(site)
    expect(onError).not.toHaveBeenCalled()
  })

  it('is not an error for work after the response', async () => {
    const silent = await openSilent()
    const started = createGate()
    const { site, port, onError } = await serve({
      'slow.ts': {
        async GET({ after, signal }: Context) {
          const left = new Promise((resolve) => signal.addEventListener('abort', resolve))
          after(() => fetch(silent, { signal }))
          started.open()
          await left
          return 'late'
        },
      },
    })

    await sendAndLeave(port, get('/slow'), started.passed)
    await untilLeft(site)
    expect(onError).not.toHaveBeenCalled()
  })

  it('is not an error for an event stream whose source waits', async () => {
    const silent = await openSilent()
    const started = createGate()
    const ended = createGate()
    const { site, port, onError, listenerError } = await serve({
      'events.ts': {
        GET: ({ events, signal }: Context) =>
          events(async function* () {
            try {
              yield 'first'
              const next = fetch(silent, { signal })
              started.open()
              await next
            } finally {
              ended.open()
            }
          }),
      },
    })

    await sendAndLeave(port, get('/events'), started.passed)
    await ended.passed
    expect(site.log.filter(({ level }) => level !== 'debug')).toEqual([])
    expect(onError).not.toHaveBeenCalled()
    expect(listenerError).not.toHaveBeenCalled()
  })

  it('is not an error while a response of another server is passed on', async () => {
    const started = createGate()
    const upstreamLeft = createGate()
    const upstream = createServer((_, res) => {
      res.write('first')
      res.on('close', upstreamLeft.open)
    })
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    closers.push(() => void upstream.close())
    const { site, port, onError, listenerError } = await serve({
      'passed.ts': {
        async GET({ signal }: Context) {
          const response = await fetch(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`, {
            signal,
          })
          started.open()
          return new Response(response.body)
        },
      },
    })

    await sendAndLeave(port, get('/passed'), started.passed)
    await upstreamLeft.passed
    expect(site.log.filter(({ level }) => level !== 'debug')).toEqual([])
    expect(onError).not.toHaveBeenCalled()
    expect(listenerError).not.toHaveBeenCalled()
  })

  it('does not hide other errors', async () => {
    const started = createGate()
    const { site, port, onError } = await serve({
      'slow.ts': {
        async GET({ signal }: Context) {
          const left = new Promise((resolve) => signal.addEventListener('abort', resolve))
          started.open()
          await left
          throw new TypeError('a bug')
        },
      },
    })

    await sendAndLeave(port, get('/slow'), started.passed)
    await expect.poll(() => onError.mock.calls.length).toBe(1)
    expect(site.log.map(({ level, message }) => [level, message])).toEqual([['error', 'a bug']])
  })
})

describe('an abort that the visitor did not cause', () => {
  it.each<[what: string, fail: () => unknown]>([
    ['an AbortError', () => Promise.reject(new DOMException('Stopped.', 'AbortError'))],
    ['a timeout', () => wait(60_000, undefined, { signal: AbortSignal.abort() })],
    [
      'a connection that another server resets',
      () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
    ],
  ])('is an error: %s', async (_, fail) => {
    const { site, port, onError } = await serve({
      'a.ts': {
        GET({ signal }: Context) {
          return signal.aborted || fail()
        },
      },
    })

    expect((await fetch(`http://127.0.0.1:${port}/a`)).status).toBe(500)
    expect(onError).toHaveBeenCalledOnce()
    expect(site.log.map(({ level }) => level)).toEqual(['error'])
  })

  it.each<[what: string, fail: (ctx: Context) => unknown]>([
    ['an AbortError', () => Promise.reject(new DOMException('Stopped.', 'AbortError'))],
    [
      'a connection that another server resets',
      () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
    ],
    ['the signal of the handshake', ({ request }) => request.signal.throwIfAborted()],
  ])('is an error in the hook of an open socket, or does not happen: %s', async (what, fail) => {
    const { site, port, onError } = await serve({
      'ws.ts': {
        socket: {
          async message(peer: { context: Context; send(text: string): void }) {
            await fail(peer.context)
            peer.send('still open')
          },
        },
      },
    })
    const { next, socket } = await openSocket(`ws://127.0.0.1:${port}/ws`)
    socket.send('go')

    if (what === 'the signal of the handshake') expect(await next()).toBe('still open')
    else await expect.poll(() => site.log.map(({ level }) => level)).toEqual(['error'])
    expect(onError).toHaveBeenCalledTimes(site.log.length)
    socket.close()
  })
})

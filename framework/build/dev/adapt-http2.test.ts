import { EventEmitter, once } from 'node:events'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type Http2Server,
  type ServerHttp2Stream,
  connect,
  constants,
  createServer,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Connect } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openHttp2 } from '../../fixtures/http2-client.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { delayContinue } from '../../node/bodies/expect-continue.ts'
import { createRequestListener } from '../../node/listener/request-listener.ts'
import type { Context } from '../../request/context/context.ts'
import { adaptHttp2 } from './adapt-http2.ts'

const modules = {
  '_server.ts': { default: { readTimeout: 1, writeTimeout: 1 } },
  'text.ts': { GET: () => 'x'.repeat(8 * 1024 * 1024), POST: ({ request }: Context) => request.text() },
  'tiny.ts': { GET: () => 'tiny' },
  'stream.ts': { GET: () => new Response(endless()) },
  'broken.ts': { GET: () => new Response(failing()) },
  'echo.ts': { POST: ({ request }: Context) => new Response(request.body) },
  'signal.ts': { GET: waitForEnd, POST: waitForEnd },
  'small.ts': { POST: ({ request }: Context) => request.text(), config: { bodyLimit: 10 } },
  'proxied.ts': {
    GET: () =>
      new Response('proxied', {
        headers: {
          connection: 'keep-alive',
          'keep-alive': 'timeout=5',
          'proxy-connection': 'keep-alive',
          'transfer-encoding': 'chunked',
          upgrade: 'h2c',
          'http2-settings': 'AAMAAABk',
          'x-kept': 'yes',
        },
      }),
  },
}

const signals = new EventEmitter()
/** Never answers. */
function waitForEnd({ signal }: Context): Promise<never> {
  signals.emit('opened', signal)
  return new Promise(() => {})
}

describe('adaptHttp2()', () => {
  it.each(['/text', '/stream'])('lets the reader of %s be disconnected who stops reading', async (path) => {
    const { server, origin } = await listen()
    const opened = once(server, 'stream') as Promise<[ServerHttp2Stream]>
    const client = await openHttp2(origin)
    const stream = await client.open(path)
    const [held] = await opened
    // Not once(): it rejects when the stream is reset with an error.
    const closed = new Promise((resolve) => held.on('close', resolve))
    stream.pause().on('error', () => {})

    await closed
    expect(held.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR)
  })

  it.each([
    ['too large', { ':path': '/small', 'content-length': 1_000_000 }, 413],
    ['too large without a length', { ':path': '/small' }, 413],
    ['sent to a page without POST', { ':path': '/tiny' }, 405],
    ['sent to no page', { ':path': '/none' }, 404],
    ['for another host', { ':path': '/tiny', ':authority': 'a.example', host: 'b.example' }, 400],
  ])('closes the stream of a body that is %s and never ends', async (_, headers, status) => {
    const { session } = await openSession()
    const stream = session.request({ ':method': 'POST', ...headers })
    stream.write('x'.repeat(1000))
    const [answer] = await once(stream, 'response')
    expect(answer[':status']).toBe(status)
    expect(await readText(stream)).not.toBe('')
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR)
    expect(await readText(session.request({ ':path': '/tiny' }))).toBe('tiny')
  })

  it('closes the streams of refused bodies that nothing reads, one after the other', async () => {
    const { server, session } = await openSession()
    for (let count = 0; count < 20; count++) {
      const opened = once(server, 'stream') as Promise<[ServerHttp2Stream]>
      const stream = session.request({ ':method': 'POST', ':path': '/small' })
      stream.write('x'.repeat(200_000))
      const [held] = await opened
      await once(held, 'close')
      stream.destroy()
    }
  })

  it('resets the stream of a response whose body fails, so that it does not seem complete', async () => {
    const { session } = await openSession()
    const stream = session.request({ ':path': '/broken' }).on('error', () => {})
    await readText(stream)
    expect(stream.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR)
    expect(await readText(session.request({ ':path': '/tiny' }))).toBe('tiny')
  })

  it('leaves out the headers of a connection, which Node.js would drop with a warning', async () => {
    const warnings: Error[] = []
    const note = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', note)
    onTestFinished(() => {
      process.off('warning', note)
    })
    const { session } = await openSession()
    const stream = session.request({ ':path': '/proxied' })
    const [headers] = await once(stream, 'response')
    expect(await readText(stream)).toBe('proxied')
    const names = Object.keys(headers)
    expect(names).toContain('x-kept')
    expect(
      names.filter((name) => /connection|keep-alive|transfer-encoding|upgrade|settings/.test(name)),
    ).toEqual([])
    expect(warnings).toEqual([])
  })

  it('reads a body to its end, also while the response is sent', async () => {
    const { session } = await openSession()
    const stream = session.request({ ':method': 'POST', ':path': '/echo' })
    const received = readText(stream)
    stream.write('one')
    await once(stream, 'data')
    stream.end('two')
    expect(await received).toBe('onetwo')
  })

  it.each([
    ['with a length', { 'content-length': 100_000 }],
    ['without a length', {}],
  ])(
    'answers with 408 when a body %s stalls or drips, whatever else the connection carries',
    async (_, headers) => {
      const { session } = await openSession()
      const post = () => session.request({ ':method': 'POST', ':path': '/text', ...headers })
      const stalled = post()
      stalled.write('the beginning')
      const dripping = post()
      const arriving = session.request({ ':method': 'POST', ':path': '/text' })
      const timer = setInterval(() => {
        if (dripping.writable) dripping.write('x')
        arriving.write('x'.repeat(1000))
      }, 20)
      onTestFinished(() => clearInterval(timer))

      const received = readText(arriving)
      const refused = await Promise.all(
        [stalled, dripping].map(async (stream) => {
          const [[answer], text] = await Promise.all([once(stream, 'response'), readText(stream)])
          return [answer[':status'], text, stream.rstCode]
        }),
      )
      const expected = [408, '408 Request Timeout\n', constants.NGHTTP2_NO_ERROR]
      expect(refused).toEqual([expected, expected])
      clearInterval(timer)
      arriving.end()
      expect(await received).toMatch(/^x+$/)
    },
  )

  it.each(['GET', 'HEAD', 'POST'])(
    'aborts the signal of a %s request whose visitor leaves',
    async (method) => {
      const { session } = await openSession()
      const stream = session.request({ ':method': method, ':path': '/signal' }).on('error', () => {})
      const [signal] = (await once(signals, 'opened')) as [AbortSignal]
      const aborted = once(signal, 'abort')
      stream.close(constants.NGHTTP2_CANCEL)

      await aborted
    },
  )

  it('lets a body be refused before it is sent', async () => {
    const { session } = await openSession()
    const ask = async (path: string): Promise<string[]> => {
      const seen: string[] = []
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        expect: '100-continue',
        'content-length': 11,
      })
      stream.on('continue', () => {
        seen.push('continue')
        stream.end('hello world')
      })
      const [headers] = await once(stream, 'response')
      stream.destroy()
      return [...seen, String(headers[':status'])]
    }

    expect(await ask('/small')).toEqual(['413'])
    expect(await ask('/text')).toEqual(['continue', '200'])
  })
})

async function openSession(): Promise<{ server: Http2Server; session: ClientHttp2Session }> {
  const { server, origin } = await listen()
  const session = connect(origin)
  onTestFinished(() => session.destroy())
  return { server, session }
}

/**
 * Reads a stream until it is closed, also before its other side has ended, which `text()` takes for an error.
 *
 * Node's client emits no `close` for a stream that the server closes during a write, so this looks at its state.
 */
async function readText(stream: ClientHttp2Stream): Promise<string> {
  const chunks: string[] = []
  stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  await expect.poll(() => stream.closed).toBe(true)
  return chunks.join('')
}

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })
}

const bodyError = new Error('The body failed.')

/** Fails after the first byte. */
function failing(): ReadableStream<Uint8Array> {
  let hasSent = false
  return new ReadableStream({
    pull(controller) {
      if (hasSent) controller.error(bodyError)
      else controller.enqueue(new Uint8Array(1))
      hasSent = true
    },
  })
}

async function listen(): Promise<{ server: Http2Server; origin: string }> {
  const { handler } = createLiteralSite(modules)
  const { settings } = await handler.open()
  const listener = createRequestListener(handler.fetch, {
    settings: () => settings,
    onError: (error) => expect(error).toBe(bodyError),
  })
  const server = createServer((req, res) => {
    const request = req as unknown as Connect.IncomingMessage
    adaptHttp2(request, res as never, () => listener(request, res as never))
  })
  delayContinue(server as never)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

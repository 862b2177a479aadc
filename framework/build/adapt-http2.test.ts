import { once } from 'node:events'
import { type Http2Server, connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Connect } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openHttp2 } from '../fixtures/http2-client.ts'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import { delayContinue } from '../node/expect-continue.ts'
import { createRequestListener } from '../node/request-listener.ts'
import type { Context } from '../request/context/context.ts'
import { adaptHttp2 } from './adapt-http2.ts'

const modules = {
  '_server.ts': { default: { writeTimeout: 0.2 } },
  'text.ts': { GET: () => 'x'.repeat(8 * 1024 * 1024), POST: ({ request }: Context) => request.text() },
  'stream.ts': { GET: () => new Response(endless()) },
  'small.ts': { POST: ({ request }: Context) => request.text(), config: { bodyLimit: 10 } },
}

describe('adaptHttp2()', () => {
  it.each(['/text', '/stream'])('lets the reader of %s be disconnected who stops reading', async (path) => {
    const { server, origin } = await listen()
    const opened = once(server, 'stream') as Promise<[{ on: unknown } & NodeJS.EventEmitter]>
    const client = await openHttp2(origin)
    const stream = await client.open(path)
    const [held] = await opened
    const closed = once(held, 'close')
    stream.pause().on('error', () => {})

    await closed
  })

  it('lets a body be refused before it is sent', async () => {
    const { origin } = await listen()
    const session = connect(origin)
    onTestFinished(() => session.destroy())
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

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })
}

async function listen(): Promise<{ server: Http2Server; origin: string }> {
  const { handler } = createLiteralSite(modules)
  const { settings } = await handler.open()
  const listener = createRequestListener(handler.fetch, {
    writeTimeout: settings.writeTimeout,
    onError: (error) => expect.unreachable(String(error)),
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

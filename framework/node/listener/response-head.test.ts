import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectTo, listen } from '../../fixtures/listening-site.ts'
import { shareHeaders } from '../../http/header-line.ts'
import type { HeaderPair, HeaderPairs } from '../../http/response.ts'
import type { Context } from '../../request/context/context.ts'
import { endWithText, setHead } from './response-head.ts'

/** Sends a response over a real connection: with the head of Node.js, and with ours where that is possible. */
async function send(
  status: number,
  headers: HeaderPairs,
  request = 'GET / HTTP/1.1\r\nHost: x',
): Promise<Sent> {
  let isSet = false
  const server = createServer({ keepAliveTimeout: 7000 }, (req, res) => {
    isSet = req.url === '/own' && setHead(res, status, headers)
    if (!isSet) res.writeHead(status, headers.flat())
    res.end('body')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const ask = async (path: string): Promise<string> => {
    const connection = connectTo({ port }, `${request.replace(' / ', ` ${path} `)}\r\n\r\n`)
    const text = await connection.until('body')
    return text.replace(/^Date: .*GMT(?=\r$)/m, 'Date: now')
  }
  const [node, own] = [await ask('/node'), await ask('/own')]
  return { node, own, isSet }
}

interface Sent {
  readonly node: string
  readonly own: string
  readonly isSet: boolean
}

const length: HeaderPair = ['content-length', '4']

describe('setHead()', () => {
  it.each<[string, number, HeaderPairs]>([
    ['nothing else', 200, [length]],
    ['shared and own headers', 201, [...shareHeaders([['x-a', 'b']]), ['x-c', 'd'], length]],
    ['repeated headers', 404, [['set-cookie', 'a=1'], ['set-cookie', 'b=2'], length]],
    ['the upper half of Latin-1', 500, [['x-a', 'é'], length]],
    ['a tab and an empty value', 422, [['x-a', 'b\tc'], ['x-d', ''], length]],
  ])('writes the same bytes as Node.js: %s', async (_, status, headers) => {
    const { node, own, isSet } = await send(status, headers)
    expect(isSet).toBe(true)
    expect(own).toBe(node)
  })

  it.each<[string, HeaderPairs, string?]>([
    ['the connection ends', [length], 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close'],
    ['the client speaks HTTP/1.0', [length], 'GET / HTTP/1.0'],
    ['a header is about the connection', [['connection', 'close'], length]],
    ['the site sets the date', [['date', 'Sat, 28 Nov 2026 00:00:00 GMT'], length]],
    ['the name of such a header has capitals', [['Connection', 'close'], length]],
    ['a shared header is about the connection', shareHeaders([['connection', 'close'], length])],
    ['the site shares a date', shareHeaders([['date', 'Sat, 28 Nov 2026 00:00:00 GMT'], length])],
  ])('leaves the head to Node.js when %s', async (_, headers, request) => {
    const { node, own, isSet } = await send(200, headers, request)
    expect(isSet).toBe(false)
    expect(own).toBe(node)
  })

  it.each([['a\r\nx-evil: 1'], ['a\nb'], ['a\0'], ['✓']])('never writes %j', async (value) => {
    for (const headers of [[['x-a', value]], shareHeaders([['x-a', value]])] as HeaderPairs[]) {
      const res = { shouldKeepAlive: true, req: { httpVersion: '1.1' } }
      expect(setHead(res as never, 200, headers)).toBe(false)
      expect(res).not.toHaveProperty('_header')
    }
  })

  it('frames a stored response whose headers are about the connection as it does the first one', async () => {
    const site = await listen({
      'index.ts': {
        config: { cache: { maxAge: 60 } },
        GET: () => new Response('stored', { headers: { 'transfer-encoding': 'chunked', date: 'x' } }),
      },
    })
    const ask = async (): Promise<string> => {
      const { closed } = connectTo(site, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      return closed
    }
    const keep = async (): Promise<string> =>
      connectTo(site, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n').until('stored')
    await ask()
    const head = (await keep()).split('\r\n\r\n')[0]!.toLowerCase()
    const count = (name: string): number => head.split(`\r\n${name}:`).length - 1
    expect([count('transfer-encoding') + count('content-length'), count('date')]).toEqual([1, 1])
  })

  it('shows the time of each response', async () => {
    const site = await listen({ 'index.ts': { GET: ({ requestId }: Context) => requestId } })
    const { headers } = await fetch(site.origin)
    const age = Date.now() - Date.parse(headers.get('date') ?? '')
    expect(age).toBeGreaterThanOrEqual(0)
    expect(age).toBeLessThan(60_000)
  })
})

describe('endWithText()', () => {
  const lengthOf = (text: string): HeaderPairs => [['content-length', String(Buffer.byteLength(text))]]

  /** Starts a server and counts the buffers that its socket receives. */
  async function start(answer: (res: ServerResponse, url: string) => void) {
    const written: number[] = []
    const server = createServer((req, res) => answer(res, req.url!))
    server.on('connection', (socket: Socket) => countBuffers(socket, written))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return { port: (server.address() as AddressInfo).port, written }
  }

  it('writes the head and the text in one buffer', async () => {
    const text = 'Grüße, all'
    const { port, written } = await start((res) => {
      if (setHead(res, 200, lengthOf(text))) endWithText(res, text, Buffer.byteLength(text))
    })
    await connectTo({ port }, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n').until(', all')
    expect(written).toEqual([1])
  })

  it('sends a header in Latin-1 beside text in ASCII', async () => {
    const { port } = await start((res) => {
      if (setHead(res, 200, [['x-a', 'é'], ...lengthOf('plain')])) endWithText(res, 'plain', 5)
    })
    const { headers } = await fetch(`http://127.0.0.1:${port}/`)
    expect(headers.get('x-a')).toBe('é')
  })

  it.each(['é has two bytes', '✓ has three bytes'])('sends text in UTF-8: %s', async (text) => {
    const { port } = await start((res) => {
      if (setHead(res, 200, lengthOf(text))) endWithText(res, text, Buffer.byteLength(text))
    })
    const response = await fetch(`http://127.0.0.1:${port}/`)
    expect(await response.text()).toBe(text)
  })

  it('keeps the order of requests that arrive together', async () => {
    const waiting: (() => void)[] = []
    const { port } = await start((res, url) => {
      waiting.push(() => {
        setHead(res, 200, lengthOf(url))
        endWithText(res, url, url.length)
      })
      if (waiting.length === 3) for (const answer of waiting.reverse()) answer()
    })
    const requests = ['/first', '/second', '/third'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    const text = await connectTo({ port }, requests.join('')).until('\r\n\r\n/third')
    expect(text.match(/\/(first|second|third)/g)).toEqual(['/first', '/second', '/third'])
  })

  it('finishes a response that is larger than the buffers of the connection', async () => {
    const text = `${'x'.repeat(20_000_000)}end`
    const left: number[] = []
    const { port } = await start((res) => {
      res.on('finish', () => left.push(res.writableLength))
      setHead(res, 200, lengthOf(text))
      endWithText(res, text, text.length)
    })
    const response = await fetch(`http://127.0.0.1:${port}/`)
    expect(await response.text()).toBe(text)
    expect(left).toEqual([0])
  })
})

/** Notes how many buffers each write to a socket has. */
function countBuffers(socket: Socket, written: number[]): void {
  const { _write, _writev } = socket
  Object.assign(socket, {
    _write(...input: Parameters<typeof _write>) {
      written.push(1)
      return _write.apply(socket, input)
    },
    _writev(...input: Parameters<NonNullable<typeof _writev>>) {
      written.push(input[0].length)
      return _writev!.apply(socket, input)
    },
  })
}

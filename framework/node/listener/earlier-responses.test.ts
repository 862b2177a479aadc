import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { listenWithSockets } from '../../fixtures/listen-with-sockets.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { openRaw, rawHandshake } from '../../fixtures/socket-client.ts'
import { stream } from '../../http/stream-response.ts'

// Far more than the buffers of a connection hold, so the response waits for the client again and again.
const chunks = 200
const chunk = 'x'.repeat(64 * 1024)

async function* writeChunks() {
  for (let count = 0; count < chunks; count++) yield chunk
}

async function listen() {
  const open = vi.fn()
  const { handler } = createLiteralSite({
    'ws.ts': { socket: { open } },
    'large.ts': { GET: () => stream(writeChunks(), { type: 'text/plain' }) },
  })
  const errors: unknown[] = []
  const { port, close } = await listenWithSockets(handler, (error) => errors.push(error))
  onTestFinished(close)
  const url = new URL(`http://127.0.0.1:${port}/ws`)
  const get = (path: string, header = 'Accept: */*'): string =>
    `GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n${header}\r\n\r\n`
  return { open, errors, url, get }
}

/** Sends requests at once; gives the statuses of the responses as soon as the last one has begun. */
async function readStatuses(url: URL, requests: readonly string[]): Promise<readonly string[]> {
  const { socket } = openRaw(url, requests.join(''))
  onTestFinished(() => void socket.destroy())
  const statuses: string[] = []
  let body = 0
  await new Promise<void>((resolve) => {
    socket.on('data', (data) => {
      const text = String(data)
      body += text.length
      statuses.push(...[...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status!))
      if (statuses.length === requests.length) resolve()
    })
  })
  expect(body).toBeGreaterThan(chunks * chunk.length)
  return statuses
}

describe('an upgrade request behind other requests on its connection', () => {
  it('becomes a socket after their responses', async () => {
    const { url, get, errors } = await listen()

    expect(await readStatuses(url, [get('/nope'), get('/large'), rawHandshake('/ws', url)])).toEqual([
      '404',
      '200',
      '101',
    ])
    expect(errors).toEqual([])
  })

  it('is answered after their responses if it offers HTTP/2', async () => {
    const { url, get, errors } = await listen()
    const offer = get('/nope', 'Connection: Upgrade\r\nUpgrade: h2c')

    expect(await readStatuses(url, [get('/large'), get('/ws'), offer, get('/large')])).toEqual([
      '200',
      '426',
      '404',
      '200',
    ])
    expect(errors).toEqual([])
  })

  it('is dropped if one of them ends the connection', async () => {
    const { url, get, open, errors } = await listen()
    const { answer } = openRaw(url, get('/nope', 'Connection: close') + rawHandshake('/ws', url))

    expect((await answer).match(/HTTP\/1\.1 \d+/g)).toHaveLength(1)
    expect(open).not.toHaveBeenCalled()
    expect(errors).toEqual([])
  })
})

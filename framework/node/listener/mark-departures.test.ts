// Tests that what fails because a visitor has left is recognised without the request, over real connections.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectTo, listen, postHead } from '../../fixtures/listening-site.ts'
import type { Context } from '../../request/context/context.ts'
import { isDeparture } from '../../request/context/visitor-left.ts'

type Work = (ctx: Context) => Promise<unknown>

/** Starts the work of a request, breaks the connection, and gives the error of the work, which no handler awaits. */
async function failByLeaving(work: Work, ...request: string[]): Promise<unknown> {
  let fail = (_: unknown): void => {}
  const failed = new Promise<unknown>((resolve) => {
    fail = resolve
  })
  let start = (): void => {}
  const started = new Promise<void>((resolve) => {
    start = resolve
  })
  const GET = (ctx: Context): Promise<never> => {
    work(ctx).then(() => fail('the work was done'), fail)
    start()
    return new Promise(() => {})
  }
  const site = await listen({ 'work.ts': { GET, POST: GET } })
  const { socket, closed } = connectTo(site, ...request)
  closed.catch(() => {})
  await started
  socket.resetAndDestroy()
  return failed
}

const form = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data; boundary=b'
const part = '--b\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\nhalf'

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

async function readUploads({ uploads }: Context): Promise<void> {
  for await (const file of uploads()) await file.bytes()
}

/** Never answers. */
async function openSilent(): Promise<string> {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    silent.closeAllConnections()
    silent.close()
  })
  return `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
}

describe('what a visitor who leaves makes fail', () => {
  it.each<[what: string, work: Work]>([
    ['fetch() with ctx.signal', async ({ signal }) => fetch(await openSilent(), { signal })],
    ['fetch() with ctx.request.signal', async ({ request }) => fetch(await openSilent(), request)],
    ['a timer', ({ request }) => wait(60_000, undefined, { signal: request.signal })],
    [
      'a signal that depends on another',
      ({ request }) => wait(60_000, undefined, { signal: AbortSignal.any([request.signal]) }),
    ],
  ])('is recognised: %s', async (_, work) => {
    for (const path of ['/work', '/%77ork']) {
      expect(isDeparture(await failByLeaving(work, `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`))).toBe(
        true,
      )
    }
  })

  it.each<[what: string, work: Work, type?: string, body?: string]>([
    ['request.text()', ({ request }) => request.text()],
    ['request.arrayBuffer()', ({ request }) => request.arrayBuffer()],
    ['request.formData()', ({ request }) => request.formData(), form, 'a=b'],
    ['a copy', ({ request }) => request.clone().text()],
    ['request.body', ({ request }) => new Response(request.body).text()],
    ['a reader', ({ request }) => readAll(request.body!.getReader())],
    ['a stream of Node', ({ request }) => Readable.fromWeb(request.body as never).toArray()],
    ['ctx.form()', ({ form }) => form(), form, 'a=b'],
    ['ctx.form() with files', ({ form }) => form(), multipart, part],
    ['ctx.json()', ({ json }) => json(), 'application/json', '{'],
    ['ctx.uploads()', readUploads, multipart, part],
  ])('is recognised: %s', async (_, work, type = 'text/plain', body = 'half') => {
    for (const path of ['/work', '/%77ork']) {
      const head = { 'content-type': type, 'content-length': 1000 }
      expect(isDeparture(await failByLeaving(work, postHead(path, head), body))).toBe(true)
      const chunked = { 'content-type': type, 'transfer-encoding': 'chunked' }
      const chunk = `${body.length.toString(16)}\r\n${body}\r\n`
      expect(isDeparture(await failByLeaving(work, postHead(path, chunked), chunk))).toBe(true)
    }
  })

  it('is not what another server resets in the meantime', async () => {
    const upstream = createServer((_, res) => res.write('half', () => res.socket!.resetAndDestroy()))
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void upstream.close())
    const { port } = upstream.address() as AddressInfo

    const error = await failByLeaving(
      async () => (await fetch(`http://127.0.0.1:${port}/`)).text(),
      'GET /work HTTP/1.1\r\nhost: localhost\r\n\r\n',
    )
    expect(error).toBeInstanceOf(Error)
    expect(isDeparture(error)).toBe(false)
  })
})

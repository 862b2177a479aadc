import { type IncomingMessage, createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FastResponse } from 'srvx'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRequestListener } from './request-listener.ts'

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

interface Visit {
  response: IncomingMessage
  /** Resolves with the body; rejects when it was cut off. */
  body: Promise<string>
  /** The error that the listener received. */
  errors: unknown[]
}

/** Serves one response over a real connection. */
async function visit(response: Response): Promise<Visit> {
  const errors: unknown[] = []
  const server = createServer(
    createRequestListener(() => response, { onError: (error) => errors.push(error) }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, host: '127.0.0.1' }, resolve).once('error', reject)
  })
  const body = (async () => {
    let text = ''
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk
    return text
  })()
  body.catch(() => {})
  return { response: incoming, body, errors }
}

describe('sendResponse()', () => {
  it.each([
    ['text', () => new FastResponse('hello', { status: 201, headers: [['x-a', 'b']] })],
    ['bytes', () => new FastResponse(bytes('hello'), { status: 201, headers: [['x-a', 'b']] })],
    ['a stream', () => new Response('hello', { status: 201, headers: { 'x-a': 'b' } })],
  ])('sends %s', async (_, create) => {
    const { response, body } = await visit(create())
    expect([response.statusCode, response.headers['x-a'], await body]).toEqual([201, 'b', 'hello'])
  })

  it.each([
    ['a stream', () => new Response('x', { status: 201 }), 'Created'],
    ['text', () => new FastResponse('x', { status: 201 }), 'Created'],
    ['text with its own phrase', () => new FastResponse('x', { status: 201, statusText: 'Done' }), 'Done'],
    ['an unregistered status', () => new Response('x', { status: 599 }), 'Unknown'],
  ])('sends a reason phrase with %s', async (_, create, phrase) => {
    const { response } = await visit(create())
    expect(response.statusMessage).toBe(phrase)
  })

  it('sends every cookie on its own line', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    const { response } = await visit(new Response('x', { headers }))
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  })

  it.each([
    ['an error', new Error('broken'), 'broken'],
    ['nothing', undefined, 'The body of a response failed without a reason.'],
  ])('breaks the connection when a body fails midway with %s', async (_, reason, message) => {
    let fail = (): void => {}
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes('begin'))
        fail = () => controller.error(reason)
      },
    })
    const { body, errors } = await visit(new Response(stream))
    fail()
    await expect(body).rejects.toThrow('aborted')
    expect(errors).toEqual([expect.objectContaining({ message })])
  })

  it('cancels the body without an error when the visitor leaves', async () => {
    let isCancelled = (): void => {}
    const cancelled = new Promise<void>((resolve) => {
      isCancelled = resolve
    })
    let begun = false
    const stream = new ReadableStream({
      pull(controller) {
        if (begun) return new Promise(() => {})
        begun = true
        controller.enqueue(bytes('begin'))
        return undefined
      },
      cancel: isCancelled,
    })
    const { response, errors } = await visit(new Response(stream))
    response.destroy()
    await cancelled
    expect(errors).toEqual([])
  })

  it('reads the body no faster than the visitor', async () => {
    const chunk = new Uint8Array(1024 * 1024)
    let read = 0
    const stream = new ReadableStream({
      pull(controller) {
        if (++read < 200) controller.enqueue(chunk)
        else controller.close()
      },
    })
    const errors: unknown[] = []
    const server = createServer(
      createRequestListener(() => new Response(stream), { onError: (error) => errors.push(error) }),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const incoming = await new Promise<IncomingMessage>((resolve) => {
      get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, resolve)
    })
    // The client does not read: the buffers of both ends fill up, and then no more of the body is read.
    for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(read).toBeLessThan(64)
    incoming.destroy()
    expect(errors).toEqual([])
  })
})

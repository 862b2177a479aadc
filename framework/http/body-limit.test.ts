import { serve } from 'srvx'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { assertNoContentEncoding, formatSize, limitRequestBody, parseSize } from './body-limit.ts'
import { isHttpError } from './http-error.ts'

describe('parseSize()', () => {
  it.each([
    [0, 0],
    [1500, 1500],
    ['100', 100],
    ['64kb', 65536],
    ['512k', 524288],
    ['1mb', 1048576],
    ['10MB', 10485760],
    ['1.5 m', 1572864],
    ['2g', 2147483648],
    [' 3 b ', 3],
    ['2.25kb', 2304],
    ['1.0009k', 1024],
    ['1.123456789b', 1],
  ])('reads %j', (size, bytes) => {
    expect(parseSize(size)).toBe(bytes)
  })

  it.each([
    '',
    'kb',
    'x1kb',
    '1.kb',
    '1.1234567890kb',
    '64 kib',
    '-1',
    '1e3',
    '1,5mb',
    'Infinity',
    '64kb x',
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '9999999g',
    true as unknown as number,
  ])('refuses %j', (size) =>
    expect(() => parseSize(size, 'BODY_SIZE_LIMIT')).toThrow(
      /^BODY_SIZE_LIMIT: .* is not a valid size\. Write/,
    ),
  )
})

describe('parseSize() without a place', () => {
  it('starts its message with "size"', () => {
    expect(() => parseSize('much')).toThrow(
      'size: "much" is not a valid size. Write a number of bytes, or text such as "64kb" or "1mb".',
    )
  })
})

describe('limitRequestBody()', () => {
  it('leaves a request without a body alone', () => {
    for (const method of ['GET', 'HEAD', 'POST']) {
      const request = new Request('http://self.test/', { method })
      expect(limitRequestBody(request, 0)).toBe(request)
    }
  })

  it('does not touch the body of a GET request', () => {
    const request = new Request('http://self.test/')
    Object.defineProperty(request, 'body', { get: () => expect.unreachable() })
    expect(limitRequestBody(request, 0)).toBe(request)
  })

  it('returns a request unchanged if its length is known and within the limit', () => {
    const request = post('12345', { 'content-length': '5' })
    expect(limitRequestBody(request, 5)).toBe(request)
  })

  it.each(['6', '99999999999999999999999999'])('refuses a length of %s at once', (length) => {
    expect(() => limitRequestBody(post('x', { 'content-length': length }), 5)).toThrow(tooLarge)
    const get = new Request('http://self.test/', { headers: { 'content-length': length } })
    expect(() => limitRequestBody(get, 5)).toThrow(tooLarge)
  })

  it.each(['x9', '9x', ''])(
    'reads a body whose length is %j, which is not a number, up to the limit',
    async (length) => {
      const limited = limitRequestBody(post('123456', { 'content-length': length }), 5)
      await expect(limited.text()).rejects.toEqual(tooLarge)
    },
  )

  it('lets an upload above the limit pass until its body is read', async () => {
    const form = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '6' }
    const upload = limitRequestBody(post('123456', form), 5, true)
    await expect(upload.text()).rejects.toThrow('This request is too large.')
    expect(() => limitRequestBody(post('123456', form), 5)).toThrow(tooLarge)
    const text = { 'content-type': 'text/plain', 'content-length': '6' }
    expect(() => limitRequestBody(post('123456', text), 5, true)).toThrow(tooLarge)
  })

  it('keeps everything else of a request with an unknown length', async () => {
    const controller = new AbortController()
    const original = post('12345', { 'x-a': 'b' }, controller.signal)
    const limited = limitRequestBody(original, 5)

    expect(limited).not.toBe(original)
    expect(limited).toMatchObject({ url: 'http://self.test/x?y', method: 'PUT' })
    expect(limited.headers.get('x-a')).toBe('b')
    expect(await limited.text()).toBe('12345')
    controller.abort()
    expect(limited.signal.aborted).toBe(true)
  })

  it.each(['text', 'json', 'formData', 'arrayBuffer', 'blob'] as const)(
    'refuses the first byte above the limit in %s()',
    async (read) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      await expect(limitRequestBody(post('123456', headers), 5)[read]()).rejects.toEqual(tooLarge)
    },
  )

  it('refuses the first byte above the limit of a multipart form', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const body = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nvalue\r\n--x--\r\n'
    expect((await limitRequestBody(post(body, headers), 100).formData()).get('a')).toBe('value')
    await expect(limitRequestBody(post(body, headers), 50).formData()).rejects.toEqual(tooLarge)
  })

  it('reads no more than requested', async () => {
    let sent = 0
    const source = new ReadableStream<Uint8Array>(
      { pull: (controller) => controller.enqueue(new Uint8Array(++sent && 1024)) },
      { highWaterMark: 0 },
    )
    const limited = limitRequestBody(post(source), 4096)
    await nextTurn()
    expect(sent).toBe(0)

    await expect(limited.text()).rejects.toEqual(tooLarge)
    expect(sent).toBe(5)
  })

  it('passes a cancellation on to the source', async () => {
    const cancel = vi.fn()
    await limitRequestBody(post(new ReadableStream<Uint8Array>({ cancel })), 10).body?.cancel('enough')
    expect(cancel).toHaveBeenCalledWith('enough')
  })

  it('lets the client of a real server read its 413', async () => {
    const signals: AbortSignal[] = []
    const server = await start((request) => {
      signals.push(request.signal)
      return readLimited(request, 1000)
    })

    expect(await send(server, 'x'.repeat(1000))).toBe('200 1000')
    expect(await send(server, 'x'.repeat(1001))).toBe('413 ')
    expect(await send(server, inChunks(10, 100))).toBe('200 1000')
    expect(await send(server, inChunks(11, 100))).toBe('413 ')
    expect(await send(server, inChunks(500, 1000))).toBe('413 ')
    await nextTurn()
    expect(signals.filter((signal) => signal.aborted)).toEqual([])
  })
})

describe('assertNoContentEncoding()', () => {
  it.each([null, '', ' ', 'identity', ' Identity '])('accepts %j', (encoding) => {
    expect(() => assertNoContentEncoding({ get: () => encoding })).not.toThrow()
  })

  it.each(['gzip', 'br', 'identity, gzip', 'x identity', 'identity x', 'identityidentity'])(
    'refuses %j',
    (encoding) => {
      expect(() => assertNoContentEncoding(new Headers({ 'content-encoding': encoding }))).toThrow(
        expect.objectContaining({
          status: 415,
          message: 'Send the body without compression.',
          headers: { 'accept-encoding': 'identity' },
        }),
      )
    },
  )
})

describe('formatSize()', () => {
  it.each([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1024, '1 kB'],
    [1536, '1.5 kB'],
    [1024 ** 2 - 1, '1024 kB'],
    [1024 ** 2, '1 MB'],
    [10 * 1024 ** 2, '10 MB'],
    [1.25 * 1024 ** 2, '1.3 MB'],
    [1024 ** 3 - 1, '1024 MB'],
    [1024 ** 3, '1 GB'],
    [5000 * 1024 ** 3, '5000 GB'],
  ])('writes %i as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })
})

const tooLarge = expect.objectContaining({ status: 413 })

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

function post(body: BodyInit, headers: Record<string, string> = {}, signal?: AbortSignal): Request {
  const init = { method: 'PUT', body, headers, duplex: 'half', ...(signal && { signal }) }
  return new Request('http://self.test/x?y', init)
}

async function readLimited(request: Request, limit: number): Promise<Response> {
  try {
    return new Response(String((await limitRequestBody(request, limit).text()).length))
  } catch (error) {
    // Rendering an error page takes some time.
    await nextTurn()
    return new Response(null, { status: isHttpError(error) ? error.status : 500 })
  }
}

async function start(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1', silent: true, gracefulShutdown: false })
  onTestFinished(() => server.close(true))
  await server.ready()
  return server.url ?? ''
}

async function send(url: string, body: BodyInit): Promise<string> {
  const response = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit)
  return `${response.status} ${await response.text()}`
}

function inChunks(count: number, size: number): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      if (sent++ === count) controller.close()
      else controller.enqueue(new Uint8Array(size))
    },
  })
}

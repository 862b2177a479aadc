import { brotliDecompressSync, createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compressBody } from './compress-body.ts'

const text = 'words that repeat. '.repeat(500)
type Controller = ReadableStreamDefaultController<Uint8Array>

function createSource(): {
  stream: ReadableStream<Uint8Array>
  controller: Controller
  cancelled(): unknown
} {
  let controller!: Controller
  let reason: unknown
  const stream = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
    },
    cancel(why) {
      reason = why
    },
  })
  return { stream, controller, cancelled: () => reason }
}

const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('compressBody()', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('compresses text and bytes with %s', async (coding, decompress) => {
    for (const body of [text, bytes(text)]) {
      const encoded = await compressBody(body, coding)
      expect(encoded.coding).toBe(coding)
      expect((encoded.body as Uint8Array).byteLength).toBeLessThan(text.length / 10)
      expect(decompress(encoded.body as Uint8Array).toString()).toBe(text)
    }
  })

  it('leaves bodies alone that are short or do not become smaller', async () => {
    const random = crypto.getRandomValues(new Uint8Array(2000))
    expect(await compressBody(random, 'br')).toEqual({ body: random, coding: undefined })
    const short = await compressBody('a'.repeat(1023), 'gzip')
    expect([String(short.body), short.coding]).toEqual(['a'.repeat(1023), undefined])
  })

  it('makes bytes of a stream whose end is there, and leaves it alone if it is short', async () => {
    const long = await compressBody(new Response(text).body!, 'br')
    expect(brotliDecompressSync(long.body as Uint8Array).toString()).toBe(text)
    const short = await compressBody(new Response('short').body!, 'br')
    expect([String(short.body), short.coding]).toEqual(['short', undefined])
  })

  it.each([
    ['br', createBrotliDecompress],
    ['gzip', createGunzip],
  ] as const)(
    'flushes each part of a stream with %s before the next one exists',
    async (coding, createDecoder) => {
      const { stream, controller } = createSource()
      const decoder = createDecoder().setEncoding('utf8')
      let received = ''
      let notify = (): void => {}
      decoder.on('data', (part: string) => {
        received += part
        notify()
      })
      controller.enqueue(bytes('first '))
      const { body } = await compressBody(stream, coding)
      const reading = (async () => {
        for await (const chunk of body as ReadableStream<Uint8Array>) decoder.write(chunk)
      })()
      for (const part of ['second ', text, 'last']) {
        const before = received
        const arrived = new Promise<void>((resolve) => {
          notify = () => received.length >= before.length + part.length && resolve()
        })
        // What came before has arrived, so nothing but this part can make the promise resolve.
        controller.enqueue(bytes(part))
        await arrived
        expect(received.endsWith(part)).toBe(true)
      }
      controller.close()
      await reading
      expect(received).toBe(`first second ${text}last`)
    },
  )

  it('does not flush while the source has more', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => bytes(`row ${index}\n`))
    let index = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (index === rows.length) controller.close()
        else controller.enqueue(rows[index++]!)
      },
    })
    const { body } = await compressBody(stream, 'gzip')
    const encoded = new Uint8Array(await new Response(body as ReadableStream<Uint8Array>).arrayBuffer())
    expect(gunzipSync(encoded).byteLength).toBe(rows.reduce((sum, row) => sum + row.byteLength, 0))
    // A flush for each row would cost more bytes than the rows have.
    expect(encoded.byteLength).toBeLessThan(rows.length * 4)
  })

  it('passes on a failure of the source, and the end of the reader', async () => {
    const failing = createSource()
    failing.controller.enqueue(bytes(text))
    const failed = await compressBody(failing.stream, 'br')
    const reader = (failed.body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    failing.controller.error(new Error('The database is gone.'))
    await expect(reader.read()).rejects.toThrow('The database is gone.')

    const left = createSource()
    left.controller.enqueue(bytes(text))
    const { body } = await compressBody(left.stream, 'gzip')
    const leaving = (body as ReadableStream<Uint8Array>).getReader()
    await leaving.read()
    await leaving.cancel('left')
    expect(left.cancelled()).toBe('left')
  })

  it('passes on a failure before the first part', async () => {
    const { stream, controller } = createSource()
    controller.error(new Error('Too early.'))
    const { body } = await compressBody(stream, 'br')
    await expect((body as ReadableStream<Uint8Array>).getReader().read()).rejects.toThrow('Too early.')
  })
})

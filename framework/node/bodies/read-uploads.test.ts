import { Dicer } from '@fastify/busboy'
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { linearGrowth, measureAsyncGrowth } from '../../fixtures/growth.ts'
import { connectTo, listen, postHead, type ListeningSite } from '../../fixtures/listening-site.ts'
import { boundary, field, file, multipart, toBody } from '../../fixtures/multipart-body.ts'
import type { Context } from '../../request/context/context.ts'
import type { UploadOptions } from '../../request/context/uploads.ts'
import { readUploads } from './read-uploads.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'

/** Answers with the parts that it received. */
function echo(options?: UploadOptions): object {
  return {
    async POST(ctx: Context) {
      const parts = []
      for await (const part of ctx.uploads(options)) {
        const { name, filename, type } = part
        parts.push({ name, filename, type, text: await part.text() })
      }
      return parts
    },
  }
}

describe('readUploads()', () => {
  it('gives fields and files in the order in which they arrive', async () => {
    const site = await listen({ 'up.ts': echo() })
    const body = toBody([field('title', 'é\r\n'), file('photo', 'a b.png', 'x'.repeat(200_000), 'image/png')])

    const response = await post(site, body)

    expect(await response.json()).toEqual([
      { name: 'title', type: 'text/plain', text: 'é\r\n' },
      { name: 'photo', filename: 'a b.png', type: 'image/png', text: 'x'.repeat(200_000) },
    ])
  })

  it('reads a body that arrives in one chunk, however long its parts are', async () => {
    const limits = { maxFiles: 2, maxFileSize: 1e6, maxFields: 2, maxFieldSize: 1e6, maxTotal: 1e6 }
    for (const length of [10, 16_383, 16_384, 60_000]) {
      for (const more of [[], [field('b', '1')], [file('b', 'b', 'y'.repeat(length))]]) {
        const body = toBody([file('a', 'a', 'x'.repeat(length)), ...more])
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(Buffer.from(body))
            controller.close()
          },
        })
        const lengths: number[] = []
        for await (const part of readUploads(stream, boundary, limits))
          lengths.push((await part.text()).length)
        expect(lengths).toEqual([length, ...more.map(([, content]) => content.length)])
      }
    }
  })

  it('gives the parts before the one that exceeds a limit', async () => {
    const names: string[] = []
    const site = await listen({
      'up.ts': {
        async POST(ctx: Context) {
          for await (const part of ctx.uploads({ maxFiles: 1 })) names.push(await part.text())
        },
      },
    })
    const body = toBody([field('a', 'one'), file('b', 'b', 'two'), file('c', 'c', 'three')])

    expect((await post(site, body)).status).toBe(413)
    expect(names).toEqual(['one', 'two'])
  })

  it('skips parts that are not read', async () => {
    const site = await listen({
      'up.ts': {
        async POST(ctx: Context) {
          const names = []
          for await (const { name } of ctx.uploads()) names.push(name)
          return names
        },
      },
    })
    const body = toBody([file('a', 'a', 'x'.repeat(300_000)), field('b', '1'), file('c', 'c', '')])

    expect(await (await post(site, body)).json()).toEqual(['a', 'b', 'c'])
  })

  it('leaves out file inputs without a file', async () => {
    const site = await listen({ 'up.ts': echo() })
    expect(await (await post(site, toBody([file('a', '', ''), field('b', '1')]))).json()).toEqual([
      { name: 'b', type: 'text/plain', text: '1' },
    ])
  })

  it('reads a chunked body after "Expect: 100-continue", however it is split', async () => {
    const site = await listen({ 'up.ts': echo() })
    const headers = { 'content-type': multipart, 'transfer-encoding': 'chunked', expect: '100-continue' }
    const connection = connectTo(site, postHead('/up', { ...headers, connection: 'close' }))
    await connection.until('HTTP/1.1 100 Continue')
    for (const letter of toBody([field('a', '1'), file('b', 'b', 'two')])) {
      connection.socket.write(`1\r\n${letter}\r\n`)
    }
    connection.socket.write('0\r\n\r\n')

    expect(await connection.closed).toContain('"filename":"b","type":"text/plain","text":"two"')
  })

  it('reads no more of the body than is consumed', async () => {
    let pulled = 0
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const site = await listen({
      'up.ts': {
        async POST(ctx: Context) {
          for await (const part of ctx.uploads({ maxFileSize: '1gb' })) {
            await gate
            return { size: (await part.bytes()).byteLength }
          }
          return {}
        },
      },
    })
    const socket = connectTo(
      site,
      postHead('/up', { 'content-type': multipart, 'transfer-encoding': 'chunked', connection: 'close' }),
    ).socket
    const body = toBody([file('a', 'a', 'x'.repeat(30_000_000))])
    socket.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`, () => {
      pulled = 1
    })
    await waitUntil(async () => expect(socket.bytesWritten).toBeGreaterThan(0))
    const before = await untilSteady(() => process.memoryUsage().arrayBuffers)
    expect(pulled).toBe(0)
    expect(before).toBeLessThan(200_000_000)
    release()
    await waitUntil(async () => expect(pulled).toBe(1))
  })

  describe('refuses', () => {
    it.each([
      ['too many files', { maxFiles: 1 }, [file('a', 'a', '1'), file('b', 'b', '2')]],
      ['a file that is too large', { maxFileSize: 10 }, [file('a', 'a', '12345678901')]],
      ['too many fields', { maxFields: 1 }, [field('a', '1'), field('b', '2')]],
      ['a field that is too large', { maxFieldSize: 10 }, [field('a', '12345678901')]],
      ['too much in total', { maxTotal: 200 }, [file('a', 'a', 'x'.repeat(300))]],
    ] as const)('%s with 413', async (_, options, parts) => {
      const site = await listen({ 'up.ts': echo(options) })
      expect((await post(site, toBody(parts))).status).toBe(413)
    })

    it('a body that is too large before it has arrived, and closes the connection', async () => {
      const site = await listen({ 'up.ts': echo({ maxFileSize: 1000 }) })
      const head = postHead('/up', { 'content-type': multipart, 'transfer-encoding': 'chunked' })
      const begin = toBody([file('a', 'a', 'x'.repeat(2000))]).slice(0, 1500)
      const connection = connectTo(site, head, `${begin.length.toString(16)}\r\n${begin}\r\n`)

      const answer = await connection.until('too large')
      expect(answer).toMatch(/^HTTP\/1.1 413 /)
      expect(answer.toLowerCase()).toContain('connection: close')
    })

    it('more than a bodyLimit of the route allows', async () => {
      const site = await listen({ 'up.ts': { ...echo(), config: { bodyLimit: '1kb' } } })
      expect((await post(site, toBody([file('a', 'a', 'x'.repeat(2000))]))).status).toBe(413)
    })

    it('other content types with 415', async () => {
      const site = await listen({ 'up.ts': echo() })
      expect((await post(site, 'a=b', 'application/x-www-form-urlencoded')).status).toBe(415)
    })
  })

  it('accepts more than the limit for bodies that are read into memory', async () => {
    const site = await listen({ 'up.ts': echo({ maxFileSize: '3mb' }), 'form.ts': readForm })
    const body = toBody([file('a', 'a', 'x'.repeat(2_000_000))])

    expect((await post(site, body)).status).toBe(200)
    expect((await post(site, body, multipart, '/form')).status).toBe(413)
    expect((await postChunked(site, body, '/up')).status).toBe(200)
    expect((await postChunked(site, body, '/form')).status).toBe(413)
  })

  it('refuses floods of parts, headers and names', async () => {
    const site = await listen({ 'up.ts': echo(), 'form.ts': readForm })
    const floods = [
      toBody(Array.from({ length: 20_001 }, () => field('a', ''))),
      toBody(Array.from({ length: 20_001 }, () => file('a', '', ''))),
      toBody([[`X-A: ${'a'.repeat(1_000_000)}\r\nContent-Disposition: form-data; name="a"`, '1']]),
      toBody([[`Content-Disposition: form-data; name="a"\r\nX-A: ${'a'.repeat(1_000_000)}`, '1']]),
      toBody([field('n'.repeat(1_000_000), '1')]),
    ]
    for (const body of floods) {
      for (const path of ['/up', '/form']) {
        expect([400, 413]).toContain((await post(site, body.slice(0, 1_040_000), multipart, path)).status)
      }
    }
  })

  it('parses nothing after the first failure, however much arrives at once', async () => {
    const write = vi.spyOn(Dicer.prototype, 'write')
    onTestFinished(() => write.mockRestore())
    const body = Buffer.from(toBody(Array.from({ length: 5000 }, () => field('a', ''))))
    const limits = { maxFiles: 1, maxFileSize: 1, maxFields: 100, maxFieldSize: 1, maxTotal: body.byteLength }
    const read = async (): Promise<void> => {
      for await (const part of readUploads(new Blob([body]).stream(), boundary, limits)) await part.text()
    }

    await expect(read()).rejects.toMatchObject({ status: 413 })
    const parsed = write.mock.calls.reduce((sum, [piece]) => sum + (piece as Buffer).byteLength, 0)
    expect(parsed).toBeGreaterThan(0)
    expect(parsed).toBeLessThan(body.byteLength / 10)
  })

  it('refuses a boundary that is not 1 to 70 characters long', async () => {
    const site = await listen({ 'up.ts': echo(), 'form.ts': readForm })
    for (const [length, status] of [
      [0, 400],
      [1, 200],
      [70, 200],
      [71, 400],
      [252, 400],
      [256, 400],
      [8000, 400],
    ] as const) {
      const between = 'b'.repeat(length)
      const body = toBody([field('a', '1')], between)
      for (const path of ['/up', '/form']) {
        const answer = await post(site, body, `multipart/form-data; boundary=${between}`, path)
        expect([length, path, answer.status]).toEqual([length, path, status])
      }
    }
  })

  it.each([
    ['fields', (length: number) => toBody(Array.from({ length: length / 64 }, () => field('a', '')))],
    ['files', (length: number) => toBody(Array.from({ length: length / 64 }, () => file('a', '', '')))],
    [
      'a header before the name',
      (length: number) =>
        toBody([[`X-A: ${'a'.repeat(length)}\r\nContent-Disposition: form-data; name="a"`, '1']]),
    ],
    [
      'a header after the name',
      (length: number) =>
        toBody([[`Content-Disposition: form-data; name="a"\r\nX-A: ${'a'.repeat(length)}`, '1']]),
    ],
    ['a name', (length: number) => toBody([field('n'.repeat(length), '1')])],
    ['carriage returns', (length: number) => toBody([file('a', 'a', '\r'.repeat(length))])],
    [
      'beginnings of the boundary',
      (length: number) => toBody([file('a', 'a', `\r\n--${boundary.slice(0, -1)}`.repeat(length / 17))]),
    ],
    [
      'escapes in a name',
      (length: number) =>
        toBody([[`Content-Disposition: form-data; name="${'"\\'.repeat(length / 2)}`, '1']]),
    ],
    [
      'escapes before the name',
      (length: number) =>
        toBody([[`Content-Disposition: form-data; ${'\\"'.repeat(length / 2)}; name=a`, '1']]),
    ],
  ])('takes time in proportion to the length of %s', async (_, create) => {
    const site = await listen({ 'up.ts': echo(), 'form.ts': readForm })
    for (const path of ['/up', '/form']) {
      const growth = await measureAsyncGrowth(create, (body) => post(site, body, multipart, path))
      expect(growth, path).toBeLessThan(linearGrowth)
    }
  })

  it('takes time in proportion to the number of fields in a URL-encoded form', async () => {
    const site = await listen({ 'form.ts': readForm })
    const growth = await measureAsyncGrowth(
      (length) => Array.from({ length: length / 8 }, (_, index) => `a${index}=`).join('&'),
      (body) => post(site, body, 'application/x-www-form-urlencoded', '/form'),
    )
    expect(growth).toBeLessThan(linearGrowth)
  })

  it('answers 400 to a body truncated anywhere, and is idle afterwards', async () => {
    const site = await listen({ 'up.ts': echo(), 'form.ts': readForm })
    const body = toBody([
      field('a', '1'),
      file('b', 'b.txt', 'text'),
      field('c', ''),
      file('d', 'd', 'x\r\n-'),
    ])
    const complete = body.length - 2
    for (let length = 0; length < body.length; length++) {
      for (const path of ['/up', '/form']) {
        const { status } = await post(site, body.slice(0, length), multipart, path)
        expect([length, path, status]).toEqual([length, path, length < complete ? 400 : 200])
      }
    }
    expect(site.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  it.each([
    ['no disposition', 'X-A: b'],
    ['no name', 'Content-Disposition: form-data'],
    ['another disposition', 'Content-Disposition: attachment; name="a"'],
    ['a bare line break', 'Content-Disposition: form-data; name="a\nb"'],
    ['no colon', 'nonsense'],
  ])('answers 400 to a part with %s', async (_, header) => {
    const site = await listen({ 'up.ts': echo() })
    expect((await post(site, toBody([[header, '1']]))).status).toBe(400)
    expect((await post(site, toBody([[header, '1'], field('b', '2')]))).status).toBe(400)
  })

  it('treats names of prototype properties as data', async () => {
    const site = await listen({ 'up.ts': echo(), 'form.ts': readForm })
    const names = [
      '__proto__',
      '__proto__.a',
      '__proto__[a]',
      'constructor.prototype.a',
      'toString',
      'a[__proto__][b]',
    ]
    const body = toBody([...names.map((name) => field(name, 'x')), file('hasOwnProperty', '__proto__', 'x')])

    const parts = (await (await post(site, body)).json()) as { name: string }[]
    expect(parts.map(({ name }) => name)).toEqual([...names, 'hasOwnProperty'])
    const form = await (await post(site, body, multipart, '/form')).text()
    expect(form).toContain('"__proto__":"x"')
    expect(({} as Record<string, unknown>).a).toBeUndefined()
    expect(
      (await post(site, toBody([['__proto__: x\r\nContent-Disposition: form-data; name="a"', '1']]))).status,
    ).toBe(200)
  })

  it('makes file names safe to show', async () => {
    const site = await listen({ 'up.ts': echo({ maxFiles: 11 }) })
    const sent = [
      '../../x',
      '..\\\\x',
      '/etc/passwd',
      'C:\\fakepath\\a.png',
      'a%0D%0Ab',
      'CON',
      'a\u202Egpj.exe',
      '..',
      `${'a'.repeat(4000)}.png`,
      'a\\"b',
      'a\0b',
    ]
    const parts = (await (
      await post(site, toBody(sent.map((name) => file('f', name, ''))), multipart, '/up')
    ).json()) as {
      filename: string
    }[]
    expect(parts.map(({ filename }) => filename)).toEqual([
      'x',
      'x',
      'passwd',
      'a.png',
      'ab',
      'CON',
      'agpj.exe',
      'file',
      `${'a'.repeat(196)}.png`,
      'a"b',
      'ab',
    ])
    const extended = toBody([['Content-Disposition: form-data; name="a"; filename*=UTF-8\'\'%E0%A4%A', '']])
    expect(await (await post(site, extended)).json()).toMatchObject([{ filename: '%E0%A4%A' }])
  })
})

describe('part.saveTo()', () => {
  it('puts the complete file in place, even over another', async () => {
    const folder = await makeFolder()
    const site = await listen({ 'up.ts': save(folder) })

    for (const content of ['x'.repeat(500_000), 'short']) {
      const response = await post(site, toBody([file('a', 'a', content)]))
      expect(await response.json()).toEqual([{ size: content.length }])
      expect(await readFile(join(folder, 'a.bin'), 'utf8')).toBe(content)
    }
    expect(await readdir(folder)).toEqual(['a.bin'])
  })

  it('says that a folder is missing', async () => {
    const site = await listen({ 'up.ts': save('/nowhere/at-all') })
    expect((await post(site, toBody([file('a', 'a', '1')]))).status).toBe(500)
    expect(site.log.at(-1)?.message).toMatch(
      /saveTo\('\/nowhere\/at-all\/a.bin'\): the folder .* does not exist. Create it/,
    )
  })

  it('leaves nothing behind of a file that is too large', async () => {
    const folder = await makeFolder()
    const site = await listen({ 'up.ts': save(folder, { maxFileSize: 300_000 }) })
    expect((await post(site, toBody([file('a', 'a', 'x'.repeat(500_000))]))).status).toBe(413)
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves nothing behind of uploads that were cut off', async () => {
    const folder = await makeFolder()
    const site = await listen({ 'up.ts': save(folder) })
    const head = postHead('/up', { 'content-type': multipart, 'content-length': 1_000_000 })
    const begin = toBody([file('a', 'a', 'x'.repeat(100_000))]).slice(0, 90_000)
    const descriptors = await countDescriptors()

    for (let round = 0; round < 10; round++) {
      const connections = Array.from({ length: 20 }, () => connectTo(site, head, begin))
      await waitUntil(async () => expect((await readdir(folder)).length).toBeGreaterThan(0))
      for (const { socket } of connections) socket.destroy()
      await waitUntil(async () => expect(await readdir(folder)).toEqual([]))
    }
    await waitUntil(async () => expect(await countDescriptors()).toBeLessThanOrEqual(descriptors))
    expect(site.log.filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('the loop of ctx.uploads()', () => {
  it.each([
    ['break', 200],
    ['throw', 500],
  ])('may end with %s, and the visitor gets the response', async (way, status) => {
    const site = await listen({
      'up.ts': {
        async POST(ctx: Context) {
          for await (const part of ctx.uploads()) {
            if (way === 'throw') throw new Error('I had enough.')
            return { first: part.name }
          }
          return {}
        },
      },
    })
    const body = toBody([field('a', '1'), file('b', 'b', 'x'.repeat(900_000))])
    for (let turn = 0; turn < 10; turn++) {
      const answer = await connectTo(
        site,
        postHead('/up', { 'content-type': multipart, 'content-length': body.length }),
        body,
      ).closed
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(answer.toLowerCase()).toContain('connection: close')
    }
  })

  it('lets a visitor who is still sending read the response', async () => {
    const site = await listen({ 'up.ts': echo({ maxFileSize: 1000 }) })
    const body = toBody([file('a', 'a', 'x'.repeat(900_000))])
    const head = postHead('/up', { 'content-type': multipart, 'content-length': body.length })
    const { socket, closed } = connectTo(site, head)
    socket.pause()
    for (let start = 0; start < body.length; start += 10_000) {
      await new Promise((resolve) =>
        socket.write(body.slice(start, start + 10_000), () => setTimeout(resolve, 2)),
      )
    }
    socket.resume()
    expect(await closed).toMatch(/^HTTP\/1.1 413 /)
  })

  it('refuses to be combined with ctx.form(), in either order', async () => {
    const site = await listen({
      'a.ts': { POST: async (ctx: Context) => [ctx.uploads(), await ctx.form()] },
      'b.ts': {
        async POST(ctx: Context) {
          await ctx.form()
          for await (const part of ctx.uploads()) await part.text()
        },
      },
    })
    const body = toBody([field('a', '1')])
    for (const path of ['/a', '/b']) {
      expect((await post(site, body, multipart, path)).status).toBe(500)
      expect(site.log.at(-1)?.message).toMatch(
        /was called after something else had read the body. Read it once/,
      )
      expect((await postChunked(site, body, path)).status).toBe(500)
    }
  })

  it('refuses to read a part twice, or after the loop has continued', async () => {
    const site = await listen({
      'up.ts': {
        async POST(ctx: Context) {
          const messages: string[] = []
          const say = (error: Error): void => void messages.push(error.message)
          let earlier: { text(): Promise<string> } | undefined
          for await (const part of ctx.uploads()) {
            await earlier?.text().catch(say)
            if (part.name === 'b') await part.bytes()
            await (part.name === 'b' ? part.text().catch(say) : undefined)
            earlier = part
          }
          return messages
        },
      },
    })
    expect(await (await post(site, toBody([field('a', '1'), field('b', '2')]))).json()).toEqual([
      'ctx.uploads(): this part is over. Read each part before the loop continues.',
      'part.text(): part.bytes() has already read this part. Read each part once.',
    ])
  })
})

const readForm = {
  async POST(ctx: Context) {
    const form = await ctx.form()
    return form.data
  },
}

function save(folder: string, options?: UploadOptions): object {
  return {
    async POST(ctx: Context) {
      const saved = []
      for await (const part of ctx.uploads(options)) saved.push(await part.saveTo(join(folder, 'a.bin')))
      return saved
    },
  }
}

function post(site: ListeningSite, body: string, type = multipart, path = '/up'): Promise<Response> {
  return fetch(site.origin + path, { method: 'POST', body, headers: { 'content-type': type } })
}

function postChunked(site: ListeningSite, body: string, path: string): Promise<Response> {
  const stream = new Blob([body]).stream()
  return fetch(site.origin + path, {
    method: 'POST',
    body: stream,
    headers: { 'content-type': multipart },
    duplex: 'half',
  } as RequestInit)
}

async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'vial-uploads-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function countDescriptors(): Promise<number> {
  return (await readdir('/proc/self/fd')).length
}

/** Waits until a number stops growing. */
async function untilSteady(read: () => number): Promise<number> {
  let last = -1
  for (let turn = 0; turn < 200; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    const now = read()
    if (now === last && turn > 50) return now
    last = now
  }
  return last
}

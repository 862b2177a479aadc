import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { h } from 'preact'
import { describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { compressBody } from '../../node/bodies/compress-body.ts'
import { createPersonal } from '../../render/personal-part.ts'
import type { Context } from '../context/context.ts'
import { useRequest } from '../context/use-request.ts'
import type { ServerDefinition } from '../pipeline/server-definition.ts'

const long = 'words that repeat. '.repeat(200)
const file = import.meta.filename

type Routes = Record<string, object>

function createSite(routes: Routes, definition: ServerDefinition = {}) {
  const encode = vi.fn(compressBody)
  const site = createLiteralSite(
    { ...routes, '_server.ts': { default: definition } },
    { compressBody: encode },
  )
  return {
    ...site,
    encode,
    /** Requests a path as browsers do. */
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      site.fetch(path, { method, headers: { 'accept-encoding': 'gzip, deflate, br', ...headers } }),
  }
}

const answer =
  (body: BodyInit | null, headers: Record<string, string> = {}, status = 200) =>
  () =>
    new Response(body, { status, headers: { 'content-type': 'text/plain', ...headers } })

/** Creates a text that becomes smaller. */
const text = (length: number): string => 'a'.repeat(length)

const withStatus = (status: number) => (ctx: Context) => {
  ctx.status = status
  return long
}

const codingOf = (response: Response): string | null => response.headers.get('content-encoding')

describe('compressResponse()', () => {
  const site = createSite({
    'index.tsx': { default: () => h('p', null, long) },
    'text.ts': { GET: () => long },
    'json.ts': { GET: () => ({ long }) },
    'own.ts': { GET: answer(long) },
    'short.ts': { GET: () => 'a'.repeat(1023) },
    'short-own.ts': { GET: answer('short') },
    'image.ts': { GET: answer(long, { 'content-type': 'image/png' }) },
    'encoded.ts': { GET: answer(long, { 'content-encoding': 'zstd' }) },
    'fixed.ts': { GET: answer(long, { 'cache-control': 'public, no-transform' }) },
    'part.ts': { GET: answer(long, { 'content-range': 'bytes 0-9/10' }, 206) },
    'events.ts': {
      GET: (ctx: Context) =>
        ctx.events(
          (async function* () {
            yield { data: long }
          })(),
        ),
    },
    'tagged.ts': { GET: answer(long, { etag: '"a"', vary: 'Accept' }) },
    'weak.ts': { GET: answer(long, { etag: 'W/"w"' }) },
    'untagged.ts': { GET: answer(null, { vary: 'Accept' }, 304) },
    'same.ts': { GET: answer(null, { etag: '"a"' }, 304) },
    'broken.ts': {
      GET: () => {
        throw new Error('broken')
      },
    },
  })

  it('compresses pages, text, data and the responses of the site', async () => {
    for (const path of ['/', '/text', '/json', '/own']) {
      const response = await site.get(path)
      const plain = await site.fetch(path)
      expect([path, codingOf(response), response.headers.get('vary')]).toEqual([
        path,
        'br',
        'Accept-Encoding',
      ])
      expect([codingOf(plain), plain.headers.get('vary')]).toEqual([null, 'Accept-Encoding'])
      const body = brotliDecompressSync(new Uint8Array(await response.arrayBuffer())).toString()
      expect(body).toBe(await plain.text())
    }
  })

  it.each([
    ['gzip', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['gzip;q=0, br;q=0', null],
    ['identity', null],
    ['*', 'br'],
    ['zstd', null],
    ['', null],
  ])('negotiates Accept-Encoding: %s', async (accepted, expected) => {
    const response = await site.get('/text', { 'accept-encoding': accepted })
    expect(codingOf(response)).toBe(expected)
    if (expected === 'gzip') {
      expect(gunzipSync(new Uint8Array(await response.arrayBuffer())).toString()).toBe(long)
    }
  })

  it.each(['/short', '/short-own', '/image', '/fixed', '/part', '/events'])(
    'leaves %s alone',
    async (path) => {
      const response = await site.get(path)
      expect(codingOf(response)).toBe(null)
      await response.body?.cancel()
    },
  )

  it.each<[string, (ctx: Context) => unknown, string | null]>([
    ['1,023 characters', () => text(1023), null],
    ['1,024 characters', () => text(1024), 'br'],
    ['a stream of 1,023 bytes', answer(text(1023), { 'content-length': '1023' }), null],
    ['a stream of 1,024 bytes', answer(text(1024), { 'content-length': '1024' }), 'br'],
    ['no body', answer(null), null],
    ['no body, with a length', answer(null, { 'content-length': '5000' }), null],
    ['status 204', withStatus(204), null],
    ['status 205', withStatus(205), null],
    ['status 206', answer(long, {}, 206), null],
    ['a range', answer(long, { 'content-range': 'bytes 0-9/10' }), null],
    ['a digest of the content', answer(long, { 'content-digest': 'sha-256=:YQ==:' }), null],
    ['an attachment that is not a file', answer(long, { 'content-disposition': 'attachment' }), 'br'],
  ])('decides by length, status and headers: %s', async (_, GET, coding) => {
    const { headers } = await createSite({ 'a.ts': { GET } }).get('/a')

    expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([
      coding,
      coding && 'Accept-Encoding',
    ])
  })

  it('sends bytes that do not become smaller as they are', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(2000))
    const random = createSite({ 'a.ts': { GET: answer(bytes, { etag: '"a"' }) } })
    const response = await random.get('/a')

    expect([codingOf(response), response.headers.get('etag')]).toEqual([null, '"a"'])
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
  })

  it('leaves alone what the site has compressed', async () => {
    expect(codingOf(await site.get('/encoded'))).toBe('zstd')
  })

  it('answers HEAD with the headers of GET', async () => {
    for (const path of ['/', '/text', '/own', '/short', '/tagged']) {
      const [get, head] = [await site.get(path), await site.get(path, {}, 'HEAD')]
      const { byteLength } = await get.arrayBuffer()
      expect([path, codingOf(head), head.headers.get('vary'), head.headers.get('etag')]).toEqual([
        path,
        codingOf(get),
        get.headers.get('vary'),
        get.headers.get('etag'),
      ])
      expect([await head.text(), head.headers.get('content-length')]).toEqual(['', String(byteLength)])
    }
  })

  it('weakens the entity tag, and repeats the one that the client has', async () => {
    const response = await site.get('/tagged')
    expect([response.headers.get('etag'), response.headers.get('vary')]).toEqual([
      'W/"a"',
      'Accept, Accept-Encoding',
    ])
    expect((await site.fetch('/tagged')).headers.get('etag')).toBe('"a"')
    const same = await site.get('/same', { 'if-none-match': 'W/"a"' })
    expect([same.status, same.headers.get('etag'), same.headers.get('vary')]).toEqual([
      304,
      'W/"a"',
      'Accept-Encoding',
    ])
    expect((await site.get('/same', { 'if-none-match': '"a"' })).headers.get('etag')).toBe('"a"')
    expect((await site.get('/same')).headers.get('etag')).toBe('"a"')
    expect((await site.get('/weak')).headers.get('etag')).toBe('W/"w"')
    const untagged = await site.get('/untagged', { 'if-none-match': '"a"' })
    expect([untagged.status, untagged.headers.get('etag'), untagged.headers.get('vary')]).toEqual([
      304,
      null,
      'Accept, Accept-Encoding',
    ])
  })

  it('shows the error page if the body cannot be compressed', async () => {
    const failing = createLiteralSite(
      { 'text.ts': { GET: () => long } },
      {
        compressBody: async (body) => {
          if (body === long) throw new Error('no memory')
          return { body, coding: undefined }
        },
      },
    )
    const response = await failing.fetch('/text', { headers: { 'accept-encoding': 'br' } })
    expect(response.status).toBe(500)
    expect(failing.log.filter(({ level }) => level === 'error')).toHaveLength(1)
  })
})

describe('compress', () => {
  const routes: Routes = {
    'session.ts': { GET: (ctx: Context) => (ctx.session as { a?: string }).a ?? long },
    'cookie.ts': { GET: (ctx: Context) => ctx.cookies.get('a') ?? long },
    'sets.ts': { GET: answer(long, { 'set-cookie': 'a=b' }) },
    'varies.ts': { GET: answer(long, { vary: 'Cookie' }) },
    'login.ts': { GET: answer(long, { vary: 'Accept, Authorization' }) },
    'private.ts': { GET: answer(long, { 'cache-control': 'private, max-age=60' }) },
    'shared.ts': { GET: () => long },
  }

  it("'shared' leaves personal responses alone, without Vary", async () => {
    const site = createSite(routes)
    for (const path of ['/session', '/cookie', '/sets', '/varies', '/login', '/private']) {
      const response = await site.get(path)
      expect([path, codingOf(response)]).toEqual([path, null])
      expect(response.headers.get('vary') ?? '').not.toContain('Encoding')
    }
    expect(codingOf(await site.get('/shared', { cookie: 'a=b' }))).toBe('br')
  })

  it("'shared' leaves personal responses alone, also where their headers do not name the visitor", async () => {
    // A nonce excuses `private`, and `Vary: *` needs no other name.
    const read = (ctx: Context): string => `${ctx.nonce} ${(ctx.session as { a?: string }).a ?? long}`
    const site = createSite({
      'nonce.ts': {
        GET(ctx: Context) {
          ctx.headers.set('vary', '*')
          return read(ctx)
        },
      },
    })
    expect(codingOf(await site.get('/nonce'))).toBe(null)
  })

  it("'shared' leaves responses alone to passwords that browsers repeat, but not to bearer tokens", async () => {
    const site = createSite(routes)
    for (const authorization of ['Basic YTpi', 'Own bearer a']) {
      expect(codingOf(await site.get('/shared', { authorization }))).toBe(null)
    }
    expect(codingOf(await site.get('/shared', { authorization: 'Bearer a' }))).toBe('br')
  })

  it("'all' compresses personal responses too", async () => {
    const site = createSite(routes, { compress: 'all' })
    for (const path of ['/session', '/cookie', '/sets', '/private']) {
      expect([path, codingOf(await site.get(path))]).toEqual([path, 'br'])
    }
  })

  it('false compresses nothing', async () => {
    const response = await createSite(routes, { compress: false }).get('/shared')
    expect([codingOf(response), response.headers.get('vary')]).toEqual([null, null])
  })

  it('refuses other values', async () => {
    const site = createSite(routes, { compress: 'yes' as never })
    await expect(site.get('/shared')).rejects.toThrow(`compress is "yes". Use 'shared', 'all' or false.`)
  })
})

describe('the response of a cached route', () => {
  it('is compressed once for each coding', async () => {
    const site = createSite({
      'page.tsx': { default: () => h('p', null, long), config: { cache: { maxAge: 60 } } },
    })
    await site.get('/page')
    site.encode.mockClear()
    const responses = await Promise.all([1, 2, 3].map(() => site.get('/page')))
    await site.get('/page', { 'accept-encoding': 'gzip' })
    await site.get('/page', { 'accept-encoding': 'gzip' })

    expect(responses.map(codingOf)).toEqual(['br', 'br', 'br'])
    expect(new Set(responses.map(({ headers }) => headers.get('etag')?.slice(0, 2)))).toEqual(new Set(['W/']))
    expect(site.encode.mock.calls.length).toBeLessThanOrEqual(2)
    const etag = responses[0]!.headers.get('etag')!
    const same = await site.get('/page', { 'if-none-match': etag })
    expect([same.status, same.headers.get('etag'), same.headers.get('vary')]).toEqual([
      304,
      etag,
      'Accept-Encoding',
    ])
  })

  it.each([
    [1023, null],
    [1024, 'br'],
  ])('is compressed by its length: %d bytes that are not UTF-8', async (length, coding) => {
    const GET = answer(new Uint8Array(length).fill(0xff))
    const site = createSite({ 'bytes.ts': { GET, config: { cache: { maxAge: 60 } } } })
    await site.get('/bytes')
    const { headers } = await site.get('/bytes')

    expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([
      coding,
      coding && 'Accept-Encoding',
    ])
  })

  it('is compressed for each visitor if it contains a personal part', async () => {
    const Visitor = createPersonal(
      { default: () => h('b', null, useRequest().cookies.get('name')) as never },
      'routes/_visitor.personal.tsx',
    )
    const site = createSite(
      { 'page.tsx': { default: () => [long, h(Visitor, null)], config: { cache: { maxAge: 60 } } } },
      { compress: 'all' },
    )
    for (const name of ['Ada', 'Grace', 'Ada']) {
      const response = await site.get('/page', { cookie: `name=${name}` })
      expect(codingOf(response)).toBe('br')
      const body = brotliDecompressSync(new Uint8Array(await response.arrayBuffer())).toString()
      expect(body).toContain(`<b>${name}</b>`)
    }
  })

  it('is compressed for the next visitor if that failed for another', async () => {
    const site = createSite({ 'text.ts': { GET: () => long, config: { cache: { maxAge: 60 } } } })
    await site.fetch('/text')
    site.encode.mockRejectedValueOnce(new Error('no memory'))
    const responses = [await site.get('/text'), await site.get('/text')]

    expect(responses.map(({ status }) => status)).toEqual([500, 200])
    expect(codingOf(responses[1]!)).toBe('br')
  })
})

describe('ctx.sendFile()', () => {
  const site = createSite({
    'file.ts': { GET: (ctx: Context) => ctx.sendFile(file) },
    'download.ts': { GET: (ctx: Context) => ctx.sendFile(file, { download: 'a.txt', type: 'text/plain' }) },
    'shown.ts': {
      GET(ctx: Context) {
        ctx.headers.set('content-disposition', 'inline;filename="attachment.txt"')
        return ctx.sendFile(file, { type: 'text/plain' })
      },
    },
    'text.ts': { GET: (ctx: Context) => ctx.sendFile(file, { type: 'text/plain' }) },
  })

  it('compresses a text, without ranges', async () => {
    const [get, head] = [await site.get('/text'), await site.get('/text', {}, 'HEAD')]
    for (const { headers } of [get, head]) {
      expect([
        headers.get('content-encoding'),
        headers.get('accept-ranges'),
        headers.get('etag')?.slice(0, 2),
      ]).toEqual(['br', null, 'W/'])
    }
    expect(head.headers.get('content-length')).toBe(null)
    expect(brotliDecompressSync(new Uint8Array(await get.arrayBuffer())).toString()).toContain(
      'ctx.sendFile(file)',
    )
  })

  it('leaves ranges and downloads alone, which can be resumed', async () => {
    const part = await site.get('/text', { range: 'bytes=0-1999' })
    expect([part.status, codingOf(part), part.headers.get('accept-ranges')]).toEqual([206, null, 'bytes'])
    const download = await site.get('/download')
    expect([codingOf(download), download.headers.get('accept-ranges')]).toEqual([null, 'bytes'])
    const shown = await site.get('/shown')
    expect(codingOf(shown)).toBe('br')
    await Promise.all([part, download, shown].map(({ body }) => body?.cancel()))
  })
})

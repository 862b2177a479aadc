import { execFileSync } from 'node:child_process'
import {
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLiteralSite, type LiteralSite } from '../../fixtures/literal-site.ts'
import { connectTo, listen } from '../../fixtures/listening-site.ts'
import type { Context } from './context.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import type { SendFileOptions } from './send-file.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'

const digits = '0123456789'.repeat(100)

describe('ctx.sendFile()', () => {
  it('sends a file with its type, length, validators and caching headers', async () => {
    const { folder } = await makeFolder({ 'a.pdf': digits })
    const response = await send(join(folder, 'a.pdf')).fetch('/f')

    expect(await response.text()).toBe(digits)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[\w-]+"$/),
      'last-modified': expect.stringMatching(/ GMT$/),
    })
    expect(response.headers.has('content-disposition')).toBe(false)
  })

  it('sends a range, and 304 to a browser that has the file', async () => {
    const { folder } = await makeFolder({ 'a.txt': digits })
    const site = send(join(folder, 'a.txt'))
    const etag = (await site.fetch('/f')).headers.get('etag') ?? ''

    const part = await site.fetch('/f', { headers: { range: 'bytes=3-5', 'if-range': etag } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 3-5/1000',
      '345',
    ])
    expect((await site.fetch('/f', { headers: { range: 'bytes=3-5', 'if-range': '"x"' } })).status).toBe(200)
    const known = await site.fetch('/f', { headers: { 'if-none-match': etag } })
    expect([known.status, await known.text()]).toEqual([304, ''])
    const since = new Date(Date.now() + 5000).toUTCString()
    expect((await site.fetch('/f', { headers: { 'if-modified-since': since } })).status).toBe(304)
    expect((await site.fetch('/f', { headers: { 'if-match': '"x"' } })).status).toBe(412)
  })

  it('answers HEAD without a body and POST without conditions', async () => {
    const { folder } = await makeFolder({ 'a.txt': digits })
    const site = send(join(folder, 'a.txt'))

    const head = await site.fetch('/f', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000', ''])
    const post = await site.fetch('/f', {
      method: 'POST',
      headers: { 'if-none-match': '*', range: 'bytes=0-1' },
    })
    expect([post.status, await post.text()]).toEqual([200, digits])
  })

  it.each([
    [Array.from({ length: 1000 }, (_, index) => `${index}-${index}`).join(), 200],
    ['5-3', 200],
    ['0-5000', 206],
    ['2000-', 416],
    ['-0', 416],
    ['-10', 206],
    ['0-0,-1', 200],
  ])('sends at most one range: bytes=%.20s is %i', async (range, status) => {
    const { folder } = await makeFolder({ 'a.txt': digits })
    const response = await send(join(folder, 'a.txt')).fetch('/f', { headers: { range: `bytes=${range}` } })
    expect(response.status).toBe(status)
    expect((await response.text()).length).toBeLessThanOrEqual(1000)
  })

  it('names a download as RFC 6266 requires', async () => {
    const { folder } = await makeFolder({ 'a.txt': '1', noending: '2' })
    const header = async (download: string | boolean, name = 'a.txt'): Promise<string | null> =>
      (await send(join(folder, name), { download }).fetch('/f')).headers.get('content-disposition')

    expect(await header(true)).toBe('attachment; filename="a.txt"')
    expect(await header('größe "1".pdf')).toBe(
      String.raw`attachment; filename="gr??e \"1\".pdf"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%221%22.pdf`,
    )
    expect(await header('日本.pdf')).toBe(
      'attachment; filename="??.pdf"; filename*=UTF-8\'\'%E6%97%A5%E6%9C%AC.pdf',
    )
    for (const name of [
      'a\r\nset-cookie: b',
      '../../x',
      'C:\\x',
      'a\0b',
      `${'a'.repeat(4000)}`,
      '\u202Egpj.exe',
      '\ud800',
    ]) {
      const response = await send(join(folder, 'a.txt'), { download: name }).fetch('/f')
      expect([name, response.status]).toEqual([name, 200])
      expect(response.headers.has('set-cookie')).toBe(false)
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename/)
    }
    const response = await send(join(folder, 'noending'), { download: 'a.csv' }).fetch('/f')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  })

  it('sandboxes documents that could run scripts', async () => {
    const { folder } = await makeFolder({ 'a.html': '', 'a.svg': '', 'a.xml': '', 'a.png': '', 'a.pdf': '' })
    const policy = async (name: string, options?: SendFileOptions): Promise<string | null> =>
      (await send(join(folder, name), options).fetch('/f')).headers.get('content-security-policy')

    for (const name of ['a.html', 'a.svg', 'a.xml']) expect(await policy(name)).toBe('sandbox')
    expect(await policy('a.png', { type: 'application/xhtml+xml' })).toBe('sandbox')
    for (const name of ['a.png', 'a.pdf']) expect(await policy(name)).toBe(null)
    const own = createLiteralSite({
      'f.ts': {
        config: { headers: { 'Content-Security-Policy': "default-src 'self'" } },
        GET: (ctx: Context) => ctx.sendFile(join(folder, 'a.html')),
      },
    })
    expect((await own.fetch('/f')).headers.get('content-security-policy')).toBe("default-src 'self'")
  })

  it('finds only regular files', async () => {
    const { folder } = await makeFolder({ 'a.txt': '1' })
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await symlink('/dev/zero', join(folder, 'device'))
    await symlink('loop', join(folder, 'loop'))
    for (const name of ['missing', 'pipe', 'device', 'loop', 'a.txt/b', '.', 'x'.repeat(5000), 'a.txt\0']) {
      expect([name, (await send(join(folder, name)).fetch('/f')).status]).toEqual([name, 404])
    }
  })

  it('never leaves its root', async () => {
    const { folder } = await makeFolder({
      'root/a.txt': 'in',
      'root/b/c.txt': 'in',
      'root/.env': 'no',
      'root-secret/x': 'no',
      secret: 'no',
    })
    await symlink('../secret', join(folder, 'root/link'))
    await symlink('.env', join(folder, 'root/hidden'))
    await symlink('..', join(folder, 'root/up'))
    await symlink('a.txt', join(folder, 'root/inside'))
    const root = join(folder, 'root')

    for (const path of ['a.txt', 'b/c.txt', 'inside']) {
      expect([path, await send(path, { root }).text('/f')]).toEqual([path, 'in'])
    }
    const hostile = [
      '../secret',
      '../root-secret/x',
      'b/../../secret',
      '/secret',
      join(folder, 'secret'),
      '..',
      '',
      '.',
      '/',
      'b',
      'b/',
      '.env',
      'b/../.env',
      './a.txt',
      '//a.txt',
      'link',
      'hidden',
      'up/secret',
      '..\\secret',
      'a.txt\0',
      '%2e%2e/secret',
    ]
    for (const path of hostile) {
      expect([path, (await send(path, { root }).fetch('/f')).status]).toEqual([path, 404])
    }
  })

  it('refuses paths that depend on the working directory', async () => {
    const site = send('a.txt')
    expect((await site.fetch('/f')).status).toBe(500)
    expect(site.log.at(-1)?.message).toMatch(
      /ctx.sendFile\('a.txt'\): the path is relative. Use an absolute one/,
    )
    const rooted = send('a.txt', { root: 'files' })
    await rooted.fetch('/f')
    expect(rooted.log.at(-1)?.message).toMatch(/the root 'files' is relative/)
  })

  it('tells the visitor that a file is missing', async () => {
    const { folder } = await makeFolder({ 'a.txt': '1' })
    const response = await send(join(folder, 'b.txt')).fetch('/f')

    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ detail: 'There is no such file.' })
  })

  it.each<[SendFileOptions, string]>([
    [{ maxAge: -1 }, 'ctx.sendFile(): maxAge is -1. Use a whole number of seconds.'],
    [{ maxAge: 1.5 }, 'ctx.sendFile(): maxAge is 1.5. Use a whole number of seconds.'],
    [{ type: 'text/plain\nx: y' }, "a.txt'): "],
  ])('refuses the options %j, for the author', async (options, message) => {
    const { folder } = await makeFolder({ 'a.txt': '1' })
    const site = send(join(folder, 'a.txt'), options)

    expect((await site.fetch('/f')).status).toBe(500)
    expect(site.log[0]?.message).toContain(message)
  })

  it('lets browsers use a file without asking again for maxAge seconds, and never with 0', async () => {
    const { folder } = await makeFolder({ 'a.txt': '1' })
    const cacheControl = async (options?: SendFileOptions): Promise<string | null> =>
      (await send(join(folder, 'a.txt'), options).fetch('/f')).headers.get('cache-control')

    expect(await cacheControl({ maxAge: 0 })).toBe('public, max-age=0')
    expect(await cacheControl({ maxAge: 3600 })).toBe('public, max-age=3600')
    expect(await cacheControl()).toBe('private, no-cache')
  })

  it('leaves Cache-Control and the policy to the site if it sets them', async () => {
    const { folder } = await makeFolder({ 'a.html': '1' })
    const site = createLiteralSite({
      'f.ts': {
        GET(ctx: Context) {
          ctx.headers.set('cache-control', 'no-transform')
          ctx.headers.set('content-security-policy', "img-src 'self'")
          return ctx.sendFile(join(folder, 'a.html'), { maxAge: 60 })
        },
      },
    })
    const { headers } = await site.fetch('/f')

    expect(headers.get('cache-control')).toBe('no-transform')
    expect(headers.get('content-security-policy')).toBe("img-src 'self'")
  })

  it('takes the type from the name of the file, else of the download', async () => {
    const { folder } = await makeFolder({ 'a.txt': '1', plain: '2' })
    const type = async (name: string, options?: SendFileOptions): Promise<string | null> =>
      (await send(join(folder, name), options).fetch('/f')).headers.get('content-type')

    expect(await type('a.txt', { download: 'b.csv' })).toBe('text/plain; charset=utf-8')
    expect(await type('plain', { download: 'b.pdf' })).toBe('application/pdf')
    expect(await type('plain', { download: true })).toBe('application/octet-stream')
    expect(await type('plain', { download: 'b.pdf', type: 'text/csv' })).toBe('text/csv')
  })

  it('explains a server that cannot send files', async () => {
    const manifest = { findFile: undefined } as unknown as Partial<Manifest>
    const site = createLiteralSite({ 'f.ts': { GET: (ctx: Context) => ctx.sendFile('/a') } }, manifest)
    await site.fetch('/f')

    expect(site.log[0]?.message).toBe('ctx.sendFile(): this server cannot send files.')
  })

  it('prevents caches from storing the file of a session', async () => {
    const { folder } = await makeFolder({ 'a.txt': '1' })
    const path = join(folder, 'a.txt')
    const site = createLiteralSite({
      '_middleware.ts': {
        default: (ctx: Context, next: () => Promise<Response>) => next().finally(() => ctx.session),
      },
      'f.ts': { GET: (ctx: Context) => ctx.sendFile(path) },
      'g.ts': { GET: (ctx: Context) => ctx.sendFile(path, { maxAge: 60 }) },
    })
    const [f, g] = [await site.fetch('/f'), await site.fetch('/g')]
    expect([f.headers.get('cache-control'), f.headers.get('vary')]).toEqual(['private, no-store', 'Cookie'])
    expect(g.headers.get('cache-control')).toBe('private, max-age=60')
    expect((await send(path, { maxAge: 60 }).fetch('/f')).headers.get('cache-control')).toBe(
      'public, max-age=60',
    )
  })

  it('may be returned by a loader', async () => {
    const { folder } = await makeFolder({ 'a.txt': '1' })
    const site = createLiteralSite({
      'f.tsx': { loader: (ctx: Context) => ctx.sendFile(join(folder, 'a.txt')), default: () => null },
    })
    expect(await site.text('/f')).toBe('1')
  })

  it('breaks the connection if the file shrinks or is replaced while it is sent', async () => {
    const { folder } = await makeFolder({ 'a.bin': 'x'.repeat(8_000_000) })
    const path = join(folder, 'a.bin')
    const site = await listen({ 'f.ts': { GET: (ctx: Context) => ctx.sendFile(path) } })
    const { socket, closed, until } = connectTo(site, 'GET /f HTTP/1.1\r\nhost: a\r\n\r\n')
    await until('\r\n\r\n')
    socket.pause()
    await truncate(path, 5)
    socket.resume()
    const length = await closed.then(
      ({ length }) => length,
      () => 0,
    )
    expect(length).toBeLessThan(8_000_000)
    expect(site.log.at(-1)?.message).toMatch(/became shorter/)

    const changing = createLiteralSite({
      'g.ts': {
        async GET(ctx: Context) {
          const response = await ctx.sendFile(path)
          await utimes(path, 1, 1)
          return response
        },
      },
    })
    await expect(changing.text('/g')).rejects.toThrow(/changed while it was sent/)
  })

  it('is stored by config.cache, and stays personal if middleware makes it personal', async () => {
    const { folder } = await makeFolder({ 'a.txt': digits })
    const site = createLiteralSite({
      '_middleware.ts': {
        async default(ctx: Context, next: () => Promise<Response>) {
          const response = await next()
          if (ctx.query.has('me')) Object.assign(ctx.session, { seen: Date.now() })
          return response
        },
      },
      'f.ts': {
        config: { cache: { maxAge: 60 } },
        GET: (ctx: Context) => ctx.sendFile(join(folder, 'a.txt'), { maxAge: 600 }),
      },
    })
    for (const path of ['/f', '/f?me']) {
      const [miss, hit] = [await site.fetch(path), await site.fetch(path)]
      const expected = path === '/f' ? 'public, max-age=600' : 'private, max-age=600'
      expect([miss, hit].map(({ headers }) => headers.get('cache-control'))).toEqual([expected, expected])
      expect(await hit.text()).toBe(digits)
    }
    const head = await site.fetch('/f', { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe('1000')
  })

  it('closes the file when the visitor leaves', async () => {
    const { folder } = await makeFolder({ 'a.bin': 'x'.repeat(8_000_000) })
    const path = join(folder, 'a.bin')
    const site = await listen({ 'f.ts': { GET: (ctx: Context) => ctx.sendFile(path) } })
    for (let turn = 0; turn < 20; turn++) {
      const { socket, until } = connectTo(site, 'GET /f HTTP/1.1\r\nhost: a\r\n\r\n')
      await until('\r\n\r\n')
      socket.destroy()
    }
    await waitUntil(async () => expect(await countOpen(path)).toBe(0))
  })
})

function send(path: string, options?: SendFileOptions): LiteralSite {
  const answer = (ctx: Context): Promise<Response> => ctx.sendFile(path, options)
  return createLiteralSite({ 'f.ts': { GET: answer, POST: answer } })
}

async function makeFolder(files: Record<string, string>): Promise<{ folder: string }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'vial-files-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return { folder }
}

async function countOpen(path: string): Promise<number> {
  const names = await readdir('/proc/self/fd')
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return targets.filter((target) => target === path).length
}

import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { serve } from 'srvx'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parsePathname } from '../../http/canonical-url.ts'
import type { StaticFiles } from '../../request/pipeline/manifest.ts'
import { openStaticFiles, type StaticFilesOptions } from './static-files.ts'

type Content = Record<string, string | Buffer>

const get = { method: 'GET', headers: new Headers() }

describe('openStaticFiles()', () => {
  it('answers with a file and its headers', async () => {
    const files = await openSite({ 'robots.txt': 'hello' })
    const response = ask(files, '/robots.txt')

    expect(response?.status).toBe(200)
    expect(Object.fromEntries(response?.headers ?? [])).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=0, must-revalidate',
      'content-length': '5',
      'content-type': 'text/plain; charset=utf-8',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
      'last-modified': expect.stringMatching(/ GMT$/),
      'x-content-type-options': 'nosniff',
    })
    expect(await response?.text()).toBe('hello')
  })

  it('finds files whose names need encoding', async () => {
    const names = [
      'with space.txt',
      'fünke.txt',
      '100%.txt',
      'a?b#c.txt',
      '%41.txt',
      'a;b&c=@.txt',
      'a\\b.txt',
    ]
    const files = await openSite(Object.fromEntries(names.map((name) => [`deep/${name}`, name])))

    for (const name of names) expect(await ask(files, `/deep/${encodeURIComponent(name)}`)?.text()).toBe(name)
    expect(await ask(files, '/deep/fünke.txt')?.text()).toBe('fünke.txt')
    expect(ask(files, '/deep/A.txt')).toBeUndefined()
  })

  it('leaves folders, other methods and unknown names to the routes', async () => {
    const files = await openSite({ 'index.html': 'x', 'a/b.txt': 'x' })

    for (const path of ['/', '/a', '/a/', '/A/b.txt', '/a/b.txt/', '/a//b.txt', '/nope']) {
      expect(ask(files, path), path).toBeUndefined()
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get']) {
      expect(ask(files, '/a/b.txt', {}, method), method).toBeUndefined()
    }
  })

  it('serves files below a base path', async () => {
    const files = await openSite({ 'a.txt': 'x' }, { base: '/my app/' })

    expect(ask(files, '/my%20app/a.txt')?.status).toBe(200)
    expect(ask(files, '/a.txt')).toBeUndefined()
  })

  it('lets browsers cache only files with hashed names for long', async () => {
    const options = { base: '/app/', immutable: '/app/assets/' }
    const files = await openSite({ 'assets/a-1.js': 'x', 'assets.js': 'x' }, options)
    const [lasting, brief] = [ask(files, '/app/assets/a-1.js'), ask(files, '/app/assets.js')]

    expect(lasting?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(brief?.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    expect(ask(files, '/app/assets/a-2.js')).toBeUndefined()
  })

  it('serves the files with hashed names of other releases, also of those that come later', async () => {
    const older = await makeSite({
      'assets/old-1.js': 'old',
      'assets/old-1.js.gz': 'gz',
      'robots.txt': 'old',
    })
    const newer = await makeSite({ 'assets/new-1.js': 'new', 'assets/a-1.js': 'not this one' })
    let addLater: (folder: string) => Promise<void> = async () => {}
    const files = await openSite(
      { 'assets/a-1.js': 'a' },
      {
        immutable: '/assets/',
        async shareFiles(_folder, add) {
          await add(older)
          await add(join(older, 'missing'))
          addLater = add
        },
      },
    )
    const old = ask(files, '/assets/old-1.js')

    expect(old?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(await old?.text()).toBe('old')
    expect(
      ask(files, '/assets/old-1.js', { 'accept-encoding': 'gzip' })?.headers.get('content-encoding'),
    ).toBe('gzip')
    expect(ask(files, '/assets/old-1.js.gz')).toBeUndefined()
    expect(ask(files, '/robots.txt')).toBeUndefined()
    expect(ask(files, '/assets/new-1.js')).toBeUndefined()
    await addLater(newer)
    expect(await ask(files, '/assets/new-1.js')?.text()).toBe('new')
    expect(await ask(files, '/assets/a-1.js')?.text()).toBe('a')
  })

  it('finds such a file in a later release after the folder of the older one is gone', async () => {
    const [older, newer] = [
      await makeSite({ 'assets/b-1.js': 'b' }),
      await makeSite({ 'assets/b-1.js': 'b' }),
    ]
    let add: (folder: string) => Promise<void> = async () => {}
    const files = await openSite(
      {},
      {
        immutable: '/assets/',
        async shareFiles(_folder, receive) {
          add = receive
        },
      },
    )
    await add(older)
    await rm(join(older, 'assets'), { recursive: true })

    expect(ask(files, '/assets/b-1.js')).toBeUndefined()
    await add(newer)
    expect(await ask(files, '/assets/b-1.js')?.text()).toBe('b')
  })

  it('sends the site’s own headers with every response', async () => {
    const headers: [string, string][] = [['cross-origin-resource-policy', 'same-origin']]
    const files = await openSite({ 'a.txt': 'x' }, { headers })
    const etag = ask(files, '/a.txt')?.headers.get('etag') ?? ''

    for (const request of [{}, { 'if-none-match': etag }, { range: 'bytes=0-0' }, { range: 'bytes=9-' }]) {
      expect(ask(files, '/a.txt', request)?.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  it.each(traversals())('gives nothing outside the folder for %s', async (path) => {
    const folder = await makeSite({
      'public/a.txt': 'x',
      'secret.txt': 'CANARY',
      'public-secret/x': 'CANARY',
    })
    const files = await openStaticFiles(join(folder, 'public'))
    expect(ask(files, path)).toBeUndefined()
    expect(files.respond(get, path)).toBeUndefined()
  })

  it('hides names that start with a dot, except /.well-known/', async () => {
    const files = await openSite({ '.env': 'x', '.git/config': 'x', '.well-known/x': 'x' })

    for (const path of ['/.env', '/%2eenv', '/./.env', '/x/../.env', '/.git/config', '/.git%2fconfig']) {
      expect(ask(files, path), path).toBeUndefined()
    }
    expect(ask(files, '/.well-known/x')?.status).toBe(200)
  })

  it('no longer serves a file that a pipe or a link has replaced', async () => {
    const folder = await makeSite({ 'a.txt': 'a', 'b.txt': 'b' })
    const files = await openStaticFiles(folder)
    await rm(join(folder, 'a.txt'))
    execFileSync('mkfifo', [join(folder, 'a.txt')])
    expect(ask(files, '/a.txt')).toBeUndefined()
    await rm(join(folder, 'b.txt'))
    await symlink('/etc/hostname', join(folder, 'b.txt'))
    expect(ask(files, '/b.txt')).toBeUndefined()
  })

  it('has one URL per file, so that a guard sees what is served', async () => {
    const files = await openSite({ 'private/a.txt': 'x' })

    const others = [
      '/private%2fa.txt',
      '/private%5ca.txt',
      '//private/a.txt',
      '/Private/a.txt',
      '/%2570rivate/a.txt',
    ]
    for (const path of others) {
      expect(ask(files, path), path).toBeUndefined()
    }
    expect(ask(files, '/%70rivate/a%2Etxt')?.status).toBe(200)
    expect(files.respond(get, '/%70rivate/a.txt')).toBeUndefined()
  })

  it.each(['/CON', '/a.txt::$DATA', '/A~1.TXT', '/a.txt.', '/a.txt%20', '/nul.txt', '/C:/x'])(
    'gives nothing for %s',
    async (path) => {
      expect(ask(await openSite({ 'a.txt': 'x' }), path)).toBeUndefined()
    },
  )

  it('keeps a requested file in memory, and no longer serves a deleted one', async () => {
    const folder = await makeSite({ 'kept.txt': 'kept', 'gone.txt': 'gone' })
    const files = await openStaticFiles(folder)
    ask(files, '/kept.txt')
    await rm(join(folder, 'kept.txt'))
    await rm(join(folder, 'gone.txt'))

    expect(await ask(files, '/kept.txt')?.text()).toBe('kept')
    expect(ask(files, '/gone.txt')).toBeUndefined()
  })

  it('keeps at most 64 MB of small files in memory', async () => {
    const folder = await makeSite({})
    const names = Array.from({ length: 257 }, (_, index) => `${index}.bin`)
    for (const name of names) {
      await writeFile(join(folder, name), '')
      await truncate(join(folder, name), 256 * 1024)
    }
    const files = await openStaticFiles(folder)
    for (const name of names) ask(files, `/${name}`)
    for (const name of names) await rm(join(folder, name))

    expect(names.filter((name) => !ask(files, `/${name}`))).toEqual(['256.bin'])
  })
})

describe('compressed forms', () => {
  const packed = gzipSync('hello hello hello')
  const site = { 'a.js': 'hello hello hello', 'a.js.gz': packed, 'a.js.br': 'pretend', 'only.tar.gz': packed }

  it('are chosen by Accept-Encoding', async () => {
    const files = await openSite(site)
    const best = ask(files, '/a.js', { 'accept-encoding': 'gzip, deflate, br' })
    const older = ask(files, '/a.js', { 'accept-encoding': 'gzip' })
    const plain = ask(files, '/a.js', { 'accept-encoding': 'br;q=0' })

    expect(best?.headers.get('content-encoding')).toBe('br')
    expect(older?.headers.get('content-encoding')).toBe('gzip')
    expect(plain?.headers.get('content-encoding')).toBeNull()
    expect(String(gunzipSync(await bytesOf(older)))).toBe('hello hello hello')
    for (const response of [best, older, plain]) {
      expect(response?.headers.get('vary')).toBe('Accept-Encoding')
      expect(response?.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    }
    expect(new Set([best, older, plain].map((response) => response?.headers.get('etag'))).size).toBe(3)
  })

  it('are not served as files, unless there is no plain form', async () => {
    const files = await openSite(site)

    expect(ask(files, '/a.js.gz')).toBeUndefined()
    expect(ask(files, '/a.js.br')).toBeUndefined()
    const archive = ask(files, '/only.tar.gz', { 'accept-encoding': 'gzip' })
    expect(archive?.headers.get('content-type')).toBe('application/gzip')
    expect(archive?.headers.has('content-encoding')).toBe(false)
    expect(archive?.headers.has('vary')).toBe(false)
  })

  it('fall back to the plain form when they no longer exist', async () => {
    const folder = await makeSite(site)
    const files = await openStaticFiles(folder)
    await rm(join(folder, 'a.js.br'))
    expect(ask(files, '/a.js', { 'accept-encoding': 'br' })?.headers.has('content-encoding')).toBe(false)
  })
})

describe('large files', () => {
  const large = Buffer.alloc(300_000, 'large file ')

  it('are sent from disk, whole or in part', async () => {
    const files = await openSite({ 'a.bin': large })

    expect((await bytesOf(ask(files, '/a.bin'))).equals(large)).toBe(true)
    const part = ask(files, '/a.bin', { range: 'bytes=70000-199999' })
    expect(part?.status).toBe(206)
    expect((await bytesOf(part)).equals(large.subarray(70000, 200000))).toBe(true)
  })

  it('are read again when they change', async () => {
    const folder = await makeSite({ 'a.bin': large })
    const files = await openStaticFiles(folder)
    const before = ask(files, '/a.bin')?.headers.get('etag')
    expect(ask(files, '/a.bin')?.headers.get('etag')).toBe(before)

    await utimes(join(folder, 'a.bin'), 1, 1)
    const after = ask(files, '/a.bin', { 'if-none-match': before ?? '' })
    expect(after?.status).toBe(200)
    expect(after?.headers.get('etag')).not.toBe(before)
  })

  it('are not sent under the ETag of the file that they replace', async () => {
    const folder = await makeSite({ 'a.bin': large })
    const files = await openStaticFiles(folder)
    const response = ask(files, '/a.bin')
    await writeFile(join(folder, 'new.bin'), Buffer.alloc(400_000, 'other file '))
    await rename(join(folder, 'new.bin'), join(folder, 'a.bin'))

    await expect(bytesOf(response)).rejects.toThrow(/changed while it was sent/)
  })
})

describe('on the wire', () => {
  it('HEAD, 304, 206 and 416 agree with GET', async () => {
    const url = `${await start(await openSite({ 'a.txt': 'hello' }))}a.txt`
    const full = await fetch(url)
    const etag = full.headers.get('etag') ?? ''
    const head = await fetch(url, { method: 'HEAD' })
    const fresh = await fetch(url, { headers: { 'if-none-match': etag } })
    const part = await fetch(url, { headers: { range: 'bytes=1-2' } })
    const beyond = await fetch(url, { headers: { range: 'bytes=5-' } })

    expect(await full.text()).toBe('hello')
    expect(listOwnHeaders(head)).toEqual(listOwnHeaders(full))
    expect([fresh.status, await fresh.text(), fresh.headers.get('etag')]).toEqual([304, '', etag])
    expect([part.status, await part.text(), part.headers.get('etag')]).toEqual([206, 'el', etag])
    expect([beyond.status, await beyond.text()]).toEqual([416, ''])
    expect(beyond.headers.get('content-range')).toBe('bytes */5')
  })
})

function ask(files: StaticFiles, path: string, headers = {}, method = 'GET'): Response | undefined {
  try {
    return files.respond({ method, headers: new Headers(headers) }, parsePathname(path).pathname)
  } catch (error) {
    expect(error).toMatchObject({ status: 400 })
    return undefined
  }
}

async function bytesOf(response: Response | undefined): Promise<Buffer> {
  return Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer())
}

async function openSite(content: Content, options?: StaticFilesOptions): Promise<StaticFiles> {
  return openStaticFiles(await makeSite(content), options)
}

async function makeSite(content: Content): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-static-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

async function start(files: StaticFiles): Promise<string> {
  const server = serve({
    fetch: ({ method, url, headers }) =>
      files.respond({ method, headers }, new URL(url).pathname) ?? new Response(null, { status: 404 }),
    ...{ port: 0, hostname: '127.0.0.1', silent: true, gracefulShutdown: false },
  })
  onTestFinished(() => server.close(true))
  await server.ready()
  return server.url ?? ''
}

// Leaves out the headers of the connection.
function listOwnHeaders(response: Response): [string, string][] {
  return [...response.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name))
}

function traversals(): string[] {
  const ups = '.. %2e%2e .%2e %252e%252e ..%2f ..%5c ..\\ ..; ... %c0%ae%c0%ae ..%00 a.txt/..'.split(' ')
  const targets = ['secret.txt', 'public-secret/x', '../etc/hostname']
  const paths = ups.flatMap((up) => targets.map((target) => `/${up}/${target}`))
  return [...paths, '//etc/hostname', '/etc/hostname', '/proc/self/environ']
}

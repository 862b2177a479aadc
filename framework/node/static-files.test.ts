import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { serve } from 'srvx'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { parsePathname } from '../http/canonical-url.ts'
import { openStaticFiles, type StaticFiles } from './static-files.ts'

describe('openStaticFiles()', () => {
  it('answers with a file and all that is known about it', async () => {
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

  it('finds files by the names that people give them', async () => {
    const names = [
      'with space.txt',
      'fünke.txt',
      '100%.txt',
      'a?b#c.txt',
      '%41.txt',
      'semi;colon&co=@.txt',
      'back\\slash.txt',
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

  it('serves nothing when there is no folder', async () => {
    const files = await openStaticFiles('/nowhere/at/all')
    expect(ask(files, '/')).toBeUndefined()
  })

  it('stands below a base path', async () => {
    const files = await openSite({ 'a.txt': 'x' }, { base: '/my app/' })

    expect(ask(files, '/my%20app/a.txt')?.status).toBe(200)
    expect(ask(files, '/a.txt')).toBeUndefined()
  })

  it('I3: lets only files with lasting names be kept for long', async () => {
    const files = await openSite(
      { 'assets/a-1.js': 'x', 'assets.js': 'x' },
      { base: '/app/', immutable: '/assets/' },
    )

    const lasting = ask(files, '/app/assets/a-1.js')
    expect(lasting?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(ask(files, '/app/assets.js')?.headers.get('cache-control')).toBe(
      'public, max-age=0, must-revalidate',
    )
    expect(ask(files, '/app/assets/a-2.js')).toBeUndefined()
  })

  it('sends a site’s own headers with every answer', async () => {
    const files = await openSite(
      { 'a.txt': 'x' },
      { headers: [['cross-origin-resource-policy', 'same-origin']] },
    )
    const etag = ask(files, '/a.txt')?.headers.get('etag') ?? ''

    for (const headers of [{}, { 'if-none-match': etag }, { range: 'bytes=0-0' }, { range: 'bytes=9-' }]) {
      expect(ask(files, '/a.txt', headers)?.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  it.each(traversals())('J1: gives nothing from outside for %s', async (path) => {
    const files = await openSite(
      { 'public/a.txt': 'x', 'secret.txt': 'CANARY', 'public-secret/x': 'CANARY' },
      {},
      'public',
    )
    expect(ask(files, path)).toBeUndefined()
    expect(files.respond('GET', path, new Headers())).toBeUndefined()
  })

  it('J2: hides what starts with a dot, but for /.well-known/', async () => {
    const hidden = [
      '.env',
      '.git/config',
      '.vite/manifest.json',
      'a/.htpasswd',
      '.well-known/.x',
      'a/.well-known/x',
    ]
    const files = await openSite(
      Object.fromEntries([...hidden, '.well-known/security.txt'].map((name) => [name, 'x'])),
    )

    for (const name of hidden) {
      expect(ask(files, `/${name}`), name).toBeUndefined()
      expect(ask(files, `/${name.replaceAll('.', '%2e')}`), name).toBeUndefined()
    }
    expect(ask(files, '/.well-known/security.txt')?.status).toBe(200)
  })

  it('J3: follows links inside the folder and no others', async () => {
    const folder = await makeSite({
      'site/real.txt': 'real',
      'site/sub/b.txt': 'b',
      'site/.env': 'x',
      'site-2/x': 'x',
      out: 'x',
    })
    const links = {
      file: 'real.txt',
      folder: 'sub',
      'sub/loop': '..',
      out: '../out',
      sibling: '../site-2',
      etc: '/etc',
      dot: '.env',
      broken: 'nope',
      self: 'self',
    }
    for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, 'site', name))
    const files = await openStaticFiles(join(folder, 'site'))

    expect(await ask(files, '/file')?.text()).toBe('real')
    expect(await ask(files, '/folder/b.txt')?.text()).toBe('b')
    for (const path of [
      '/out',
      '/sibling/x',
      '/etc/hostname',
      '/dot',
      '/broken',
      '/self',
      '/sub/loop/real.txt',
    ]) {
      expect(ask(files, path), path).toBeUndefined()
    }
  })

  it('J3: serves the folder that a link names', async () => {
    const folder = await makeSite({ 'site/a.txt': 'a' })
    await symlink('site', join(folder, 'current'))
    expect(ask(await openStaticFiles(join(folder, 'current')), '/a.txt')?.status).toBe(200)
  })

  it('J3: does not wait for what is no regular file', async () => {
    const folder = await makeSite({ 'a.txt': 'a', 'b.txt': 'b' })
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await symlink('/dev/zero', join(folder, 'device'))
    const files = await openStaticFiles(folder)
    expect(ask(files, '/pipe')).toBeUndefined()
    expect(ask(files, '/device')).toBeUndefined()

    // One that takes the place of a file later is no better, and neither is a link.
    await rm(join(folder, 'a.txt'))
    execFileSync('mkfifo', [join(folder, 'a.txt')])
    expect(ask(files, '/a.txt')).toBeUndefined()
    await rm(join(folder, 'b.txt'))
    await symlink('/etc/hostname', join(folder, 'b.txt'))
    expect(ask(files, '/b.txt')).toBeUndefined()
  })

  it('J4: has one spelling for a file, so that a guard sees what is served', async () => {
    const files = await openSite({ 'private/a.txt': 'x' })

    for (const path of [
      '/private%2fa.txt',
      '/private%5ca.txt',
      '//private/a.txt',
      '/Private/a.txt',
      '/%2570rivate/a.txt',
    ]) {
      expect(ask(files, path), path).toBeUndefined()
    }
    expect(ask(files, '/%70rivate/a%2Etxt')?.status).toBe(200)
    expect(files.respond('GET', '/%70rivate/a.txt', new Headers())).toBeUndefined()
  })

  it.each(['/CON', '/a.txt::$DATA', '/A~1.TXT', '/a.txt.', '/a.txt%20', '/nul.txt', '/C:/x'])(
    'J8: gives nothing for %s',
    async (path) => {
      expect(ask(await openSite({ 'a.txt': 'x' }), path)).toBeUndefined()
    },
  )

  it('keeps a file that was asked for, and forgets one that is gone', async () => {
    const folder = await makeSite({ 'kept.txt': 'kept', 'gone.txt': 'gone' })
    const files = await openStaticFiles(folder)
    ask(files, '/kept.txt')
    await rm(join(folder, 'kept.txt'))
    await rm(join(folder, 'gone.txt'))

    expect(await ask(files, '/kept.txt')?.text()).toBe('kept')
    expect(ask(files, '/gone.txt')).toBeUndefined()
  })
})

describe('compressed forms', () => {
  const packed = gzipSync('hello hello hello')
  const site = { 'a.js': 'hello hello hello', 'a.js.gz': packed, 'a.js.br': 'pretend', 'only.tar.gz': packed }

  it('are chosen by what the client accepts', async () => {
    const files = await openSite(site)
    const best = ask(files, '/a.js', { 'accept-encoding': 'gzip, deflate, br' })
    const older = ask(files, '/a.js', { 'accept-encoding': 'gzip' })
    const plain = ask(files, '/a.js', { 'accept-encoding': 'br;q=0' })

    expect(best?.headers.get('content-encoding')).toBe('br')
    expect(older?.headers.get('content-encoding')).toBe('gzip')
    expect(plain?.headers.get('content-encoding')).toBeNull()
    expect(String(gunzipSync(Buffer.from((await older?.arrayBuffer()) ?? [])))).toBe('hello hello hello')
    for (const response of [best, older, plain]) {
      expect(response?.headers.get('vary')).toBe('Accept-Encoding')
      expect(response?.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    }
    expect(new Set([best, older, plain].map((response) => response?.headers.get('etag'))).size).toBe(3)
  })

  it('are no files of their own, unless they have no plain form', async () => {
    const files = await openSite(site)

    expect(ask(files, '/a.js.gz')).toBeUndefined()
    expect(ask(files, '/a.js.br')).toBeUndefined()
    const archive = ask(files, '/only.tar.gz', { 'accept-encoding': 'gzip' })
    expect(archive?.headers.get('content-type')).toBe('application/gzip')
    expect(archive?.headers.has('content-encoding')).toBe(false)
    expect(archive?.headers.has('vary')).toBe(false)
  })

  it('make way for the plain form when they are gone', async () => {
    const folder = await makeSite(site)
    const files = await openStaticFiles(folder)
    await rm(join(folder, 'a.js.br'))
    expect(ask(files, '/a.js', { 'accept-encoding': 'br' })?.headers.has('content-encoding')).toBe(false)
  })
})

describe('large files', () => {
  const large = Buffer.alloc(3_000_000, 'large file ')

  it('are sent from the disk, whole or in part', async () => {
    const files = await openSite({ 'a.bin': large })

    expect(Buffer.from((await ask(files, '/a.bin')?.arrayBuffer()) ?? []).equals(large)).toBe(true)
    const part = ask(files, '/a.bin', { range: 'bytes=70000-199999' })
    expect(part?.status).toBe(206)
    expect(Buffer.from((await part?.arrayBuffer()) ?? []).equals(large.subarray(70000, 200000))).toBe(true)
  })

  it('are seen to change', async () => {
    const folder = await makeSite({ 'a.bin': large })
    const files = await openStaticFiles(folder)
    const before = ask(files, '/a.bin')?.headers.get('etag')
    expect(ask(files, '/a.bin')?.headers.get('etag')).toBe(before)

    await utimes(join(folder, 'a.bin'), 1, 1)
    const after = ask(files, '/a.bin', { 'if-none-match': before ?? '' })
    expect(after?.status).toBe(200)
    expect(after?.headers.get('etag')).not.toBe(before)
  })

  it('break off rather than end early when they shrink on the way', async () => {
    const folder = await makeSite({ 'a.bin': large })
    const response = ask(await openStaticFiles(folder), '/a.bin')
    await writeFile(join(folder, 'a.bin'), 'short')
    await expect(response?.arrayBuffer()).rejects.toThrow(/became shorter while it was sent/)
  })

  it('G6, J3: leave nothing open, whether read, dropped, or abandoned by the client', async () => {
    const folder = await makeSite({ 'a.bin': large })
    const files = await openStaticFiles(folder)
    const url = await start(files)

    for (let turn = 0; turn < 5; turn++) {
      ask(files, '/a.bin')
      await ask(files, '/a.bin', {}, 'HEAD')?.body?.cancel()
      await new Promise<void>((resolve) => {
        get(`${url}a.bin`, (incoming) =>
          incoming.once('data', () => incoming.destroy()).once('close', resolve),
        )
      })
    }
    expect((await (await fetch(`${url}a.bin`)).arrayBuffer()).byteLength).toBe(large.byteLength)
    await vi.waitFor(async () => expect(await countOpen(join(folder, 'a.bin'))).toBe(0))
  })
})

describe('on the wire', () => {
  it('I6: HEAD, 304, 206 and 416 agree with GET', async () => {
    const url = `${await start(await openSite({ 'a.txt': 'hello' }))}a.txt`
    const full = await fetch(url)
    const etag = full.headers.get('etag') ?? ''
    const head = await fetch(url, { method: 'HEAD' })
    const fresh = await fetch(url, { headers: { 'if-none-match': etag } })
    const part = await fetch(url, { headers: { range: 'bytes=1-2' } })
    const beyond = await fetch(url, { headers: { range: 'bytes=5-' } })

    expect(await full.text()).toBe('hello')
    expect({ ...Object.fromEntries(head.headers), date: '' }).toEqual({
      ...Object.fromEntries(full.headers),
      date: '',
    })
    expect([fresh.status, await fresh.text(), fresh.headers.get('etag')]).toEqual([304, '', etag])
    expect([part.status, await part.text(), part.headers.get('etag')]).toEqual([206, 'el', etag])
    expect([beyond.status, await beyond.text(), beyond.headers.get('content-range')]).toEqual([
      416,
      '',
      'bytes */5',
    ])
  })
})

function ask(
  files: StaticFiles,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Response | undefined {
  try {
    return files.respond(method, parsePathname(path).pathname, new Headers(headers))
  } catch (error) {
    expect(error).toMatchObject({ status: 400 })
    return undefined
  }
}

async function openSite(
  content: Record<string, string | Buffer>,
  options: Parameters<typeof openStaticFiles>[1] = {},
  below = '.',
): Promise<StaticFiles> {
  return openStaticFiles(join(await makeSite(content), below), options)
}

async function makeSite(content: Record<string, string | Buffer>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'vial-static-')))
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
      files.respond(method, new URL(url).pathname, headers) ?? new Response(null, { status: 404 }),
    port: 0,
    hostname: '127.0.0.1',
    silent: true,
    gracefulShutdown: false,
  })
  onTestFinished(() => server.close(true))
  await server.ready()
  return server.url ?? ''
}

async function countOpen(path: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd')
  const targets = await Promise.all(
    descriptors.map((name) => realpath(`/proc/self/fd/${name}`).catch(() => '')),
  )
  return targets.filter((target) => target === path).length
}

function traversals(): string[] {
  const ups = [
    '..',
    '%2e%2e',
    '.%2e',
    '%252e%252e',
    '..%2f',
    '..%5c',
    '..\\',
    '..;',
    '...',
    '%c0%ae%c0%ae',
    '..%00',
    'a.txt/..',
  ]
  const targets = ['secret.txt', 'public-secret/x', '../etc/hostname']
  return ups
    .flatMap((up) => targets.map((target) => `/${up}/${target}`))
    .concat(['//etc/hostname', '/etc/hostname', '/proc/self/environ'])
}

// Tests dist/server/handler.js in the servers of others: node:http, Express, Fastify, Hono, Bun and Deno.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { type IncomingMessage, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findPort } from '../fixtures/find-port.mjs'
import { findRuntime } from '../fixtures/find-runtime.ts'
import { openSite } from '../fixtures/open-site.ts'
import { openSocket } from '../fixtures/socket-client.ts'
import { type TemporarySite, createTemporarySite, waitUntil } from '../fixtures/temporary-site.ts'

const secret = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'
const hosts = join(import.meta.dirname, '../fixtures/hosts')
const bun = findRuntime('bun')
const deno = findRuntime('deno')
let site: TemporarySite

beforeAll(async () => {
  site = await createTemporarySite({
    'public/hello.txt': 'hello',
    'routes/index.tsx': `import When from './when.island.tsx'\nexport default () => <When at={new Date(0)} />`,
    'routes/when.island.tsx': `export default ({ at }) => <time>{at.toISOString()}</time>`,
    'routes/empty.ts': `export const GET = () => undefined`,
    'routes/own.ts': `export const GET = () => new Response('own', { status: 201, headers: { 'content-type': 'text/plain' } })`,
    'routes/echo.ts': `export const POST = async (ctx) => { ctx.session.seen = true; return ctx.json() }`,
    'routes/upload.ts': `export const POST = async (ctx) => {
      const names = []
      for await (const part of ctx.uploads()) names.push(part.name + ' ' + (await part.text()))
      return names
    }`,
    'routes/file.ts': `export const GET = (ctx) => ctx.sendFile(process.cwd() + '/public/hello.txt')`,
    'routes/events.ts': `export const GET = (ctx) => ctx.events(async function* () { yield { data: 'one' }; yield { data: 'two' } })`,
    'routes/address.ts': `export const GET = (ctx) => ctx.clientAddress ?? 'unknown'`,
    'routes/chat.ts': `export const socket = { message: (peer, message) => peer.send('echo ' + message.text()) }`,
    'routes/away.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/own')`,
  })
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
})

afterAll(() => site?.dispose())

interface Host {
  readonly origin: string
  output(): string
  /** Asks it to stop, and gives what it has printed when it has stopped. */
  stop(): Promise<string>
}

/** Starts a server in the site's folder; `command` gets the port. */
async function start(command: (port: number) => readonly string[], folder = site.folder): Promise<Host> {
  const port = await findPort()
  const [program, ...words] = command(port)
  const { VITEST: _, NODE_ENV: __, ...inherited } = process.env
  const child: ChildProcess = spawn(program!, words, {
    cwd: folder,
    env: { ...inherited, PORT: String(port), HOST: '127.0.0.1', SESSION_SECRET: secret },
    // npm starts the runtime as a child of its own: the group contains both.
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const closed = once(child, 'close')
  onTestFinished(async () => {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL')
    await closed
  })
  const origin = `http://127.0.0.1:${port}`
  const failed = closed.then(() => {
    throw new Error(`The server ended before it listened.\n${output}`)
  })
  await Promise.race([failed, waitUntil(() => fetch(`${origin}/own`), 60_000)])
  failed.catch(() => {})
  return {
    origin,
    output: () => output,
    async stop() {
      process.kill(-child.pid!, 'SIGTERM')
      await closed
      return output
    },
  }
}

const script = (name: string): string => join(hosts, `${name}.mjs`)
const handler = (): string => pathToFileURL(join(site.folder, 'dist/server/handler.js')).href

function inNode(name: string): Promise<Host> {
  return start((port) => [process.execPath, script(name), handler(), String(port)])
}

/** Checks every kind of response and of request body. */
async function checkSite({ origin, output }: Host): Promise<void> {
  const request = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(origin + path, { redirect: 'manual', ...init })
  const page = await request('/')
  expect(page.status, output()).toBe(200)
  expect(await page.text()).toContain('<time>1970-01-01T00:00:00.000Z</time>')
  expect(page.headers.get('content-security-policy')).toContain('script-src')
  const missing = await request('/nothing', { headers: { accept: 'text/html' } })
  expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining('404')])
  expect((await request('/empty')).status).toBe(204)
  const own = await request('/own')
  expect([own.status, await own.text()]).toEqual([201, 'own'])
  const away = await request('/away')
  expect([away.status, away.headers.get('location')]).toEqual([303, '/own'])
  const head = await request('/', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  const part = await request('/hello.txt', { headers: { range: 'bytes=1-2' } })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 1-2/5',
    'el',
  ])
  const etag = (await request('/hello.txt')).headers.get('etag')!
  expect((await request('/hello.txt', { headers: { 'if-none-match': etag } })).status).toBe(304)
  expect(await (await request('/file')).text()).toBe('hello')
  expect(await (await request('/events')).text()).toBe('data: one\n\ndata: two\n\n')
  expect(await (await request('/address')).text()).toBe('127.0.0.1')
  const json = await request('/echo', {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  })
  expect([json.status, await json.json(), json.headers.getSetCookie().length]).toEqual([200, { a: 1 }, 1])
  const form = new FormData()
  form.set('file', new File(['text'], 'a.txt'))
  expect(await (await request('/upload', { method: 'POST', body: form })).json()).toEqual(['file text'])
}

async function checkSocket({ origin }: Host): Promise<void> {
  const { next, send, socket } = await openSocket(new URL('/chat', origin))
  send('hi')
  expect(await next()).toBe('echo hi')
  socket.close()
}

/**
 * Checks that an upgrade gets an answer that says what is missing, and that the log tells the author what to do. A URL
 * without a socket is answered as everywhere else, without a warning.
 */
async function checkNoSocket(host: Host, advice: string): Promise<void> {
  const { output } = host
  expect(await upgradeStatus(host, '/nothing')).toBe(404)
  expect(output()).not.toContain(advice)
  expect(await upgradeStatus(host, '/chat')).toBe(501)
  await waitUntil(async () => expect(output()).toContain(advice))
}

async function upgradeStatus({ origin }: Host, path: string): Promise<number | undefined> {
  const handshake = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-version': '13' }
  const refused = get(new URL(path, origin), {
    headers: { ...handshake, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
  })
  const [response] = (await once(refused, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

describe('dist/server/handler.js', () => {
  it("returns the platform's own Response", async () => {
    process.env.SESSION_SECRET = secret
    const { fetch, stop } = await import(handler())
    for (const path of ['/', '/hello.txt', '/nothing', '/empty', '/own', '/away', '/events']) {
      const response: Response = await fetch(new Request(`http://localhost${path}`))
      expect([path, Object.getPrototypeOf(response) === Response.prototype]).toEqual([path, true])
      await response.body?.cancel()
    }
    await stop()
  })

  it('says how long its text is', async () => {
    const { fetch } = await import(handler())
    const response: Response = await fetch(new Request('http://localhost/nothing'))
    const { byteLength } = await response.clone().arrayBuffer()
    expect(response.headers.get('content-length')).toBe(String(byteLength))
  })

  it('serves a site with its sockets in node:http', async () => {
    const host = await inNode('http')
    await checkSite(host)
    await checkSocket(host)
  })

  it.each(['express', 'fastify'])('serves a site with its sockets in %s', async (name) => {
    const host = await inNode(name)
    expect(await (await fetch(`${host.origin}/host`)).text()).toBe('host')
    await checkSite(host)
    await checkSocket(host)
  })

  it.each(['/app', '/'])('serves a site whose base is /app/ in Express, mounted at %s', async (path) => {
    const { folder, build } = await openSite({
      'vite.config.js': `
        import { vial } from 'vial/vite'
        export default { base: '/app/', cacheDir: '.cache', plugins: [vial()] }`,
      'public/hello.txt': 'hello',
      'routes/index.ts': `export const GET = ({ url, rawTarget }) => [url.pathname + url.search, rawTarget]`,
    })
    const { code, output } = await build()
    expect(code, output).toBe(0)
    const url = pathToFileURL(join(folder, 'dist/server/handler.js')).href
    const { origin } = await start(
      (port) => [process.execPath, script('express'), url, `${port}`, path],
      folder,
    )

    expect(await (await fetch(`${origin}/app/?x=1`)).json()).toEqual(['/app/?x=1', '/app/?x=1'])
    expect(await (await fetch(`${origin}/app/hello.txt`)).text()).toBe('hello')
    expect(await (await fetch(`${origin}/host`)).text()).toBe('host')
  })

  it('serves a site in Hono, where sockets are refused', async () => {
    const host = await inNode('hono')
    expect(await (await fetch(`${host.origin}/host`)).text()).toBe('host')
    await checkSite(host)
    await checkNoSocket(host, 'pass your HTTP server to acceptSockets()')
  })

  it.skipIf(!bun)('serves a site in Bun.serve(), where sockets are refused', async () => {
    const host = await start((port) => [...bun!, script('bun'), handler(), String(port)])
    await checkSite(host)
    await checkNoSocket(host, 'fetch() cannot open a socket')
  })

  it.skipIf(!deno)('serves a site in Deno.serve(), where sockets are refused', async () => {
    const host = await start((port) => [...deno!, 'run', '-A', script('deno'), handler(), String(port)])
    await checkSite(host)
    await checkNoSocket(host, 'fetch() cannot open a socket')
  })
})

describe('dist/server/index.js', () => {
  it.skipIf(!bun)('runs in Bun, where sockets are refused', async () => {
    const host = await start(() => [...bun!, 'dist/server/index.js'])
    await checkSite(host)
    await checkNoSocket(host, "Bun cannot open this site's sockets.")
    expect(await host.stop()).not.toContain('Stopping failed')
  })

  it.skipIf(!deno)('runs in Deno, where sockets are refused', async () => {
    const host = await start(() => [...deno!, 'run', '-A', 'dist/server/index.js'])
    await checkSite(host)
    await checkNoSocket(host, "Deno cannot open this site's sockets.")
    expect(await host.stop()).not.toContain('Stopping failed')
  })

  it('needs only the packages that the site imports', async () => {
    const files = await readdir(join(site.folder, 'dist/server'), { recursive: true })
    const texts = await Promise.all(
      files
        .filter((name) => name.endsWith('.js'))
        .map((name) => readFile(join(site.folder, 'dist/server', name), 'utf8')),
    )
    const imported = texts.flatMap((text) => {
      const { dynamicImports, staticImports } = parseSync('built.js', text).module
      // The library for rate limits imports the packages of other databases by a computed name, and only for those.
      const dynamic = dynamicImports
        .map(({ moduleRequest: { start, end } }) => text.slice(start, end))
        .filter((name) => /^(['"`])[^$]*\1$/.test(name))
        .map((name) => name.slice(1, -1))
      return [...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...dynamic]
    })
    // ioredis is imported only if REDIS_URL is set.
    const packages = imported.filter((name) => !/^(\.|node:|ioredis$)/.test(name))
    expect(packages).toEqual([])
  })

  it('runs in a folder that contains only dist', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vial-moved-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await cp(join(site.folder, 'dist'), join(folder, 'dist'), { recursive: true })

    const host = await start(() => [process.execPath, 'dist/server/index.js'], folder)
    expect(await (await fetch(host.origin)).text()).toContain('<time>1970-01-01T00:00:00.000Z</time>')
    expect(host.output()).not.toMatch(/warning/i)
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPort } from '../../fixtures/find-port.mjs'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'
import { openSocket } from '../../fixtures/socket-client.ts'
import { createRequestLog } from './request-log.ts'
import type { RequestRecord } from './request-record.ts'

interface Line extends Record<string, unknown> {
  readonly path?: string
}

/** Reads the lines of requests. */
function linesOf(server: RunningServer): Line[] {
  return server
    .output()
    .split('\n')
    .filter((line) => line.includes('"msg":"request '))
    .map((line) => JSON.parse(line) as Line)
}

/** Waits for the line of a path. */
function lineOf(server: RunningServer, path: string): Promise<Line> {
  return waitUntil(async () => {
    const line = linesOf(server).find((one) => one.path === path)
    if (!line) throw new Error(`There is no line for ${path}:\n${server.output()}`)
    return line
  })
}

describe('the log of a built site', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite({
      'public/robots.txt': 'all of you',
      'routes/index.ts': `export const GET = () => 'home'`,
      'routes/notes/[id=int].tsx': `export default ({ params }) => <p>{params.id}</p>
        export const POST = async (ctx) => { await ctx.form(); return undefined }`,
      'routes/boom.ts': `export const GET = () => { throw new Error('broken') }`,
      'routes/empty.ts': `export const GET = () => undefined`,
      'routes/pieces.ts': `import { stream } from 'vial'
        export const GET = () => stream(async function* () { yield 'abc'; yield 'defg' }, { type: 'text/plain' })`,
      'routes/text.ts': `const body = () => new ReadableStream({ start(to) { to.enqueue('zwölf'); to.close() } })
        export const GET = () => new Response(body())`,
      'routes/events.ts': `export const GET = (ctx) => ctx.events(async function* () { yield { data: 'a' }; await new Promise(() => {}) })`,
      'routes/never.ts': `export const GET = () => new Promise(() => {})`,
      'routes/ws.ts': `export const socket = { open(peer) { peer.close() } }`,
      'routes/own.ts': `export const GET = (ctx) => { ctx.log.info({ n: 1 }, 'own entry'); return 'own' }`,
      'routes/_server.ts': `export default {
        trustProxy: 1,
        requestLog: { filter: ({ route, path }) => route !== '/own' && path !== '/fails' || path === '/fails' && undefined.x },
      }`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    server = await site.startProduction()
  })

  afterAll(() => site?.dispose())

  it('has one line for each request, with its route, size and id', async () => {
    const response = await server.fetch('/notes/7?token=hidden-value')
    const body = await response.text()
    const line = await lineOf(server, '/notes/7')

    expect(Object.keys(line)).toEqual([
      ...['time', 'level', 'msg', 'method', 'route', 'path', 'status', 'ms', 'bytes', 'requestId'],
    ])
    expect(line).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      level: 'info',
      msg: 'request completed',
      method: 'GET',
      route: '/notes/[id=int]',
      status: 200,
      ms: expect.any(Number) as number,
      bytes: Buffer.byteLength(body),
      requestId: response.headers.get('x-request-id'),
    })
    expect(linesOf(server).filter(({ path }) => path === '/notes/7')).toHaveLength(1)
  })

  it('never shows what visitors send: queries, cookies, bodies, credentials', async () => {
    await server.fetch('/notes/8?a=hidden-value', {
      method: 'POST',
      headers: {
        cookie: 'a=hidden-value',
        authorization: 'Bearer hidden-value',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'a=hidden-value',
    })
    await server.fetch('/boom?a=hidden-value')
    await lineOf(server, '/notes/8')
    await lineOf(server, '/boom')

    expect(server.output()).toContain('"msg":"broken"')
    expect(server.output()).not.toContain('hidden-value')
  })

  it.each([
    ['/robots.txt', {}, { status: 200, bytes: 10 }],
    ['/nothing', {}, { level: 'info', status: 404 }],
    ['/boom', { headers: { accept: 'application/json' } }, { level: 'error', status: 500, route: '/boom' }],
    ['/empty', {}, { status: 204, bytes: 0 }],
    ['/pieces', {}, { status: 200, bytes: 7 }],
    ['/text', {}, { status: 200, bytes: 6 }],
    ['/', { method: 'HEAD' }, { method: 'HEAD', status: 200, bytes: 0 }],
  ] as [string, { method?: string; headers?: Record<string, string> }, object][])(
    'has a line for %s',
    async (path, init, expected) => {
      const id = `request-of-${path.slice(1)}`
      const response = await server.fetch(path, { ...init, headers: { 'x-request-id': id, ...init.headers } })
      await response.arrayBuffer()
      const line = await waitUntil(async () => {
        const found = linesOf(server).find(({ requestId }) => requestId === id)
        return found ?? Promise.reject(new Error(server.output()))
      })

      expect(line).toMatchObject(expected)
      expect('route' in line).toBe(!['/robots.txt', '/nothing'].includes(path))
      expect(response.headers.get('x-request-id')).toBe(id)
    },
  )

  it('says with which id the page reports an error', async () => {
    const response = await server.fetch('/boom', {
      headers: { 'x-request-id': 'from-the-proxy', 'sec-fetch-mode': 'navigate', accept: 'text/html' },
    })
    const page = await response.text()
    await waitUntil(async () =>
      expect(server.output().match(/"requestId":"from-the-proxy"/g)).toHaveLength(2),
    )

    expect(page).toContain('from-the-proxy')
  })

  it('tells whether a visitor left, before and after the response began', async () => {
    const controller = new AbortController()
    const never = server.fetch('/never', { signal: controller.signal })
    await server.fetch('/events', { signal: controller.signal })
    controller.abort()
    await never.catch(() => {})

    const aborted = { aborted: true, msg: 'request aborted', level: 'info' }
    expect(await lineOf(server, '/never')).toMatchObject({ ...aborted, status: 499 })
    expect(await lineOf(server, '/events')).toMatchObject({ ...aborted, status: 200 })
  })

  it('has a line for a socket, and for a request that is refused before its URL is read', async () => {
    const socket = await openSocket(`${server.origin}/ws`)
    await socket.closed
    const raw = connect(Number(new URL(server.origin).port), 'localhost')
    raw.write('GET /refused?a=1 HTTP/1.1\r\nHost: a b\r\n\r\n')
    await once(raw.resume(), 'close')

    const line = await lineOf(server, '/ws')
    expect(line).toMatchObject({ status: 101, route: '/ws' })
    expect(line).not.toHaveProperty('aborted')
    expect(await lineOf(server, '/refused')).toMatchObject({ status: 400 })
  })

  it('leaves out what the filter refuses, and keeps the line if the filter fails', async () => {
    await server.text('/own')
    await server.text('/fails')
    await lineOf(server, '/fails')

    expect(server.output()).toContain('"msg":"own entry"')
    expect(server.output()).toContain('routes/_server: requestLog.filter failed.')
    expect(linesOf(server).map(({ path }) => path)).not.toContain('/own')
  })

  it('loses no line when the server stops', async () => {
    const own = await site.startProduction({ SHUTDOWN_DELAY: '0' })
    const answers = Array.from({ length: 300 }, (_, index) => own.text(`/missing-${index}`))
    await Promise.all(answers)
    await own.stop()

    expect(linesOf(own).filter(({ path }) => path?.startsWith('/missing-'))).toHaveLength(300)
  })

  it('is for people with LOG_FORMAT=pretty', async () => {
    const own = await site.startProduction({ LOG_FORMAT: 'pretty' })
    await own.text('/notes/7?a=1')
    await waitUntil(async () => expect(own.output()).toMatch(/^\d\d:\d\d:\d\d GET \/notes\/7 200 \d+ ms /m))
    await own.text('/boom')
    await waitUntil(async () => expect(own.output()).toMatch(/^\S+ ERROR Error: broken requestId=/m))
    await own.stop()

    expect(own.output()).not.toContain('{"')
  })

  it('has only failures with LOG_LEVEL=warn', async () => {
    const own = await site.startProduction({ LOG_LEVEL: 'warn' })
    await own.text('/')
    await own.text('/boom')
    await lineOf(own, '/boom')
    await own.stop()

    expect(linesOf(own).map(({ path }) => path)).toEqual(['/boom'])
  })

  it.each(['stdout', 'stderr'] as const)('survives that the reader of %s goes away', async (name) => {
    const port = await findPort()
    const child = spawn(process.execPath, ['dist/server/index.js'], {
      cwd: site.folder,
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        SESSION_SECRET: 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await once(child.stdout, 'data')
    child[name].destroy()
    const ask = async (path: string): Promise<number> =>
      (await fetch(`http://localhost:${port}${path}`)).status

    for (let round = 0; round < 3; round++) {
      expect(await ask('/')).toBe(200)
      expect(await ask('/boom')).toBe(500)
      expect(await ask('/own')).toBe(200)
    }
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('is the same in the preview', async () => {
    const preview = await site.startPreview()
    await preview.text('/notes/7')
    expect(await lineOf(preview, '/notes/7')).toMatchObject({ route: '/notes/[id=int]', status: 200 })
    await preview.stop()
  })
})

describe('createRequestLog()', () => {
  const record = (status: number): RequestRecord => ({
    ...{
      method: 'GET',
      path: '/',
      start: 0,
      status,
      bytes: 0,
      isAborted: false,
      isAwaited: false,
      streamStart: undefined,
    },
    ...{ kind: undefined, route: '/', requestId: 'id', traceId: undefined },
  })
  const target = (lines: string[]): Parameters<typeof createRequestLog>[0] => ({
    format: 'json',
    output: { writeSoon: (line) => lines.push(line) },
    hasInfo: true,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })

  it('writes a sample, and every failure', () => {
    const lines: string[] = []
    const log = createRequestLog(target(lines), { sample: 0 })
    log(record(200))
    log(record(404))
    log(record(503))

    expect(lines.map((line) => (JSON.parse(line) as { status: number }).status)).toEqual([503])
  })

  it.each(['json', 'pretty'] as const)('escapes what steers a terminal, as %s', (format) => {
    const lines: string[] = []
    const odd = { method: '\u001b]0;x\u0007', path: '/\r\n\u009b31m"\\\u202e', route: '/ü' }
    createRequestLog({ ...target(lines), format })({ ...record(200), ...odd })

    expect(lines).toHaveLength(1)
    expect(lines[0]!.replaceAll('\n  ', '').slice(0, -1)).toMatch(/^[ -~]*$/)
    if (format === 'json') expect(JSON.parse(lines[0]!)).toMatchObject(odd)
  })

  it('writes no health check', () => {
    const lines: string[] = []
    createRequestLog(target(lines))({ ...record(503), kind: 'health' })

    expect(lines).toEqual([])
  })
})

// Tests what a built server shows to those who run it, from a dist/ that has no packages beside it.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findPort } from '../../fixtures/find-port.mjs'
import { openSocket } from '../../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'
import { formatMetrics, openMetrics } from './metrics.ts'

interface Operations {
  readonly server: RunningServer
  fetch(path: string, init?: RequestInit): Promise<Response>
  metrics(): Promise<string>
}

let site: TemporarySite
let folder: string

beforeAll(async () => {
  site = await createTemporarySite({
    'public/file.txt': 'a file',
    'routes/index.tsx': `export default () => <p>home</p>`,
    'routes/notes/[id=int].ts': `export const GET = ({ params, session }) => [params.id, session.a]`,
    'routes/boom.ts': `export const GET = () => { throw new Error('broken') }`,
    'routes/cached.ts': `export const config = { cache: { maxAge: 60 } }\nexport const GET = () => 'cached'`,
    'routes/own.ts': `export const config = { cache: { maxAge: 60 } }\nexport const GET = ({ session }) => [session.a]`,
    'routes/events.ts': `export const GET = (ctx) => ctx.events(async function* () { yield { data: 'a' }; await new Promise(() => {}) })`,
    'routes/ws.ts': `export const socket = { message(peer) { peer.close() } }`,
    'routes/wait.ts': `
      const waiting = []
      export const GET = () => new Promise((resolve) => waiting.push(resolve))
      export const POST = () => { for (const end of waiting.splice(0)) end('done'); return 'ended' }
      export const config = { csrf: false }`,
    'routes/_server.ts': `
      import { existsSync } from 'node:fs'
      import { setTimeout as sleep } from 'node:timers/promises'
      export default {
        allowedHosts: ['localhost'],
        ready: ({ environment }) => !existsSync(environment.FLAGS + '/unready'),
        async start({ environment }) {
          while (existsSync(environment.FLAGS + '/starting')) await sleep(10)
        },
      }`,
  })
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
  folder = await mkdtemp(join(tmpdir(), 'vial-operations-'))
  await cp(join(site.folder, 'dist'), join(folder, 'dist'), { recursive: true })
})

afterAll(async () => {
  await site?.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function start(environment: Record<string, string> = {}): Promise<Operations> {
  const port = await findPort()
  const server = await site.startProduction(
    { OPERATIONS_PORT: String(port), FLAGS: folder, ...environment },
    join(folder, 'dist'),
  )
  onTestFinished(() => void server.stop())
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, init)
  return { server, fetch: ask, metrics: async () => (await ask('/metrics')).text() }
}

/** Reads the value of a metric, without the order of its labels. */
function readValue(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const line = text.split('\n').find((one) => {
    const [, found, list = ''] = /^(\w+)(?:\{(.*)\})? /.exec(one) ?? []
    const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`)
    return found === name && wanted.every((pair) => list.split(',').includes(pair))
  })
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1))
}

describe('OPERATIONS_PORT', () => {
  it('serves health checks and metrics, and the port of the site has no metrics', async () => {
    const { server, fetch } = await start()
    const metrics = await fetch('/metrics')

    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await metrics.text()).toContain('nodejs_eventloop_lag_seconds')
    expect(await (await fetch('/healthz')).text()).toBe('ok')
    expect((await fetch('/readyz', { method: 'HEAD' })).status).toBe(200)
    expect((await fetch('/readyz', { method: 'POST' })).status).toBe(405)
    expect((await fetch('/')).status).toBe(404)
    expect((await server.fetch('/metrics')).status).toBe(404)
    expect(await server.text('/healthz')).toBe('ok')
  })

  it('counts requests by pattern and class of status, and nothing that clients invent', async () => {
    const { server, metrics } = await start()
    for (const path of [
      '/notes/1',
      '/notes/2?a=1',
      '/nothing',
      '/more/nothing',
      '/boom',
      '/file.txt',
      '/cached',
    ])
      await server.text(path)
    await server.text('/cached')
    await server.text('/own')
    await server.text('/healthz')
    const invented = request(`${server.origin}/notes/1`, { method: 'PROPFIND' })
    await new Promise((resolve) => invented.once('response', resolve).end())
    const text = await metrics()
    const total = (route: string, status: string, method = 'GET'): number | undefined =>
      readValue(text, 'vial_http_requests_total', { method, route, status })

    expect(total('/notes/[id=int]', '2xx')).toBe(2)
    expect(total('unmatched', '4xx')).toBe(2)
    expect(total('/boom', '5xx')).toBe(1)
    expect(total('file', '2xx')).toBe(1)
    expect(total('/notes/[id=int]', '4xx', 'OTHER')).toBe(1)
    expect(text).not.toMatch(/PROPFIND|healthz|nothing/)
    expect(
      readValue(text, 'vial_http_request_duration_seconds_count', {
        route: '/notes/[id=int]',
        method: 'GET',
      }),
    ).toBe(2)
    expect(readValue(text, 'vial_cache_total', { result: 'miss' })).toBe(1)
    expect(readValue(text, 'vial_cache_total', { result: 'hit' })).toBe(1)
    expect(readValue(text, 'vial_cache_total', { result: 'bypass' })).toBe(1)
    expect(readValue(text, 'vial_sessions_opened_total')).toBe(3)
  })

  it('counts what is open: requests, event streams and sockets', async () => {
    const { server, metrics } = await start()
    const controller = new AbortController()
    const waiting = server.text('/wait')
    const events = await server.fetch('/events', { signal: controller.signal })
    await events.body!.getReader().read()
    const socket = await openSocket(`${server.origin}/ws`)
    await waitUntil(async () => {
      const text = await metrics()
      expect(readValue(text, 'vial_http_requests_in_flight')).toBe(1)
      expect(readValue(text, 'vial_event_streams')).toBe(1)
      expect(readValue(text, 'vial_sockets')).toBe(1)
    })
    controller.abort()
    socket.send('close')
    await server.text('/wait', { method: 'POST' })
    expect(await waiting).toBe('done')

    await waitUntil(async () => {
      const text = await metrics()
      expect(readValue(text, 'vial_http_requests_in_flight')).toBe(0)
      expect(readValue(text, 'vial_event_streams')).toBe(0)
      expect(readValue(text, 'vial_sockets')).toBe(0)
      expect(readValue(text, 'vial_http_requests_total', { route: '/events', status: '2xx' })).toBe(1)
      expect(readValue(text, 'vial_http_requests_total', { route: '/ws', status: '1xx' })).toBe(1)
    })
  })

  it('answers while the site starts and stops, and knows when the site is ready', async () => {
    await writeFile(join(folder, 'starting'), '')
    const port = String(await findPort())
    const starting = start({ OPERATIONS_PORT: port, SHUTDOWN_DELAY: '0' })
    const ask = async (name: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/${name}`)).status
    await waitUntil(async () => expect(await ask('healthz')).toBe(200))
    expect(await ask('readyz')).toBe(503)
    expect(await ask('metrics')).toBe(200)
    await rm(join(folder, 'starting'))
    const { server } = await starting
    expect([await ask('readyz'), (await server.fetch('/readyz')).status]).toEqual([200, 200])

    await writeFile(join(folder, 'unready'), '')
    expect([await ask('readyz'), (await server.fetch('/readyz')).status]).toEqual([503, 503])
    await rm(join(folder, 'unready'))

    const waiting = server.text('/wait')
    await waitUntil(async () =>
      expect(
        readValue(
          await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
          'vial_http_requests_in_flight',
        ),
      ).toBe(1),
    )
    server.process.kill('SIGTERM')
    await waitUntil(async () => expect(await ask('readyz')).toBe(503))
    expect(await ask('healthz')).toBe(200)
    server.process.kill('SIGTERM')
    await waiting.catch(() => {})
  })

  it('names its variable when the port is in use', async () => {
    const { server } = await start()
    const used = /"host":"127\.0\.0\.1","port":(\d+)/.exec(server.output())![1]!

    await expect(
      site.startProduction({ OPERATIONS_PORT: used, FLAGS: folder }, join(folder, 'dist')),
    ).rejects.toThrow(
      `The server ended with 1 before it listened.\nPort ${used} is in use on 127.0.0.1. Stop the other server, or set OPERATIONS_PORT to a free port.\n`,
    )
  })
})

describe('MAX_IN_FLIGHT', () => {
  it('refuses what is too much, and counts neither event streams, sockets nor health checks', async () => {
    const { server, metrics } = await start({ MAX_IN_FLIGHT: '2' })
    const controller = new AbortController()
    onTestFinished(() => controller.abort())
    for (let count = 0; count < 4; count++) {
      const events = await server.fetch('/events', { signal: controller.signal })
      await events.body!.getReader().read()
    }
    const sockets = [await openSocket(`${server.origin}/ws`), await openSocket(`${server.origin}/ws`)]
    await waitUntil(async () => expect(readValue(await metrics(), 'vial_http_requests_in_flight')).toBe(0))
    const { signal } = controller
    const waiting = [server.text('/wait', { signal }), server.text('/wait', { signal })]
    await waitUntil(async () => expect(readValue(await metrics(), 'vial_http_requests_in_flight')).toBe(2))
    const refused = await server.fetch('/')

    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await refused.text()).toBe('503 Service Unavailable: the server is busy.\n')
    const id = refused.headers.get('x-request-id')
    await waitUntil(async () => expect(server.output()).toMatch(`"status":503`))
    expect(server.output()).toContain(`"requestId":"${id}"`)
    expect((await server.fetch('/file.txt')).status).toBe(503)
    const upload = await server.fetch('/wait', { method: 'POST', body: 'x'.repeat(1_000_000) })
    expect(upload.status).toBe(503)
    await expect(openSocket(`${server.origin}/ws`)).rejects.toThrow('The socket did not open.')
    expect((await server.fetch('/healthz')).status).toBe(200)
    expect((await server.fetch('/readyz')).status).toBe(200)

    for (const { socket } of sockets) socket.close()
    controller.abort()
    await Promise.allSettled(waiting)
  })
})

describe('formatMetrics()', () => {
  it('adds up the metrics of several processes', async () => {
    const { metrics, server } = await start()
    await server.text('/notes/1')
    const own = await openMetrics({ counts: () => undefined, eventStreams: () => 3, inFlight: () => 4 })
    const other = await openMetrics({ counts: () => undefined, eventStreams: () => 1, inFlight: () => 0 })
    // Workers send their metrics as messages.
    const all = (await Promise.all([own.collect(), other.collect()])).map(
      (one) => JSON.parse(JSON.stringify(one)) as object,
    )
    const text = await formatMetrics(all)

    expect(readValue(text, 'vial_event_streams')).toBe(4)
    expect(readValue(text, 'vial_http_requests_in_flight')).toBe(4)
    expect(readValue(await metrics(), 'vial_http_requests_total', { route: '/notes/[id=int]' })).toBe(1)
  })
})

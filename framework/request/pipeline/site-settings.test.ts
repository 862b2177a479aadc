// Tests what a site reads from its files and settings before the first request.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { memoryStore } from '../../session/memory-store.ts'
import type { StoreSurroundings } from '../../session/session-store.ts'
import type { Context } from '../context/context.ts'
import type { Manifest } from './manifest.ts'
import type { SiteSettings } from './running-site.ts'
import type { App } from './server-definition.ts'

const server = (definition: object): Record<string, object> => ({ '_server.ts': { default: definition } })
const endpoint = { GET: (ctx: Context) => ({ ...ctx.params }) }

const read = async (definition: object, overrides: Partial<Manifest> = {}): Promise<SiteSettings> =>
  (await createLiteralSite(server(definition), overrides).handler.open()).settings

describe('a time limit of the server', () => {
  it.each([
    ['readTimeout', 60_000],
    ['writeTimeout', 60_000],
    ['renderTimeout', 10_000],
    ['maxEventLoopDelay', 0],
  ] as const)('%s is in seconds, and %d ms by default', async (name, usual) => {
    expect((await read({}))[name]).toBe(usual)
    expect((await read({ [name]: 0 }))[name]).toBe(0)
    expect((await read({ [name]: 2.5 }))[name]).toBe(2500)
    expect((await read({ [name]: 0.0001 }))[name]).toBe(1)
    expect((await read({ [name]: 86_400 }))[name]).toBe(86_400_000)
  })

  it.each([-1, 86_401, Number.NaN, Number.POSITIVE_INFINITY, '60', null])('cannot be %j', async (value) => {
    for (const name of ['readTimeout', 'writeTimeout', 'renderTimeout', 'maxEventLoopDelay']) {
      await expect(read({ [name]: value })).rejects.toThrow(
        `routes/_server: ${name} is ${JSON.stringify(value)}. Set a number of seconds up to 86400, or 0 for no limit.`,
      )
    }
  })
})

describe('the settings', () => {
  it.each<[object, Partial<Manifest>, Partial<SiteSettings>]>([
    [{}, {}, { serverTiming: false, compress: 'shared', requestLog: {} }],
    [{}, { hasServerTiming: true }, { serverTiming: true }],
    [{ serverTiming: true }, {}, { serverTiming: true }],
    [{ serverTiming: false }, { hasServerTiming: true }, { serverTiming: false }],
    [{ serverTiming: true }, { isPrerendering: true }, { serverTiming: false }],
    [{ compress: 'all' }, {}, { compress: 'all' }],
    [{ compress: false }, {}, { compress: false }],
    [{ requestLog: false }, {}, { requestLog: false }],
    [{ requestLog: { sample: 0 } }, {}, { requestLog: { sample: 0 } }],
    [{ requestLog: { sample: 1 } }, {}, { requestLog: { sample: 1 } }],
    [{}, { trustProxy: 2 }, { trustProxy: { hops: 2 } }],
    [{ trustProxy: 1 }, { trustProxy: 2 }, { trustProxy: { hops: 1 } }],
    [{}, {}, { trustProxy: { hops: 0 } }],
  ])('of %j with %j are %j', async (definition, overrides, expected) => {
    expect(await read(definition, overrides)).toMatchObject(expected)
  })

  it.each<[object, string]>([
    [
      { trustProxy: -1 },
      "trustProxy is -1. Set the number of proxies, from 0 to 100, or { hops: 1, header: 'forwarded' }.",
    ],
    [{ compress: 'yes' }, `compress is "yes". Use 'shared', 'all' or false.`],
    [{ requestLog: { sample: -0.1 } }, 'requestLog.sample is -0.1. Set a number from 0 to 1, such as 0.1.'],
    [{ requestLog: { sample: 1.1 } }, 'requestLog.sample is 1.1. Set a number from 0 to 1, such as 0.1.'],
    [{ requestLog: { sample: '1' } }, 'requestLog.sample is "1". Set a number from 0 to 1, such as 0.1.'],
  ])('cannot be %j', async (definition, message) => {
    await expect(read(definition)).rejects.toThrow(new Error(`routes/_server: ${message}`))
  })
})

describe('matchers of the site', () => {
  const short = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (text: string) =>
        text.length < 3 ? { value: `<${text}>` } : { issues: [{ message: 'long' }] },
    },
  }

  it.each(['_params.ts', '_params.js'])('come from %s', async (file) => {
    const site = createLiteralSite({ 'a.ts': endpoint, [file]: { short }, '[id=short].ts': endpoint })

    expect(await (await site.fetch('/ab')).json()).toEqual({ id: '<ab>' })
    expect((await site.fetch('/abc')).status).toBe(404)
  })

  it('may be functions, and are neither the default export nor plain values', async () => {
    const callable = Object.assign(() => {}, short)
    const site = createLiteralSite({
      '_params.ts': { default: short, callable, max: 3, note: 'none' },
      '[id=callable].ts': endpoint,
    })

    expect(await (await site.fetch('/ab')).json()).toEqual({ id: '<ab>' })
    const named = createLiteralSite({ '_params.ts': { default: short }, '[id=default].ts': endpoint })
    await expect(named.handler.open()).rejects.toThrow('default')
  })

  it.each(['a/[id=broken].ts', 'a/[id=broken]/b.ts'])(
    'may throw, which %s answers as any other error',
    async (file) => {
      const onError = vi.fn()
      const validate = (): never => {
        throw new Error('broken')
      }
      const site = createLiteralSite({
        '_error.tsx': { default: () => 'The error page' },
        '_params.ts': { broken: { '~standard': { version: 1, vendor: 'test', validate } } },
        '_server.ts': { default: { onError } },
        [file]: endpoint,
      })
      const response = await site.fetch('/a/b')

      expect(response.status).toBe(500)
      expect(response.headers.get('x-request-id')).toMatch(/^[-0-9a-f]{36}$/)
      expect(await response.text()).toContain('The error page')
      expect(onError).toHaveBeenCalledOnce()
      expect(onError.mock.calls[0]?.[0]).toMatchObject({ message: 'broken' })
    },
  )

  it('do not come from files with similar names', async () => {
    const site = createLiteralSite({
      'a/_params.ts': { short },
      '_params.test.ts': { short },
      '[id=short].ts': endpoint,
    })

    await expect(site.handler.open()).rejects.toThrow('short')
  })
})

it.each(['_server.ts', '_server.js'])('the definition comes from %s', async (file) => {
  const env = {}
  const start = (app: App): void => void Object.assign(env, app.environment)
  const site = createLiteralSite(
    { 'a.ts': endpoint, [file]: { default: { start } } },
    { environment: { A: '1' } },
  )
  await site.handler.open()

  expect(env).toEqual({ A: '1' })
})

it('the definition does not come from files with similar names', async () => {
  const broken = {
    default: {
      start() {
        throw new Error('started')
      },
    },
  }
  const site = createLiteralSite({ 'a/_server.ts': broken, '_server.test.ts': broken, 'a.ts': endpoint })

  expect((await site.fetch('/a')).status).toBe(200)
})

it('a file without a definition is refused by name', async () => {
  await expect(createLiteralSite({ '_server.ts': { start() {} } }).handler.open()).rejects.toThrow(
    /^routes\/_server\.ts: /,
  )
})

describe('modules of the site', () => {
  it.each([
    [true, 1],
    [false, 2],
  ])('with keepModules: %s are loaded %d times for two requests', async (keepModules, expected) => {
    let loads = 0
    const load = async (): Promise<object> => {
      loads++
      return { GET: () => String(loads) }
    }
    const files: Manifest['files'] = [{ path: 'a.ts', kind: 'route', folder: '', load }]
    const site = createLiteralSite({}, { files, keepModules })

    await site.fetch('/a')
    await site.fetch('/a')
    expect(loads).toBe(expected)
  })

  it('are loaded once for several routes, and again after a failure', async () => {
    let loads = 0
    const load = async (): Promise<object> => {
      if (++loads === 1) throw new Error('not yet')
      return { default: (_: Context, next: () => unknown) => next() }
    }
    const route = async (): Promise<object> => ({ GET: () => 'x' })
    const files: Manifest['files'] = [
      { path: '_middleware.ts', kind: 'middleware', folder: '', load },
      { path: 'a.ts', kind: 'route', folder: '', load: route },
      { path: 'b.ts', kind: 'route', folder: '', load: route },
    ]
    const site = createLiteralSite({}, { files })

    const statuses: number[] = []
    for (const path of ['/a', '/a', '/b']) statuses.push((await site.fetch(path)).status)
    expect([statuses, loads]).toEqual([[500, 200, 200], 2])
  })
})

describe('the store of sessions', () => {
  const hotData = new Map([['a', 1]])

  it.each<[string, Partial<Manifest>, object]>([
    ['a running site', {}, { environment: {}, isDevelopment: false, hotData: new Map() }],
    ['a site that keeps its modules', { keepModules: true }, { isDevelopment: false }],
    ['the dev server', { keepModules: false, hotData }, { isDevelopment: true, hotData }],
    [
      'an environment',
      { environment: { REDIS: 'a' } },
      { environment: { REDIS: 'a' }, isDevelopment: false },
    ],
  ])('starts with what it needs in %s', async (_, overrides, expected) => {
    const starts: StoreSurroundings[] = []
    const store = {
      ...memoryStore(),
      start: (surroundings: StoreSurroundings) => void starts.push(surroundings),
    }
    const site = createLiteralSite(server({ session: { store } }), overrides)
    await site.handler.open()

    expect(starts).toMatchObject([expected])
    starts[0]?.log.info({}, 'from the store')
    expect(site.log).toMatchObject([{ level: 'info', message: 'from the store' }])
  })

  it('need not start', async () => {
    const { start: _, ...store } = memoryStore()
    const site = createLiteralSite({
      ...server({ session: { store } }),
      'a.ts': { GET: (ctx: Context) => void Object.assign(ctx.session, { a: 1 }) },
    })

    expect((await site.fetch('/a')).headers.getSetCookie()).toHaveLength(1)
  })

  it('stops the site from starting if it fails', async () => {
    const start = (): never => {
      throw new Error('wrong password')
    }
    const site = createLiteralSite(server({ session: { store: { ...memoryStore(), start } } }))

    await expect(site.handler.open()).rejects.toThrow('wrong password')
  })
})

it.each([
  [undefined, '/'],
  ['/', '/'],
  ['/app/', '/app'],
])('cookies of sessions below the base %s have the path %s', async (base, path) => {
  const GET = (ctx: Context): void => void Object.assign(ctx.session, { a: 1 })
  const site = createLiteralSite({ 'a.ts': { GET } }, base === undefined ? {} : { base })
  const [line] = (await site.fetch(`${base ?? '/'}a`)).headers.getSetCookie()

  expect(line?.split('; ')).toContain(`Path=${path}`)
})

describe('the App', () => {
  it('carries messages between rooms, inside and outside of requests', async () => {
    const apps: App[] = []
    const site = createLiteralSite({
      ...server({ start: (app: App) => void apps.push(app) }),
      'send.ts': { POST: (ctx: Context) => ctx.app.publish('news', { n: 2 }) },
    })
    await site.handler.open()
    onTestFinished(() => site.handler.stop(0))
    const [app] = apps
    const messages = app!.subscribe('news')
    app!.publish('other', { n: 0 })
    app!.publish('news', { n: 1 })
    await site.fetch('/send', { method: 'POST' })

    expect([await messages.next(), await messages.next()]).toMatchObject([
      { value: { data: { n: 1 } } },
      { value: { data: { n: 2 } } },
    ])
  })

  it('tells the address of a visitor', async () => {
    const site = createLiteralSite(
      { 'a.ts': { GET: (ctx: Context) => ({ address: ctx.app.addressOf(ctx) }) } },
      { clientAddress: () => '192.0.2.1' },
    )

    expect(await (await site.fetch('/a')).json()).toEqual({ address: '192.0.2.1' })
  })

  it('tells the origin of a request', async () => {
    const site = createLiteralSite({ 'a.ts': { GET: (ctx: Context) => ({ origin: ctx.app.originOf(ctx) }) } })
    const ask = async (headers: Record<string, string>) => (await site.fetch('/a', { headers })).json()

    expect(await ask({ origin: 'https://a.test' })).toEqual({ origin: 'https://a.test' })
    expect(await ask({})).toEqual({})
  })
})

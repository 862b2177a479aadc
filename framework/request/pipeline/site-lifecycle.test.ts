// Tests how a site starts and stops, with its settings and its work in the background.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { createChannel } from '../../realtime/channel.ts'
import type { Context } from '../context/context.ts'
import type { Manifest, RequestTracer } from './manifest.ts'

const server = (definition: object): Record<string, object> => ({ '_server.ts': { default: definition } })

/** A schema that requires DATABASE and turns PORT into a number. */
const schema = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    async validate(value: unknown) {
      const { DATABASE, PORT } = value as Record<string, string>
      if (DATABASE) return { value: { DATABASE, PORT: Number(PORT) } }
      const nested = { message: 'is missing', path: ['DATABASE', { key: 'host' }] }
      return { issues: [nested, { message: 'does not fit together' }] }
    },
  },
}

describe('the start of a site', () => {
  it('is tried again by the next request if it failed', async () => {
    let isBroken = true
    const site = createLiteralSite({
      ...server({
        start() {
          if (isBroken) throw new Error('no database yet')
        },
      }),
      'a.ts': { GET: () => 'a' },
    })

    await expect(site.fetch('/a')).rejects.toThrow('no database yet')
    isBroken = false
    expect(await site.text('/a')).toBe('a')
  })

  it('closes what it has opened if a later step fails', async () => {
    const open: string[] = []
    const enter = (name: string) => {
      open.push(name)
      return () => void open.splice(open.indexOf(name), 1)
    }
    const start = (): (() => void) => enter('database')
    const openChannel = async () => ({ ...createChannel(), close: enter('channel') })
    const openTracer = async (): Promise<never> => {
      throw new Error('no tracer')
    }
    const site = createLiteralSite(server({ start }), { openChannel, openTracer })

    await expect(site.fetch('/a')).rejects.toThrow('no tracer')
    expect(open).toEqual([])
  })

  it('is followed by the stop that was asked for in the meantime', async () => {
    const steps: string[] = []
    let connect = (): void => {}
    const connected = new Promise<void>((resolve) => {
      connect = resolve
    })
    const start = async (): Promise<() => void> => {
      await connected
      steps.push('started')
      return () => void steps.push('stopped')
    }
    const { handler } = createLiteralSite(server({ start }))
    const opened = handler.open()
    const stopped = handler.stop()
    connect()
    await Promise.all([opened, stopped])

    expect(steps).toEqual(['started', 'stopped'])
  })

  it('happens once for concurrent requests and upgrades', async () => {
    const start = vi.fn(async () => {})
    const site = createLiteralSite({ ...server({ start }), 'a.ts': { GET: () => 'a' } })
    await Promise.all([
      site.fetch('/a'),
      site.fetch('/a'),
      site.handler.upgrade(new Request('http://localhost/a')),
    ])

    expect(start).toHaveBeenCalledOnce()
  })

  it('is waited for, with a warning that names who does not finish', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const warn = vi.fn()
    const log = { debug() {}, info() {}, warn, error() {} }
    let finish = (): void => {}
    const start = (): Promise<void> => new Promise((resolve) => (finish = resolve))
    const site = createLiteralSite(
      { ...server({ extensions: [{ name: 'database', start }], start }), 'a.ts': { GET: () => 'a' } },
      { log },
    )

    const answer = site.text('/a')
    await vi.advanceTimersByTimeAsync(10_000)
    finish()
    await vi.advanceTimersByTimeAsync(9999)
    expect(warn.mock.calls.map(([, message]) => message)).toEqual([
      'the extension database: start() has not finished after 10 s, and the site answers nothing before that. Look for a promise that never settles.',
    ])
    await vi.advanceTimersByTimeAsync(1)
    expect(warn.mock.lastCall![1]).toMatch(/^routes\/_server: start\(\) has not finished after 10 s/)
    finish()
    expect(await answer).toBe('a')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(warn).toHaveBeenCalledTimes(2)
  })

  it('gives the site the environment, as its schema returns it', async () => {
    const modules = { ...server({ env: schema }), 'env.ts': { GET: (ctx: Context) => ctx.env } }
    const site = createLiteralSite(modules, { environment: { DATABASE: 'a', PORT: '80' } })

    expect(await (await site.fetch('/env')).json()).toEqual({ DATABASE: 'a', PORT: 80 })
  })

  it('gives the site the environment of the process without a schema', async () => {
    const environment = { DATABASE: 'a' }
    const site = createLiteralSite({ 'env.ts': { GET: (ctx: Context) => ctx.env } }, { environment })

    expect(await (await site.fetch('/env')).json()).toEqual({ DATABASE: 'a' })
  })

  it('lists every variable that the schema refuses', async () => {
    await expect(createLiteralSite(server({ env: schema })).handler.open()).rejects.toThrow(
      'routes/_server: the environment does not match its schema.\n  DATABASE.host: is missing\n  environment: does not fit together',
    )
  })

  it('refuses a cache size that cannot be read', async () => {
    await expect(createLiteralSite(server({ cache: { size: 'big' } })).handler.open()).rejects.toThrow(
      'routes/_server: cache.size',
    )
  })

  it('stores no response if the cache has no size', async () => {
    let count = 0
    const page = { config: { cache: { maxAge: 60 } }, GET: () => String(++count) }
    const site = createLiteralSite({ ...server({ cache: { size: 0 } }), 'a.ts': page })

    expect([await site.text('/a'), await site.text('/a')]).toEqual(['1', '2'])
  })

  it.each([
    [undefined, ['1', '1']],
    [0, ['1', '2']],
  ])('lets a shared cache keep a local one of the size %s', async (size, expected) => {
    let count = 0
    const page = { config: { cache: { maxAge: 60 } }, GET: () => String(++count) }
    const site = createLiteralSite(
      { ...server({ cache: { ...(size !== undefined && { size }) } }), 'a.ts': page },
      { openCacheStore: async (createLocal) => createLocal() },
    )

    expect([await site.text('/a'), await site.text('/a')]).toEqual(expected)
  })
})

describe('the settings of a site', () => {
  it('come from _server.ts, else from the environment', async () => {
    const hosts = { allowedHosts: ['a.test'] }
    const ask = async (definition: object, overrides: Partial<Manifest>): Promise<number> =>
      (
        await createLiteralSite({ ...server(definition), 'a.ts': { GET: () => 'a' } }, overrides).fetch(
          'http://a.test/a',
        )
      ).status

    expect(await ask({}, hosts)).toBe(200)
    expect(await ask({ allowedHosts: ['b.test'] }, hosts)).toBe(400)
    expect(await ask(hosts, { allowedHosts: ['b.test'] })).toBe(200)
    expect(await ask({}, {})).toBe(200)
  })

  it('limit bodies to 1 MB by default', async () => {
    const site = createLiteralSite({
      'a.ts': { POST: async (ctx: Context) => (await ctx.request.text()).length },
    })
    const post = (length: number) => site.fetch('/a', { method: 'POST', body: 'x'.repeat(length) })

    expect((await post(1024 * 1024)).status).toBe(200)
    expect((await post(1024 * 1024 + 1)).status).toBe(413)
  })

  it.each<[Partial<Manifest>, string]>([
    [{}, 'a=1; Path=/; Secure; HttpOnly; SameSite=Lax'],
    [{ base: '/app/' }, 'a=1; Path=/app; Secure; HttpOnly; SameSite=Lax'],
    [{ secure: false }, 'a=1; Path=/; HttpOnly; SameSite=Lax'],
  ])('give cookies their attributes: %j', async (overrides, line) => {
    const site = createLiteralSite(
      { 'a.ts': { GET: (ctx: Context) => ctx.cookies.set('a', '1') } },
      overrides,
    )
    const response = await site.fetch(`${overrides.base ?? '/'}a`)

    expect(response.headers.getSetCookie()).toEqual([line])
  })
})

describe('errors of the site’s code', () => {
  it('are logged with the request, and passed to onError with its context', async () => {
    const onError = vi.fn()
    const fail = (thrown: unknown) => ({
      GET() {
        throw thrown
      },
    })
    const site = createLiteralSite({
      ...server({ onError }),
      'a.ts': fail(new Error('broken')),
      'b.ts': fail('a text'),
    })
    await site.fetch('/a?x=1')
    await site.fetch('/b')

    expect(site.log).toMatchObject([
      {
        level: 'error',
        message: 'broken',
        fields: { method: 'GET', path: '/a', route: '/a', requestId: expect.any(String) },
      },
      { level: 'error', message: 'a text' },
    ])
    const { requestId } = site.log[0]!.fields
    expect(onError).toHaveBeenCalledWith(new Error('broken'), expect.objectContaining({ requestId }), {
      route: '/a',
      requestId,
    })
  })

  it('are logged with their trace, if there is one', async () => {
    const failed: unknown[] = []
    const tracer: RequestTracer = {
      run: (_, work) => work(),
      step: (_, work) => work(),
      route() {},
      fail: (_, error) => void failed.push(error),
      traceId: (request) => (request.url.endsWith('/a') ? 'trace-a' : undefined),
    }
    const GET = (): never => {
      throw new Error('broken')
    }
    const site = createLiteralSite({ 'a.ts': { GET }, 'b.ts': { GET } }, { openTracer: async () => tracer })
    await site.fetch('/a')
    await site.fetch('/b')

    const names = ['err', 'method', 'path', 'requestId', 'route']
    expect(site.log.map(({ fields }) => Object.keys(fields).sort())).toEqual([[...names, 'traceId'], names])
    expect(site.log[0]?.fields.traceId).toBe('trace-a')
    expect(failed).toEqual([new Error('broken'), new Error('broken')])
  })

  it('do not mark the trace of a request as failed once its response is there', async () => {
    const fail = vi.fn()
    const tracer: RequestTracer = {
      run: (_, work) => work(),
      step: (_, work) => work(),
      route() {},
      fail,
      traceId: () => 'trace-a',
    }
    const GET = (ctx: Context): void =>
      ctx.after(() => {
        throw new Error('late')
      })
    const site = createLiteralSite({ 'a.ts': { GET } }, { openTracer: async () => tracer })
    await site.fetch('/a')
    await site.handler.stop()

    expect(site.log).toMatchObject([
      { level: 'error', fields: { err: new Error('late'), traceId: 'trace-a' } },
    ])
    expect(fail).not.toHaveBeenCalled()
  })

  it('are passed to onError before the site has stopped', async () => {
    const done: string[] = []
    const site = createLiteralSite({
      ...server({
        start: () => () => done.push('stopped'),
        async onError(error: unknown) {
          await new Promise((resolve) => setImmediate(resolve))
          done.push(`told of ${(error as Error).message}`)
        },
      }),
      'a.ts': {
        GET(ctx: Context) {
          ctx.after(() => {
            throw new Error('late')
          })
          throw new Error('early')
        },
      },
    })
    await site.fetch('/a')
    await site.handler.stop()

    expect(done.toSorted()).toEqual(['stopped', 'told of early', 'told of late'])
    expect(done.at(-1)).toBe('stopped')
  })

  it('are logged even if onError fails', async () => {
    const onError = (): never => {
      throw new Error('no network')
    }
    const site = createLiteralSite({
      ...server({ onError }),
      'a.ts': {
        GET() {
          throw new Error('broken')
        },
      },
    })
    await site.fetch('/a')

    expect(site.log.map(({ message }) => message)).toEqual(['broken', 'routes/_server: onError failed.'])
    expect(site.log[1]?.fields.err).toEqual(new Error('no network'))
  })
})

describe('the stop of a site', () => {
  it('does nothing before the site has started', async () => {
    const start = vi.fn()
    await createLiteralSite(server({ start })).handler.stop()

    expect(start).not.toHaveBeenCalled()
  })

  it('waits for work that starts other work', async () => {
    const done: string[] = []
    const site = createLiteralSite({
      ...server({ start: () => () => done.push('stopped') }),
      'a.ts': {
        GET(ctx: Context) {
          ctx.after(async () => {
            await new Promise((resolve) => setImmediate(resolve))
            done.push('first')
            ctx.after(() => done.push('second'))
          })
        },
      },
    })
    await site.fetch('/a')
    await site.handler.stop()

    expect(done).toEqual(['first', 'second', 'stopped'])
  })

  it('ends at its time limit, says so, and still stops the site', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const stopped = vi.fn()
    const site = createLiteralSite({
      ...server({ start: () => stopped }),
      'a.ts': { GET: (ctx: Context) => ctx.after(() => new Promise(() => {})) },
    })
    await site.fetch('/a')
    const stopping = site.handler.stop(5000).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(5000)

    expect(await stopping).toEqual(
      new Error('The work passed to ctx.after(), or onError, took longer than 5000 ms.'),
    )
    expect(stopped).toHaveBeenCalledOnce()
  })

  it('logs a stop function that fails', async () => {
    const site = createLiteralSite(
      server({
        start: () => () => {
          throw new Error('stuck')
        },
      }),
    )
    await site.handler.open()
    await site.handler.stop()

    expect(site.log).toMatchObject([
      { level: 'error', message: 'A stop function of the site or an extension failed.' },
    ])
  })

  it('ends event streams without stopping the site', async () => {
    const events = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }
    const site = createLiteralSite({
      'events.ts': { GET: (ctx: Context) => ctx.events(() => events) },
      'a.ts': { GET: () => 'a' },
    })
    site.handler.endStreams()
    const stream = (await site.fetch('/events')).text()
    site.handler.endStreams()

    expect(await stream).toMatch(/^retry: /)
    expect(await site.text('/a')).toBe('a')
  })
})

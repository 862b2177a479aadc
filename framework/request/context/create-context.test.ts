// Tests the properties of ctx that have no file of their own, and what they say when it is too late.
import { describe, expect, it } from 'vitest'
import { createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import type { Middleware } from '../pipeline/middleware.ts'
import type { Context } from './context.ts'
import { watchMissingProperties } from './create-context.ts'

describe('ctx.fail()', () => {
  const statusFor = async (status: unknown) => {
    const site = createLiteralSite({
      'a.ts': { POST: (ctx: Context) => ctx.fail(status as number, { name: 'is missing' }) },
    })
    const response = await site.fetch('/a', formPost({}))
    return [response.status, site.log.map(({ message }) => message)]
  }

  it.each([400, 422, 599])('answers with the status %d', async (status) => {
    expect((await statusFor(status))[0]).toBe(status)
  })

  it.each<[unknown, string]>([
    [399, '399'],
    [600, '600'],
    [422.5, '422.5'],
    [Number.NaN, 'NaN'],
    ['422', 'of type string'],
    [{ name: 'is missing' }, 'of type object'],
    [undefined, 'of type undefined'],
  ])('refuses %j as a status', async (status, shown) => {
    expect(await statusFor(status)).toEqual([
      500,
      [
        `ctx.fail(): the status is ${shown}. Write a whole number from 400 to 599 before the form, such as ctx.fail(422, form).`,
      ],
    ])
  })
})

describe('ctx tells middleware', () => {
  const seen: [isEndpoint: boolean, hasSession: boolean][] = []
  const note: Middleware = (ctx, next) => {
    seen.push([ctx.isEndpoint, ctx.hasSession])
    return next()
  }
  const site = createLiteralSite({
    '_middleware.ts': { default: note },
    'page.tsx': { default: () => null },
    'data.ts': { GET: () => 'x' },
    'quick.ts': { GET: () => 'x', config: { session: false } },
    'ws.ts': { socket: {} },
  })

  it.each([
    ['/page', false, true],
    ['/data', true, true],
    ['/quick', true, false],
    ['/nothing', false, true],
  ])('whether %s is an endpoint (%s), and whether it has a session (%s)', async (path, ...expected) => {
    await site.fetch(path)

    expect(seen.splice(0)).toEqual([expected])
  })

  it('that an upgrade is for an endpoint, whatever its address', async () => {
    const headers = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    for (const path of ['/ws', '/nothing']) {
      await site.handler.upgrade(new Request(`http://localhost${path}`, { headers }))
    }

    expect(seen.splice(0)).toEqual([
      [true, true],
      [true, true],
    ])
  })
})

it('ctx.log is the log of the site', async () => {
  const site = createLiteralSite({
    'a.ts': { GET: (ctx: Context) => ctx.log.info({ n: 1 }, 'from the route') },
  })
  await site.fetch('/a')

  expect(site.log).toEqual([{ level: 'info', message: 'from the route', fields: { n: 1 } }])
})

describe('after the response', () => {
  it.each<[string, (ctx: Context) => unknown, string]>([
    ['ctx.nonce', (ctx) => ctx.nonce, 'a nonce'],
    ['ctx.headers', (ctx) => ctx.headers, 'a header'],
    ['ctx.cookies.set()', (ctx) => ctx.cookies.set('a', '1'), 'a cookie'],
    ['ctx.flash()', (ctx) => ctx.flash('info', 'Saved'), 'a message'],
    ['ctx.session', (ctx) => ctx.session, 'the session'],
    ['ctx.status', (ctx) => Object.assign(ctx, { status: 201 }), 'a status'],
    ['ctx.fail()', (ctx) => ctx.fail(422, {}), 'a status'],
  ])('%s fails, and names the route', async (_, use, what) => {
    const site = createLiteralSite({ 'a.ts': { GET: (ctx: Context) => ctx.after(() => void use(ctx)) } })
    await site.fetch('/a')
    await site.handler.stop()

    expect(site.log.map(({ fields }) => (fields.err as Error).message)).toEqual([
      `routes/a.ts: the response has started, so it is too late for ${what}. Do this before the handler, loader or component returns.`,
    ])
  })

  it.each<[string, (headers: Headers) => unknown]>([
    ['set', (headers) => headers.set('a', '1')],
    ['append', (headers) => headers.append('a', '1')],
    ['delete', (headers) => headers.delete('a')],
  ])('headers that were used before cannot be changed with %s()', async (_, change) => {
    const GET = (ctx: Context): void => {
      ctx.headers.set('b', '2')
      ctx.after(() => {
        expect(ctx.headers.get('b')).toBe('2')
        change(ctx.headers)
      })
    }
    const site = createLiteralSite({ 'a.ts': { GET } })
    await site.fetch('/a')
    await site.handler.stop()

    expect(site.log.map(({ fields }) => (fields.err as Error).message)).toEqual([
      expect.stringContaining('it is too late for a header.'),
    ])
  })

  it('the nonce and the session can be read if they were used before', async () => {
    const values: unknown[] = []
    const GET = (ctx: Context): void => {
      values.push(ctx.nonce, ctx.session)
      ctx.after(() => values.push(ctx.nonce, ctx.session))
    }
    const site = createLiteralSite({ 'a.ts': { GET } })
    await site.fetch('/a')
    await site.handler.stop()

    expect(values.slice(2)).toEqual(values.slice(0, 2))
    expect(site.log).toEqual([])
  })
})

describe('the session of a route', () => {
  const config = { session: false }
  const locate = (): string => 'routes/_greet.ts:7'
  const rest =
    ', but config.session is false. In code that other routes share, such as a layout or middleware, use it only if ctx.hasSession is true. Otherwise remove config.session.'

  it.each<[string, (ctx: Context) => unknown]>([
    ['the session was used', (ctx) => ctx.session],
    ['ctx.flash() was called', (ctx) => ctx.flash('info', 'Saved')],
  ])('that has none is refused, with file, line and reason: %s', async (reason, use) => {
    const site = createLiteralSite(
      { 'a.ts': { config, GET: (ctx: Context) => String(use(ctx)) } },
      { locate },
    )

    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log.map(({ message }) => message)).toEqual([
      `routes/a.ts: ${reason} at routes/_greet.ts:7${rest}`,
    ])
  })

  it('is named by what has opened it if the route cannot be cached', async () => {
    const cached = { cache: { maxAge: 60 } }
    const site = createLiteralSite({
      'a.ts': { config: cached, GET: (ctx: Context) => String(ctx.flash('info', 'Saved')) },
      'b.tsx': { config: cached, default: ({ flash }: { flash: unknown[] }) => flash.length },
      'c.ts': { config: cached, GET: (ctx: Context) => String(Object.keys(ctx.session)) },
    })
    for (const path of ['/a', '/b', '/c']) await site.fetch(path)

    expect(site.log.map(({ message }) => /because (.*?)\. Personal/.exec(message)?.[1])).toEqual([
      'ctx.flash() was called',
      'the flash messages were read',
      'the session was read',
    ])
  })

  it('is counted once for each request that uses it', async () => {
    const site = createLiteralSite({
      'a.ts': { GET: (ctx: Context) => [ctx.session, ctx.session].length },
      'b.ts': { GET: () => 'x' },
    })
    for (const path of ['/a', '/b', '/a']) await site.fetch(path)

    expect((await site.handler.open()).ongoing.counts.sessions).toBe(2)
  })
})

it('watchMissingProperties() learns which unknown properties are read, and which there are', async () => {
  const missing: [string, readonly string[]][] = []
  const site = createLiteralSite({
    'a.ts': {
      GET(ctx: Context) {
        const prototype = Object.getPrototypeOf(ctx)
        watchMissingProperties((...found) => missing.push(found))
        try {
          const { sesion, request } = ctx as Context & { sesion?: unknown }
          const other = (ctx as never)[Symbol.iterator]
          return [sesion, request.method, other, ctx.params, String(ctx)].length
        } finally {
          Object.setPrototypeOf(prototype, Object.prototype)
        }
      },
    },
  })
  await site.fetch('/a')

  expect(missing.map(([name]) => name)).toEqual(['sesion'])
  expect(missing[0]?.[1]).toEqual(
    expect.arrayContaining(['session', 'request', 'params', 'search', 'route', 'requestId', 'app']),
  )
})

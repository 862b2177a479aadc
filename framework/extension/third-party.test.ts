// An extension as another package would write it: everything it uses comes from vial and vial/server.
import { describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import { type App, type Context, type Extension, HttpError, type Middleware, redirect } from '../index.ts'
import type { Sealer } from '../server.ts'

interface Membership {
  readonly extension: Extension
  /** A guard for folders and routes. */
  readonly requireMember: Middleware
  /** Creates the pass of a member. */
  createPass(ctx: Context, name: string): string
}

/** Counts requests per address, and lets members pass who have a sealed pass or a session. */
function membership(connect: () => Promise<() => void>): Membership {
  const counts = new Map<string, number>()
  let limit = 0

  return {
    extension: {
      name: 'membership',
      async start(app: App) {
        const disconnect = await connect()
        limit = Number(app.environment.MEMBERSHIP_LIMIT)
        return disconnect
      },
      async middleware(ctx, next) {
        const address = ctx.app.addressOf(ctx) ?? 'unknown'
        const count = (counts.get(address) ?? 0) + 1
        counts.set(address, count)
        if (count > limit) throw new HttpError(429, 'Too many requests.')
        ctx.headers.set('x-requests-left', String(limit - count))
        return next()
      },
    },

    requireMember(ctx, next) {
      if (findMember(ctx) !== undefined) return next()
      if (ctx.isEndpoint) throw new HttpError(401, 'Membership is required.')
      return redirect(`${ctx.app.base}join`)
    },

    createPass: (ctx, name) => seal(ctx.app.sealer, name),
  }

  function findMember(ctx: Context): string | undefined {
    const pass = ctx.request.headers.get('x-pass')
    if (pass !== null) return unseal(ctx.app.sealer, pass)
    // A route without a session throws on ctx.session.
    return ctx.hasSession ? (ctx.session as { member?: string }).member : undefined
  }

  function seal(sealer: Sealer, name: string): string {
    return sealer.seal(JSON.stringify(['membership', name]), 3600)
  }

  function unseal(sealer: Sealer, pass: string): string | undefined {
    const opened = sealer.unseal(pass)
    if (!opened) return undefined
    const [purpose, name] = JSON.parse(opened.json) as [string, string]
    return purpose === 'membership' ? name : undefined
  }
}

function createSite(connect = async () => () => {}) {
  const { extension, requireMember, createPass } = membership(connect)
  const rendered: string[] = []
  const site = createLiteralSite(
    {
      '_server.ts': { default: { extensions: [extension] } },
      'pass.ts': { GET: (ctx: Context) => createPass(ctx, 'Ada') },
      'join.ts': {
        POST({ session }: Context) {
          Object.assign(session, { member: 'Ada' })
        },
      },
      'cached.tsx': {
        config: { cache: { maxAge: 60 } },
        default: () => {
          rendered.push('cached')
          return 'cached'
        },
      },
      'members/_middleware.ts': { default: requireMember },
      'members/page.tsx': { default: () => 'page' },
      'members/data.ts': { config: { session: false }, GET: () => 'data' },
    },
    {
      base: '/app/',
      clientAddress: (request) => request.headers.get('x-test-address') ?? undefined,
      environment: { MEMBERSHIP_LIMIT: '3' },
    },
  )
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    site.fetch(`/app${path}`, { headers })
  return { site, get, rendered }
}

describe('an extension of a third party', () => {
  it('reads the address of a visitor without making a cached page personal', async () => {
    const { get, rendered } = createSite()
    const from = (address: string): Promise<Response> => get('/cached', { 'x-test-address': address })

    const responses = [await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.2')]
    expect(responses.map(({ headers }) => headers.get('x-requests-left'))).toEqual(['2', '1', '2'])
    expect(rendered).toEqual(['cached'])
    expect(responses[2]!.headers.get('cache-control')).toMatch(/^public/)
    await from('192.0.2.1')
    expect((await from('192.0.2.1')).status).toBe(429)
  })

  it('seals a value for a visitor and opens only what it has sealed', async () => {
    const { get } = createSite()
    const pass = await (await get('/pass')).text()

    expect(await (await get('/members/data', { 'x-pass': pass, 'x-test-address': 'a' })).text()).toBe('data')
    const forged = await get('/members/data', { 'x-pass': `${pass}x`, 'x-test-address': 'a' })
    expect(forged.status).toBe(401)
  })

  it('redirects from a page and answers 401 at an endpoint, even at one without a session', async () => {
    const { site, get } = createSite()
    const page = await get('/members/page')
    expect([page.status, page.headers.get('location')]).toEqual([303, '/app/join'])
    expect((await get('/members/data')).status).toBe(401)

    const headers = { 'sec-fetch-site': 'same-origin', 'x-test-address': 'a' }
    const joined = await site.fetch('/app/join', { method: 'POST', headers })
    const [cookie] = joined.headers.getSetCookie()[0]!.split(';', 1)
    expect(await (await get('/members/page', { cookie: cookie!, 'x-test-address': 'a' })).text()).toContain(
      'page',
    )
  })

  it('is started before it receives the first request', async () => {
    const order: string[] = []
    const { get } = createSite(async () => {
      await new Promise((resolve) => setTimeout(resolve))
      order.push('connected')
      return () => {}
    })

    await get('/cached').then(({ status }) => order.push(`response ${status}`))
    expect(order).toEqual(['connected', 'response 200'])
  })

  it('is stopped with the site', async () => {
    const disconnect = vi.fn()
    const { site, get } = createSite(async () => disconnect)
    await get('/cached')
    expect(disconnect).not.toHaveBeenCalled()

    await site.handler.stop()
    expect(disconnect).toHaveBeenCalledOnce()
  })
})

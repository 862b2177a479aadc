import { describe, expect, it } from 'vitest'
import { createLiteralSite, toManifestFiles } from '../../fixtures/literal-site.ts'

const ok = { GET: () => 'the route' }

describe('/healthz and /readyz', () => {
  it('answer without middleware, host check and session', async () => {
    let ran = 0
    const site = createLiteralSite({
      '_server.ts': { default: { allowedHosts: ['example.org'] } },
      '_middleware.ts': {
        default: (_: unknown, next: () => unknown) => {
          ran++
          return next()
        },
      },
      '[...rest].ts': ok,
      '[slug].ts': ok,
    })
    for (const name of ['/healthz', '/readyz?verbose']) {
      const response = await site.fetch(name, { headers: { host: '10.0.0.7:3000' } })
      expect([response.status, await response.text()]).toEqual([200, 'ok'])
      expect(Object.fromEntries(response.headers)).toEqual({
        'cache-control': 'no-store',
        'content-length': '2',
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
      })
    }
    expect(ran).toBe(0)
  })

  it('answer HEAD without a body, and no other method', async () => {
    const site = createLiteralSite({})
    const head = await site.fetch('/healthz', { method: 'HEAD' })
    const post = await site.fetch('/readyz', { method: 'POST' })

    expect([head.status, head.headers.get('content-length'), head.body]).toEqual([200, '2', null])
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(await post.text()).toBe('405 Method Not Allowed\n')
  })

  it('leave their names to a route and to a file', async () => {
    const site = createLiteralSite(
      { '(group)/healthz.ts': ok },
      {
        openStaticFiles: async () => ({
          respond: ({ method, headers }, path) =>
            ['GET', 'HEAD'].includes(method) && headers.get('range') === null && path === '/readyz'
              ? new Response('the file')
              : undefined,
        }),
      },
    )
    expect(await site.text('/healthz')).toBe('the route')
    expect(await site.text('/readyz')).toBe('the file')
  })

  it('answer at the root and below the base', async () => {
    const site = createLiteralSite({ 'healthz.ts': ok }, { base: '/app/' })

    expect(await site.text('/app/healthz')).toBe('the route')
    expect(await site.text('/healthz')).toBe('ok')
    expect(await site.text('/app/readyz')).toBe('ok')
    expect(await site.text('/readyz')).toBe('ok')
    expect((await site.fetch('/app/readyz/more')).status).toBe(404)
  })

  it.each([
    ['returns false', () => false, undefined],
    ['throws', () => Promise.reject(new Error('no database')), 'no database'],
    ['never answers', () => new Promise(() => {}), 'ready took longer than 1000 ms.'],
  ])('say that the site is not ready when ready() %s, and log it once', async (_, answer, reason) => {
    let run: () => unknown = answer
    const apps: unknown[] = []
    const ready = (app: unknown): unknown => {
      apps.push(app)
      return run()
    }
    const site = createLiteralSite({ '_server.ts': { default: { ready } } })
    const ask = async (): Promise<number> => (await site.fetch('/readyz')).status

    expect(await Promise.all([ask(), ask()])).toEqual([503, 503])
    expect(await ask()).toBe(503)
    expect((await site.fetch('/healthz')).status).toBe(200)
    expect(apps).toHaveLength(2)
    expect(apps[0]).toHaveProperty('locals')
    const fields = reason === undefined ? {} : { err: new Error(reason) }
    expect(site.log).toEqual([
      { level: 'warn', message: 'routes/_server: the site is not ready (/readyz).', fields },
    ])
    run = () => true
    expect(await ask()).toBe(200)
    run = answer
    expect(await ask()).toBe(503)
    expect(site.log).toHaveLength(2)
  })

  it('say that a stopping site is alive, but not ready', async () => {
    const site = createLiteralSite({})
    expect(await site.handler.isReady()).toBe(false)
    expect(await site.text('/readyz')).toBe('ok')
    expect(await site.handler.isReady()).toBe(true)
    site.handler.announceStop()

    const response = await site.fetch('/readyz')
    expect([response.status, await response.text()]).toEqual([503, 'not ready'])
    expect((await site.fetch('/healthz')).status).toBe(200)
    expect(await site.handler.isReady()).toBe(false)
  })

  it('say why a site that cannot start is not ready, by failing', async () => {
    const [file] = toManifestFiles('_server.ts', () => Promise.reject(new Error('broken')))
    const site = createLiteralSite({}, { files: [file!] })

    expect(await site.handler.isReady()).toBe(false)
    await expect(site.fetch('/healthz')).rejects.toThrow('broken')
  })
})

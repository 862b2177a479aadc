// Tests that warnings about cached and prerendered routes say where the personal data was read.
import { describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from './context.ts'

const cache = { maxAge: 60 }
const readSession = (ctx: Context): string => String(Object.keys(ctx.session).length)

/** Counts how often the site asks for the place of a read. */
function createLocated(modules: Record<string, object>, overrides: object = {}) {
  const located: Error[] = []
  const locate = (error: Error): string => {
    located.push(error)
    return 'routes/_greet.ts:7'
  }
  return { ...createLiteralSite(modules, { locate, ...overrides }), located }
}

describe('the place where a cached route reads personal data', () => {
  it('is part of the warning, which is logged once', async () => {
    const site = createLocated({ 'a.ts': { config: { cache }, GET: readSession } })
    await site.fetch('/a')
    await site.fetch('/a')

    expect(site.log.map(({ message }) => message)).toEqual([
      expect.stringContaining('because the session was read at routes/_greet.ts:7. Personal'),
    ])
    expect(site.located).toHaveLength(1)
    expect(site.located[0]?.stack).toContain('read-location.test.ts')
  })

  it.each<[string, object]>([
    ['the site cannot find it', { locate: () => undefined }],
    ['the site does not look for it', { locate: undefined }],
  ])('is left out if %s', async (_, overrides) => {
    const site = createLocated({ 'a.ts': { config: { cache }, GET: readSession } }, overrides)
    await site.fetch('/a')

    expect(site.log.map(({ message }) => message)).toEqual([
      expect.stringContaining('because the session was read. Personal'),
    ])
  })

  it('is that of the first read of what the warning names', async () => {
    const site = createLocated({
      'a.ts': {
        config: { cache },
        GET(ctx: Context) {
          return readCookie(ctx) + firstRead(ctx) + readSession(ctx)
        },
      },
    })
    function readCookie(ctx: Context): string {
      return ctx.cookies.get('a') ?? ''
    }
    function firstRead(ctx: Context): string {
      return readSession(ctx)
    }
    await site.fetch('/a')

    expect(site.log[0]?.message).toContain('because the session was read at')
    expect(site.located[0]?.stack).toContain('firstRead')
  })

  it('is not that of a harmless header which middleware has read before', async () => {
    const site = createLocated({
      '_middleware.ts': {
        default(ctx: Context, next: () => Promise<Response>) {
          ctx.request.headers.get('user-agent')
          return next()
        },
      },
      'a.ts': { config: { prerender: true }, GET: readSession },
    })
    await site.fetch('/a')

    expect(site.log[0]?.message).toContain('because the session was read at')
    expect(site.located[0]?.stack).toContain('readSession')
  })

  it('is that of another read once the code has changed', async () => {
    let version = '1'
    const site = createLocated(
      { 'a.ts': { config: { cache }, GET: readSession } },
      { codeVersion: () => version },
    )
    await site.fetch('/a')
    version = '2'
    await site.fetch('/a')

    expect(site.log).toHaveLength(2)
    expect(site.located).toHaveLength(2)
  })
})

describe('a stack trace, which takes time,', () => {
  it.each<[string, object, object, boolean]>([
    ['a cached route', { cache }, {}, true],
    ['a route that the build may prerender', { prerender: true }, {}, true],
    ['a route that was prerendered', { prerender: true }, { prerendered: new Set() }, false],
    ['a cached route of a built site', { cache }, { prerendered: new Set() }, true],
    ['any other route', {}, {}, false],
    ['a site that cannot use it', { cache }, { locate: undefined }, false],
  ])('is kept for %s', async (_, config, overrides, isKept) => {
    let count = 0
    class CountedError extends Error {
      constructor() {
        super()
        count++
      }
    }
    const GET = (ctx: Context): string => {
      vi.stubGlobal('Error', CountedError)
      try {
        return readSession(ctx)
      } finally {
        vi.unstubAllGlobals()
      }
    }
    await createLocated({ 'a.ts': { config, GET } }, overrides).fetch('/a')

    expect(count).toBe(isKept ? 1 : 0)
  })
})

// Tests routes with config.prerender through the handler.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'

const config = { prerender: true }
const session = { config, GET: (ctx: Context) => ({ session: { ...ctx.session } }) }

describe('a route with config.prerender', () => {
  it('answers in development, and warns once about what would fail the build', async () => {
    const site = createLiteralSite({ 'a.ts': session })

    expect([(await site.fetch('/a')).status, (await site.fetch('/a')).status]).toEqual([200, 200])
    expect(site.log.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^routes\/a\.ts: it cannot be prerendered, because the session was read\. /),
    ])
  })

  it('fails during the build if its response is personal', async () => {
    const site = createLiteralSite({ 'a.ts': session }, { isPrerendering: true })

    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log[0]?.message).toContain('routes/a.ts: it cannot be prerendered')
  })

  describe('behind site-wide middleware', () => {
    const page = { config, GET: () => 'page' }
    const reading = (read: (ctx: Context) => unknown): object => ({
      default: (ctx: Context, next: () => Promise<Response>) => {
        read(ctx)
        return next()
      },
    })
    const createSite = (read: (ctx: Context) => unknown, isPrerendering: boolean) =>
      createLiteralSite({ '_middleware.ts': reading(read), 'a.ts': page, 'b.ts': page }, { isPrerendering })
    const readLanguage = (ctx: Context): unknown => ctx.request.headers.get('accept-language')

    it.each([true, false])(
      'warns once, and names its file, if it reads a harmless header (%s)',
      async (building) => {
        const site = createSite(readLanguage, building)

        for (const path of ['/a', '/b']) expect(await site.text(path)).toBe('page')
        expect(site.log.map(({ level, message }) => [level, message])).toEqual([
          [
            'warn',
            'routes/_middleware.ts: the request header accept-language was read before routes/a.ts, which is prerendered without a visitor. Check ctx.isPrerendering before reading it.',
          ],
        ])
      },
    )

    it.each<[what: string, read: (ctx: Context) => unknown, reason: string]>([
      ['the cookies', (ctx) => ctx.cookies.get('a'), 'the cookies were read'],
      ['the Cookie header', (ctx) => ctx.request.headers.get('cookie'), 'the cookies were read'],
      ['the session', (ctx) => ctx.session, 'the session was read'],
      ['the address', (ctx) => ctx.clientAddress, "the visitor's address was read"],
      [
        'a header with the address',
        (ctx) => ctx.request.headers.get('X-Forwarded-For'),
        'the request header x-forwarded-for was read',
      ],
      [
        'Authorization',
        (ctx) => ctx.request.headers.has('authorization'),
        'the request header authorization was read',
      ],
      ['all headers', (ctx) => [...ctx.request.headers], 'all request headers were read'],
    ])('fails during the build if it reads %s', async (_, read, reason) => {
      const site = createSite(read, true)

      expect((await site.fetch('/a')).status).toBe(500)
      expect(site.log[0]?.message).toContain(`routes/a.ts: it cannot be prerendered, because ${reason}.`)
    })

    it('fails during the build if the page reads the same header', async () => {
      const own = { config, GET: (ctx: Context) => ({ language: readLanguage(ctx) }) }
      const site = createLiteralSite(
        { '_middleware.ts': reading(readLanguage), 'a.ts': own },
        { isPrerendering: true },
      )

      expect((await site.fetch('/a')).status).toBe(500)
      expect(site.log[0]?.message).toContain('because the request header accept-language was read')
    })

    it.each([true, false])('says nothing if it asks for ctx.isPrerendering first (%s)', async (building) => {
      const site = createSite((ctx) => ctx.isPrerendering || [readLanguage(ctx), ctx.session], building)

      expect(await site.text('/a')).toBe('page')
      expect(site.log).toEqual([])
    })

    it('names the extension that reads', async () => {
      const { default: middleware } = reading(readLanguage) as { default: never }
      const site = createLiteralSite({
        '_server.ts': { default: { extensions: [{ name: 'locale', middleware }] } },
        'a.ts': page,
      })

      await site.text('/a')
      expect(site.log[0]?.message).toMatch(
        /^the extension locale: the request header accept-language was read/,
      )
    })
  })

  it('answers 404 for parameters that paths does not return', async () => {
    const page = { config, paths: async () => [{ id: 1 }, { id: 2 }], GET: (ctx: Context) => ctx.params }
    const site = createLiteralSite({ '[id=int].ts': page })

    expect(await site.text('/2')).toBe('{"id":2}')
    expect((await site.fetch('/3')).status).toBe(404)
    expect((await site.fetch('/3', { method: 'HEAD' })).status).toBe(404)
  })

  it('uses the list from the build if there is one', async () => {
    const page = { config, paths: () => [{ id: 1 }], GET: () => 'here' }
    const site = createLiteralSite({ '[id=int].ts': page }, { prerendered: new Set(['/2']) })

    expect([(await site.fetch('/1')).status, (await site.fetch('/2')).status]).toEqual([404, 200])
  })
})

// Tests what packages add through `defineServer({ extensions })`.
import { describe, expect, it } from 'vitest'
import { createLiteralSite, toManifestFiles } from '../../fixtures/literal-site.ts'
import type { App } from './server-definition.ts'
import { defineServer } from './define-server.ts'

describe('extensions', () => {
  it('run their middleware before that of the folders, around pages, endpoints and unmatched URLs', async () => {
    const order: string[] = []
    const site = createLiteralSite({
      '_server.ts': {
        default: defineServer({
          extensions: [
            { name: 'one', middleware: (_, next) => note('one', next) },
            { name: 'two', middleware: [(_, next) => note('two', next), (_, next) => note('three', next)] },
          ],
        }),
      },
      '_middleware.ts': { default: (_: unknown, next: () => Promise<Response>) => note('folder', next) },
      'api.ts': { GET: () => 'ok' },
    })

    expect(await site.text('/api')).toBe('ok')
    expect(order.splice(0)).toEqual(['one', 'two', 'three', 'folder'])
    expect((await site.fetch('/nothing')).status).toBe(404)
    expect(order).toEqual(['one', 'two', 'three', 'folder'])

    function note(name: string, next: () => Promise<Response>): Promise<Response> {
      order.push(name)
      return next()
    }
  })

  it('are named in the error of their middleware', async () => {
    const middleware = (): never => undefined as never
    const site = createLiteralSite({
      '_server.ts': { default: defineServer({ extensions: [{ name: 'one', middleware }, { name: 'two' }] }) },
    })

    expect((await site.fetch('/nothing')).status).toBe(500)
    expect(site.log.map(({ message }) => message)).toEqual([
      'the extension one: the middleware did not return a response. Write `return next()`, or return a Response.',
    ])
  })

  it('start in order, before the site, and stop in reverse order', async () => {
    const order: string[] = []
    const site = createLiteralSite({
      '_server.ts': {
        default: defineServer({
          extensions: [createExtension('database'), createExtension('mail')],
          ...createExtension('site'),
        }),
      },
    })

    await site.handler.open()
    await site.handler.stop()

    expect(order).toEqual(['+database', '+mail', '+site', '-site', '-mail', '-database'])

    function createExtension(name: string) {
      return {
        name,
        start(app: App) {
          order.push(`+${name}`)
          app.locals[name] = true
          return () => order.push(`-${name}`)
        },
      }
    }
  })

  it('that have started are stopped if a later one fails, and the failure is reported', async () => {
    const stopped: string[] = []
    const site = createLiteralSite({
      '_server.ts': {
        default: defineServer({
          extensions: [{ name: 'database', start: () => () => stopped.push('database') }],
          start() {
            throw new Error('no mail today')
          },
        }),
      },
    })

    await expect(site.handler.open()).rejects.toThrow('no mail today')
    expect(stopped).toEqual(['database'])
  })

  it('all stop, even if one of them fails to', async () => {
    const stopped: string[] = []
    const site = createLiteralSite({
      '_server.ts': {
        default: defineServer({
          extensions: [{ name: 'database', start: () => () => stopped.push('database') }],
          start: () => () => {
            throw new Error('stuck')
          },
        }),
      },
    })
    await site.handler.open()

    await site.handler.stop()

    expect(stopped).toEqual(['database'])
    expect(site.log.map(({ fields }) => String(fields.err))).toEqual(['Error: stuck'])
  })

  it('answer with the route files that the build found for them', async () => {
    const files = [
      {
        path: 'admin/users.ts',
        kind: 'route' as const,
        folder: 'admin',
        extension: 'admin',
        load: async () => ({ GET: () => 'users' }),
      },
    ]
    const routes = { prefix: '/admin', folder: '/admin/routes' }
    const open = (extensions: object[]) => {
      const server = toManifestFiles('_server.ts', async () => ({ default: { extensions } }))
      return createLiteralSite({}, { files: [...server, ...files] })
    }

    expect(await open([{ name: 'admin', routes }]).text('/admin/users')).toBe('users')
    // Without the extension, its files do not answer.
    expect((await open([]).fetch('/admin/users')).status).toBe(404)
    await expect(open([{ name: 'shop', routes }]).handler.open()).rejects.toThrow(
      'The extension shop: its routes are not part of the build. Routes are collected when the site is built',
    )
  })

  it.each<[unknown]>([[{ max: 3 }], [[() => {}, { max: 3 }]], ['limits']])(
    'are refused by name if their middleware is not a function: %j',
    async (middleware) => {
      const site = createLiteralSite({
        '_server.ts': { default: { extensions: [{ name: 'limits', middleware }] } },
      })

      await expect(site.handler.open()).rejects.toThrow('The extension limits: a middleware is a function')
    },
  )
})

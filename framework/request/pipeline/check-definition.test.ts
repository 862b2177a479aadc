// Tests what the start says about mistakes in `_server`.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'

async function start(definition: object): Promise<string[]> {
  const site = createLiteralSite({
    '_server.ts': { default: definition },
    'a.ts': { GET: () => 'a' },
  })
  await site.handler.open()
  return site.log.map(({ message }) => message)
}

describe('checkDefinition()', () => {
  it.each<[object, string]>([
    [{ start: {} }, 'start is not a function.'],
    [{ ready: true }, 'ready is not a function.'],
    [{ onError: 5 }, 'onError is not a function.'],
    [{ env: {} }, 'env is not a Standard Schema. Use a schema of valibot, zod or arktype for an object.'],
    [{ allowedHosts: 'example.org' }, "allowedHosts is not a list. Write ['example.org']."],
    [
      { allowedHosts: ['a.example', 'https://b.example'] },
      'allowedHosts: "https://b.example" is not a host name. Write it without a scheme or a path, such as example.org.',
    ],
    [
      { allowedHosts: ['*.example.org'] },
      'allowedHosts: "*.example.org" has an asterisk. Write .example.org for all subdomains of example.org.',
    ],
    [
      { socketOrigins: 'https://app.example.org' },
      "socketOrigins is not a list. Write ['https://app.example.org'].",
    ],
    [
      { socketOrigins: ['https://app.example.org/'] },
      'socketOrigins: "https://app.example.org/" is not an origin. Write it as in https://app.example.org.',
    ],
    [{ extensions: { name: 'x' } }, 'extensions is not a list. Put the extension in brackets.'],
    [{ extensions: [() => ({})] }, 'extensions[0] is a function. Call it, so that it returns the extension.'],
    ...[undefined, null, false].map((extension): [object, string] => [
      { extensions: [extension] },
      'extensions[0] is not an extension. Write { name, middleware, … }, or remove it.',
    ]),
    [{ extensions: [{}] }, 'extensions[0] has no name, which messages need. Write { name, … }.'],
    [{ extensions: [{ name: 'x', start: 5 }] }, 'extensions[0] has a start that is not a function.'],
    [{ serverTiming: 'yes' }, 'serverTiming is "yes". Use true or false.'],
    [{ session: true }, "session is true. Write { ttl: '14d' }."],
    [{ session: { rolling: 'yes' } }, 'session.rolling is "yes". Use true or false.'],
    [{ session: { closeConnections: 1 } }, 'session.closeConnections is 1. Use true or false.'],
    [{ session: { cookie: 'strict' } }, `session.cookie is "strict". Write { sameSite: 'strict' }.`],
    [{ session: { cookie: { secure: 'no' } } }, 'session.cookie.secure is "no". Use true or false.'],
    [{ session: { user: 'id' } }, 'session.user is not a function.'],
    [{ session: { whenDown: 'wait' } }, `session.whenDown is "wait". Use 'refuse' or 'anonymous'.`],
    ...[{}, null, () => ({})].map((store): [object, string] => [
      { session: { store } },
      'session.store has no read(). Use memoryStore(), unstorageStore(storage) or redisStore(), or an object with read, write, touch and delete.',
    ]),
    [{ securityHeaders: 'none' }, `securityHeaders is "none". Write { 'x-frame-options': 'DENY' }.`],
    [
      { securityHeaders: { 'x-a': 5 } },
      'securityHeaders: x-a is 5. Set a text, or false to send no such header.',
    ],
    [
      { securityHeaders: { 'x-a': () => '' } },
      'securityHeaders: x-a is a function. Set a text, or false to send no such header.',
    ],
    [{ securityHeaders: { 'x a': 'b' } }, 'securityHeaders: '],
  ])('refuses %j', async (definition, problem) => {
    await expect(start(definition)).rejects.toThrow(`routes/_server: ${problem}`)
  })

  it.each<[object, string]>([
    [{ sesion: {} }, 'sesion has no meaning. Did you mean session?'],
    [{ allowedHost: ['a.example'] }, 'allowedHost has no meaning. Did you mean allowedHosts?'],
    [{ somethingElse: 1 }, 'somethingElse has no meaning. Remove it.'],
    [{ session: { tttl: 5 } }, 'session.tttl has no meaning. Did you mean ttl?'],
    [
      { session: { cookie: { samesite: 'lax' } } },
      'session.cookie.samesite has no meaning. Did you mean sameSite?',
    ],
    [
      { session: { cookie: { maxAge: 5 } } },
      'session.cookie.maxAge has no meaning. Write session: { ttl: … }, in seconds or as in 14d.',
    ],
    [
      { middleware: [() => {}] },
      'middleware has no meaning. Export it as default from routes/_middleware.ts, or write extensions: [{ name, middleware }].',
    ],
    [{ session: { secret: 'x' } }, 'session.secret has no meaning. Set SESSION_SECRET in the environment.'],
    [
      { extensions: Array(2).fill({ name: 'x' }) },
      'extensions[1] is the same extension as extensions[0]. Remove it.',
    ],
    [
      { start: () => ({ close() {} }) },
      'start() returned an object, which has no effect. Return a function that stops what it started, or nothing.',
    ],
    [
      { extensions: [{ name: 'x', middelware: () => {} }] },
      'extensions[0].middelware has no meaning. Did you mean middleware?',
    ],
  ])('warns about %j', async (definition, message) => {
    expect(await start(definition)).toEqual([`routes/_server: ${message}`])
  })

  it('warns about what the start of an extension returns', async () => {
    expect(await start({ extensions: [{ name: 'x', start: async () => 5 }] })).toEqual([
      'the extension x: start() returned a number, which has no effect. Return a function that stops what it started, or nothing.',
    ])
  })

  it('accepts ports, addresses, subdomains, and what a package keeps in its extension', async () => {
    const allowedHosts = ['localhost', '.example.org', 'a.example:3000', '::1', '[::1]', '127.0.0.1']
    const socketOrigins = ['http://localhost:3000', 'app://site', 'null']

    expect(await start({ allowedHosts, socketOrigins, extensions: [{ name: 'x', state: {} }] })).toEqual([])
  })
})

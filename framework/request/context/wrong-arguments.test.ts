// Tests the errors for arguments that would be sent as something else, or that only fail later.
import { expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError, notFound } from '../../http/http-error.ts'
import { html, json } from '../../http/response.ts'
import { memoryStore } from '../../session/memory-store.ts'
import { unstorageStore } from '../../session/unstorage-store.ts'
import type { Context } from './context.ts'

// biome-ignore lint/suspicious/noExplicitAny: authors who write JavaScript have no types.
type Untyped = any

it.each<[string, (ctx: Untyped) => unknown, string]>([
  [
    'ctx.flash() without a kind',
    (ctx) => ctx.flash('Saved'),
    "ctx.flash(): the message is undefined. Write ctx.flash('success', 'Saved').",
  ],
  ['ctx.flash() with an object', (ctx) => ctx.flash('a', { b: 1 }), 'ctx.flash(): the message is an object.'],
  ['ctx.flash() without anything', (ctx) => ctx.flash(), 'ctx.flash(): the kind is undefined.'],
  [
    'ctx.after() with a promise',
    (ctx) => ctx.after(Promise.resolve()),
    'ctx.after(): the work is not a function.',
  ],
  [
    'ctx.invalidate() with a list',
    (ctx) => ctx.invalidate(['a']),
    'ctx.invalidate(): the tag is a list. Call it',
  ],
  [
    'ctx.sendFile() without a path',
    (ctx) => ctx.sendFile(),
    'ctx.sendFile(): the path is undefined. Pass an',
  ],
  [
    'ctx.sendFile() with a URL',
    (ctx) => ctx.sendFile(new URL('file:///a.txt')),
    'ctx.sendFile(): the path is an object. Pass an absolute path, such as fileURLToPath(url)',
  ],
  [
    'ctx.events() with a misspelt option',
    (ctx) => ctx.events(async function* () {}, { heartBeat: 5 }),
    'ctx.events(): there is no option heartBeat. Use some of heartbeat.',
  ],
  // A timer takes these for one millisecond: the stream would be full of comments.
  ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e7].map(
    (heartbeat): [string, (ctx: Untyped) => unknown, string] => [
      `ctx.events() with a heartbeat of ${heartbeat}`,
      (ctx) => ctx.events(async function* () {}, { heartbeat }),
      `ctx.events(): heartbeat is ${heartbeat}. Use a number of seconds`,
    ],
  ),
  [
    'json() with a status alone',
    () => json({}, 404 as Untyped),
    'json(): the second argument is not an object. Write json(value, { status: 404 }).',
  ],
  [
    'html() with a status alone',
    () => html('a', 404 as Untyped),
    'html(): the second argument is not an object. Write html(text, { status: 404 }).',
  ],
  [
    'html() with an element',
    () => html({ type: 'p' } as Untyped),
    'html(): the body is an object. Pass the text',
  ],
  [
    'HttpError with an error as its message',
    () => new HttpError(400, new Error('secret') as Untyped),
    'HttpError: the message is an error. Write a sentence for visitors, and pass an error as { cause }.',
  ],
  [
    'ctx.uploads() with a misspelt limit',
    (ctx) => ctx.uploads({ maxSize: '1mb' }),
    'ctx.uploads(): there is no option maxSize. Use some of maxFiles, maxFileSize, maxFields, maxFieldSize, maxTotal.',
  ],
  ['ctx.uploads() with a size', (ctx) => ctx.uploads('5mb'), 'ctx.uploads(): the options are not an object.'],
  [
    'ctx.sendFile() with a misspelt option',
    (ctx) => ctx.sendFile('/a.txt', { dir: '/srv' }),
    'ctx.sendFile(): there is no option dir. Use some of download, type, root, maxAge.',
  ],
  [
    'memoryStore() with a misspelt option',
    () => memoryStore({ max: 5 } as Untyped),
    'memoryStore(): there is no option max. Use some of maxBytes.',
  ],
  [
    'unstorageStore() without a storage',
    () => (unstorageStore as Untyped)(),
    'unstorageStore(): the first argument is not a storage.',
  ],
  ['notFound() with a status', () => notFound(404 as Untyped), 'HttpError: the message is a number.'],
])('%s is an error that says what to write', async (_, call, message) => {
  const error = vi.fn()
  const log = { debug() {}, info() {}, warn() {}, error }
  const GET = async (ctx: Context): Promise<string> => {
    await call(ctx)
    return 'answered'
  }
  const site = createLiteralSite({ 'a.ts': { GET } }, { log })

  expect((await site.fetch('/a')).status).toBe(500)
  expect(error.mock.calls.map(([{ err }]) => err.message)).toEqual([expect.stringContaining(message)])
})

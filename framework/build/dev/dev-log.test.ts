// Tests what vite dev prints: requests, entries of the site's log, and errors that no code handles.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSocket } from '../../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'
import { createDevLog } from './dev-log.ts'

describe('the output of vite dev', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/index.tsx': 'export default () => <p>home</p>',
      'routes/moved.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/')`,
      'routes/talk.ts': `export const GET = (ctx) => { ctx.log.info({ count: 1, name: 'two words', list: [1] }, 'hello') }`,
      'routes/boom.ts': `export function GET() {\n  throw new Error('outer', { cause: new Error('inner', { cause: 'why' }) })\n}`,
      'routes/lost.ts': `export function GET() {\n  Promise.reject(new Error('lost promise'))\n  return 'ok'\n}`,
      'routes/timer.ts': `export function GET() {\n  setTimeout(() => { throw new Error('lost exception') })\n  return 'ok'\n}`,
      'routes/broken.ts': `import { stream } from 'vial'
        async function* write() {
          yield 'a'
          throw new Error('broken stream')
        }
        export const GET = () => stream(write(), { type: 'text/plain' })`,
      'routes/endless.ts': `export const GET = (ctx) => ctx.events(ctx.app.subscribe('never'))`,
      'routes/talk/socket.ts': `export const socket = { open: (peer) => { peer.send('hello') } }`,
      'public/robots.txt': 'all',
    })
    server = await site.startDev()
  })

  afterAll(() => site?.dispose())

  const expectOutput = (pattern: RegExp): Promise<void> =>
    waitUntil(() => Promise.resolve(expect(server.output()).toMatch(pattern)))

  it.each([
    ['/?q=1', / GET \/\?q=1 200 \d+ ms \d\.\d kB\n/],
    ['/moved', / GET \/moved 303 \d+ ms \d+ B\n/],
    ['/nowhere', / GET \/nowhere 404 \d+ ms /],
  ])('has one line for %s', async (path, pattern) => {
    await server.fetch(path, { redirect: 'manual' })

    await expectOutput(pattern)
  })

  it('has a line for a visitor who leaves, and for a socket', async () => {
    const controller = new AbortController()
    await server.fetch('/endless', { signal: controller.signal })
    controller.abort()
    const socket = await openSocket(`${server.origin}/talk/socket`)
    await socket.next()
    socket.socket.close()
    await socket.closed

    await expectOutput(/ GET \/endless 200 \(left\) \d+ ms /)
    await expectOutput(/ GET \/talk\/socket 101 \d+ ms\n/)
  })

  it('shows why a response broke off, with its place', async () => {
    await expect(server.text('/broken')).rejects.toThrow()

    await expectOutput(/The response could not be sent\.[\s\S]*broken stream[\s\S]*routes\/broken\.ts:4:/)
  })

  it('has no line about the connection to the modules of the server', async () => {
    await server.fetch('/?connected')
    await expectOutput(/ GET \/\?connected 200/)

    expect(server.output()).not.toContain(' connected.')
  })

  it('has no lines for modules and files', async () => {
    await server.fetch('/robots.txt')
    await server.fetch('/@vite/client')
    await server.fetch('/?after')
    await expectOutput(/ GET \/\?after 200/)

    expect(server.output()).not.toMatch(/GET \/(robots|@vite)/)
  })

  it('shows the fields of ctx.log', async () => {
    await server.fetch('/talk')

    await expectOutput(/ hello count=1 name="two words" list=\[ 1 \]\n/)
  })

  it('shows the source of an error and everything that caused it', async () => {
    await server.fetch('/boom')

    await expectOutput(
      /Error: outer requestId=.* route=\/boom\n {2}2 \|.*throw new Error\('outer'.*\n.*\^\n {4}at GET .*boom\.ts:2:\d+.*\nCaused by: Error: inner\n/,
    )
    await expectOutput(/Caused by: 'why'\n/)
    expect(server.output()).not.toContain('answerRequest')
  })

  it.each([
    [
      '/lost',
      'lost promise',
      /A promise was rejected.*Await the promise.* request="GET \/lost" route=\/lost\n/,
    ],
    [
      '/timer',
      'lost exception',
      /An exception was thrown in a callback.* request="GET \/timer" route=\/timer\n/,
    ],
  ])('reports an error that no code handles in %s, and keeps running', async (path, message, pattern) => {
    expect(await server.text(path)).toBe('ok')

    await expectOutput(pattern)
    await expectOutput(new RegExp(`Error: ${message}\n {2}2 \\|.*\n.*\\^\n {4}at .*routes${path}\\.ts:2:`))
    expect(await server.text('/')).toContain('home')
  })

  it.each([
    ["'all'", /GET \/robots\.txt 200/, 'expected'],
    ['false', /GET \/ /, 'unexpected'],
  ])('follows vial({ requestLog: %s })', async (value, pattern, expectation) => {
    const other = await createTemporarySite({
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial({ requestLog: ${value} })] }`,
      'routes/index.ts': `export function GET(ctx) { ctx.log.info({}, 'done'); return '' }`,
      'public/robots.txt': 'all',
    })
    const running = await other.startDev()
    await running.fetch('/robots.txt')
    await running.fetch('/')
    await waitUntil(() => Promise.resolve(expect(running.output()).toContain('done')))
    await running.stop()

    if (expectation === 'expected') expect(running.output()).toMatch(pattern)
    else expect(running.output()).not.toMatch(pattern)
    await other.dispose()
  })
})

describe('createDevLog()', () => {
  const write = (level?: string): { lines: string[]; log: ReturnType<typeof createDevLog> } => {
    const lines: string[] = []
    const add = (line: string): number => lines.push(line)
    return { lines, log: createDevLog({ info: add, warn: add, error: add } as never, level) }
  }

  it('shows entries of level debug on demand', () => {
    const { lines, log } = write('debug')
    log.debug({ a: 1 }, 'seen')
    const quiet = write()
    quiet.log.debug({ a: 1 }, 'unseen')

    expect(lines).toEqual(['seen a=1'])
    expect(quiet.lines).toEqual([])
  })

  it('shows the message and the frames of an error once', () => {
    const { lines, log } = write()
    const cause = new Error('short')
    const explained = new Error('explained', { cause })
    explained.stack = cause.stack!.replace('short', 'explained')
    log.error({ err: explained, method: 'GET' }, 'explained')
    log.error({ err: explained }, 'it failed')

    expect(lines[0]).toMatch(/^Error: explained method=GET\n/)
    expect(lines[0]).not.toContain('Caused by')
    expect(lines[1]).toMatch(/^it failed\nError: explained\n/)
  })

  it('shows what is not an error, and ends when causes form a circle', () => {
    const { lines, log } = write()
    const first = new Error('first')
    first.cause = new AggregateError([new Error('one of several'), first], 'second', { cause: first })
    log.error({ err: first }, 'failed')
    log.error({ err: { code: 7 } }, 'failed')

    expect(lines[0]!.match(/Error: first/g)).toHaveLength(1)
    expect(lines[0]).toContain('One of them: Error: one of several')
    expect(lines[1]).toBe('failed\n{ code: 7 }')
  })
})

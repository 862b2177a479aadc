// Tests that a built server stops in order after an error that no code handled.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

async function untilLeft(server: RunningServer): Promise<void> {
  await waitUntil(() => Promise.resolve(expect(server.output()).toContain('aborted work in the background')))
  expect(await server.text('/')).toBe('home')
  expect(server.output()).not.toMatch(/fatal|told of/)
  await server.stop()
}

describe('a built server with an error that no code handles', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/_server.ts': `export default {
        start: () => () => console.log('stopped'),
        async onError(error, ctx, place) {
          await new Promise((resolve) => setImmediate(resolve))
          console.log('told of ' + error.message + ' ' + JSON.stringify([ctx, place.requestId]))
        },
      }`,
      'routes/index.ts': `export const GET = () => 'home'`,
      'routes/lost.ts': `export const GET = () => { Promise.reject(new Error('lost promise')); return 'ok' }`,
      'routes/timer.ts': `export const GET = () => { setTimeout(() => { throw new Error('lost exception') }); return 'ok' }`,
      'routes/labelled.ts': `
        export const GET = (ctx) => {
          const cause = Object.assign(new Error('inner'), { requestId: ctx.requestId })
          Promise.reject(new Error('outer', { cause }))
          return ctx.requestId
        }`,
      'routes/twice.ts': `export const GET = () => { for (const n of [1, 2]) Promise.reject(new Error('lost ' + n)); return 'ok' }`,
      'routes/slow.ts': `
        export const GET = async (ctx) => {
          Promise.reject(new Error('while busy'))
          await new Promise((resolve) => setTimeout(resolve, 300))
          return 'complete'
        }`,
      'routes/left.ts': `
        import { setTimeout as sleep } from 'node:timers/promises'
        export const GET = (ctx) => {
          void sleep(60_000, undefined, { signal: ctx.signal })
          return ctx.events(ctx.app.subscribe('never'))
        }`,
      'routes/left-request.ts': `
        import { setTimeout as sleep } from 'node:timers/promises'
        export const GET = (ctx) => {
          void sleep(60_000, undefined, { signal: ctx.request.signal })
          return ctx.events(ctx.app.subscribe('never'))
        }`,
      // The first promise is not awaited. The second one is so that the body has been read before the response.
      'routes/refused-form.ts': `
        export const POST = async (ctx) => {
          ctx.form()
          await ctx.form().catch(() => {})
          return 'ok'
        }`,
      // The form is read before it is awaited.
      'routes/left-form.ts': `
        export const POST = async (ctx) => {
          const form = ctx.form()
          console.log('reading')
          await new Promise((resolve) => ctx.signal.addEventListener('abort', () => setImmediate(resolve)))
          return (await form).data
        }`,
    })
    await site.build()
  })

  afterAll(() => site?.dispose())

  it.each([
    ['/lost', 'lost promise', 'A promise was rejected'],
    ['/timer', 'lost exception', 'An exception was thrown in a callback'],
  ])('logs one fatal line for %s, stops the site and exits with 1', async (path, message, sentence) => {
    const server = await site.startProduction()
    const exit = once(server.process, 'exit')
    expect(await server.text(path)).toBe('ok')

    expect(await exit).toEqual([1, null])
    const entries = server.output().trim().split('\n')
    const fatal = entries.filter((line) => line.includes('"fatal"')).map((line) => JSON.parse(line) as object)
    expect(fatal).toEqual([
      expect.objectContaining({
        level: 'fatal',
        msg: expect.stringContaining(sentence) as string,
        err: expect.objectContaining({
          message,
          stack: expect.stringContaining('routes/') as string,
        }) as object,
      }),
    ])
    expect(entries).toContain('stopped')
    expect(entries.filter((line) => line.startsWith('told'))).toEqual([`told of ${message} [null,null]`])
  })

  it('names the request if the error, or its cause, has the id', async () => {
    const server = await site.startProduction()
    const exit = once(server.process, 'exit')
    const requestId = await server.text('/labelled')

    expect(await exit).toEqual([1, null])
    const line = server
      .output()
      .split('\n')
      .find((entry) => entry.includes('"fatal"'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ requestId, err: { message: 'outer' } })
    expect(server.output()).toContain(`told of outer [null,"${requestId}"]`)
  })

  it('finishes the requests in flight, and stops once', async () => {
    const server = await site.startProduction()
    const exit = once(server.process, 'exit')
    const slow = server.text('/slow')
    await waitUntil(() => Promise.resolve(expect(server.output()).toContain('while busy')))

    expect(await slow).toBe('complete')
    expect(await exit).toEqual([1, null])
    expect(server.output().match(/^stopped$/gm)).toHaveLength(1)
  })

  it('logs a second error while it stops', async () => {
    const server = await site.startProduction()
    const exit = once(server.process, 'exit')
    await server.text('/twice')

    expect(await exit).toEqual([1, null])
    expect(server.output().match(/"fatal"/g)).toHaveLength(2)
    expect(server.output().match(/^stopped$/gm)).toHaveLength(1)
  })

  it.each(['/left', '/left-request'])(
    'keeps running when a visitor leaves, which aborts work in the background of %s',
    async (path) => {
      const server = await site.startProduction({ LOG_LEVEL: 'debug' })
      const controller = new AbortController()
      await server.fetch(path, { signal: controller.signal })
      controller.abort()
      await untilLeft(server)
    },
  )

  it('keeps running when a visitor leaves before the form that is being read is awaited', async () => {
    const server = await site.startProduction({ LOG_LEVEL: 'debug' })
    const { hostname, port } = new URL(server.origin)
    const socket = connect(Number(port), hostname)
    socket.write(
      'POST /left-form HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\na=b',
    )
    await waitUntil(() => Promise.resolve(expect(server.output()).toContain('reading')))
    socket.resetAndDestroy()
    await untilLeft(server)
  })

  it.each([
    ['content type', 'text/plain', 'a', /^Send a form/],
    ['number of fields', 'application/x-www-form-urlencoded', 'a&'.repeat(1001), /too many fields/],
  ])(
    'keeps running when a form that is not awaited is refused for its %s',
    async (_, type, body, message) => {
      const server = await site.startProduction()
      await server.fetch('/refused-form', { method: 'POST', headers: { 'content-type': type }, body })
      await waitUntil(() => Promise.resolve(expect(server.output()).toMatch(/^told of /m)))

      const line = server
        .output()
        .split('\n')
        .find((entry) => entry.includes('A promise was rejected'))
      expect(JSON.parse(line ?? '{}')).toMatchObject({
        level: 'error',
        err: { name: 'HttpError', message: expect.stringMatching(message) as string },
      })
      expect(await server.text('/')).toBe('home')
      await server.stop()
    },
  )

  it('keeps running under vite preview', async () => {
    const server = await site.startPreview()
    expect(await server.text('/lost')).toBe('ok')
    await waitUntil(() => Promise.resolve(expect(server.output()).toContain('A promise was rejected')))
    await waitUntil(() => Promise.resolve(expect(server.output()).toContain('told of lost promise')))

    expect(await server.text('/')).toBe('home')
    await server.stop()
  })
})

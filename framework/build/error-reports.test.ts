// Tests in all modes that errors after the response, and those that no code handles, reach `onError` with their route.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shareSite } from '../fixtures/shared-site.ts'
import { type RunningServer, waitUntil } from '../fixtures/temporary-site.ts'

const files = {
  'routes/_server.ts': `
    export default {
      onError(error, ctx, place) {
        console.log('told ' + JSON.stringify([error.message, ctx?.requestId ?? null, place]) + ' end')
      },
    }`,
  'routes/after/[name].ts': `
    export const GET = (ctx) => {
      ctx.after(() => { throw new Error('after ' + ctx.params.name) })
      return 'ok'
    }`,
  'routes/stream/[name].ts': `
    import { stream } from 'vial'
    export const GET = ({ params }) => stream(async function* () {
      yield 'begin'
      throw new Error('stream ' + params.name)
    })`,
  'routes/own-stream.ts': `
    export const GET = () => new Response(new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('begin')),
      pull: (controller) => controller.error(new Error('own stream')),
    }, { highWaterMark: 0 }), { headers: { 'content-type': 'text/plain' } })`,
  'routes/stale.ts': `
    let count = 0
    export const config = { cache: { maxAge: 0, swr: 60 } }
    export const GET = () => {
      if (++count > 1) throw new Error('stale ' + count)
      return 'stored'
    }`,
  'routes/lost/[id=int].ts': `
    export const GET = () => { Promise.reject(new Error('lost')); return 'ok' }`,
  'routes/helped.ts': `
    import { work } from '../lib/work.ts'
    export const GET = () => { void begin(); return 'ok' }
    async function begin() { await work() }`,
  'lib/work.ts': `export async function work() { await null; throw new Error('helped') }`,
}

const site = shareSite(files)

describe.each(['dev', 'preview', 'production'] as const)('onError in %s', (mode) => {
  let server: RunningServer
  beforeAll(async () => {
    server = await site.start(mode)
  })
  afterAll(() => server?.stop())

  /** Waits for a call of `onError` with this message, and gives all of its arguments. */
  async function findCall(message: string): Promise<[string, string | null, object]> {
    return waitUntil(async () => {
      const calls = [...server.output().matchAll(/told (\[.*\]) end/g)].map(
        ([, json]) => JSON.parse(json!) as [string, string | null, object],
      )
      const matching = calls.filter(([first]) => first === message)
      expect(matching).toHaveLength(1)
      return matching[0]!
    })
  }

  it('receives what the work of ctx.after() throws', async () => {
    const response = await server.fetch('/after/tea')
    const requestId = response.headers.get('x-request-id')
    await response.text()

    expect(await findCall('after tea')).toEqual([
      'after tea',
      requestId,
      { route: '/after/[name]', requestId },
    ])
  })

  it.each([
    ['stream()', '/stream/tea', 'stream tea', '/stream/[name]'],
    ['a stream of the site', '/own-stream', 'own stream', '/own-stream'],
  ])('receives what %s throws after the response has begun', async (_, path, message, route) => {
    // Whether the client sees the headers before the connection breaks depends on the moment.
    await expect(server.text(path)).rejects.toThrow()

    const [, requestId, place] = await findCall(message)
    expect(place).toEqual({ route, requestId: expect.stringMatching(/^[-0-9a-f]{36}$/) as string })
    expect(place).toMatchObject({ requestId })
    expect(server.output()).toContain('The response could not be sent.')
  })

  it('receives why a cached response could not be revalidated', async () => {
    expect(await server.text('/stale')).toBe('stored')
    const response = await server.fetch('/stale')
    const requestId = response.headers.get('x-request-id')

    expect(await findCall('stale 2')).toEqual(['stale 2', requestId, { route: '/stale', requestId }])
  })

  it.each([
    ['/lost/7', 'lost', '/lost/[id=int]'],
    ['/helped', 'helped', '/helped'],
  ])('receives the rejection that no code handles at %s, with its route', async (path, message, route) => {
    expect(await server.text(path)).toBe('ok')

    expect(await findCall(message)).toEqual([message, null, { route }])
    expect(server.output().replaceAll('"', '')).toContain(`route${mode === 'dev' ? '=' : ':'}${route}`)
    // A built server stops.
    if (mode === 'production') server = await site.start(mode)
  })
})

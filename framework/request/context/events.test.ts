import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { notFound } from '../../http/http-error.ts'
import type { Context } from './context.ts'

const ticks = {
  GET: (ctx: Context) =>
    ctx.events(async function* () {
      yield { event: 'tick', id: '7', data: { n: 7 } }
    }),
}

describe('ctx.events()', () => {
  it('answers with what a generator yields', async () => {
    const { fetch } = createLiteralSite({ 'ticks.ts': ticks })
    const response = await fetch('/ticks')

    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    expect(await response.text()).toBe('event: tick\nid: 7\ndata: {"n":7}\n\n')
  })

  it('answers from a loader too', async () => {
    const { text } = createLiteralSite({
      'index.ts': { default: () => null, loader: ticks.GET },
    })
    expect(await text('/')).toContain('event: tick')
  })

  it('iterates any async iterable', async () => {
    const { text } = createLiteralSite({
      'ticks.ts': { GET: ({ events }: Context) => events(Readable.from(['a', 'b'])) },
    })
    expect(await text('/ticks')).toBe('data: a\n\ndata: b\n\n')
  })

  it('provides the id of the last event that the visitor received', async () => {
    const { text } = createLiteralSite({ 'id.ts': { GET: (ctx: Context) => [ctx.lastEventId ?? 'none'] } })

    expect(await text('/id', { headers: { 'last-event-id': '41' } })).toBe('["41"]')
    expect(await text('/id')).toBe('["none"]')
  })

  it('answers HEAD without starting the generator', async () => {
    const generator = vi.fn()
    const { fetch } = createLiteralSite({ 'ticks.ts': { GET: (ctx: Context) => ctx.events(generator) } })
    const response = await fetch('/ticks', { method: 'HEAD' })

    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.body).toBeNull()
    expect(generator).not.toHaveBeenCalled()
  })

  it('says that an HttpError comes too late for its status', async () => {
    const { fetch, log } = createLiteralSite({
      'ticks.ts': {
        GET: (ctx: Context) =>
          // biome-ignore lint/correctness/useYield: it fails first
          ctx.events(async function* () {
            notFound('There are no ticks.')
          }),
      },
    })
    const response = await fetch('/ticks')

    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('There are no ticks.')
    expect(log).toMatchObject([
      {
        level: 'error',
        message:
          'routes/ticks.ts: an HttpError 404 was thrown while ctx.events() was sending, so the visitor gets status 200 and the browser connects again. Throw it before you call ctx.events().',
        fields: { route: '/ticks', err: { message: 'There are no ticks.' } },
      },
    ])
  })

  it('reports what the generator throws once, with the route, and breaks the stream', async () => {
    const onError = vi.fn()
    const { text, log } = createLiteralSite({
      '_server.ts': { default: { onError } },
      'ticks.ts': {
        GET: (ctx: Context) =>
          ctx.events(async function* () {
            yield 'one'
            throw new Error('out of events')
          }),
      },
    })

    await expect(text('/ticks')).rejects.toThrow('out of events')
    expect(log).toMatchObject([{ level: 'error', message: 'out of events', fields: { route: '/ticks' } }])
    expect(onError).toHaveBeenCalledOnce()
  })

  it('aborts ctx.signal when the stream ends, so that pending work of the generator can end', async () => {
    let signal: AbortSignal | undefined
    const { fetch } = createLiteralSite({
      'ticks.ts': {
        GET: (ctx: Context) =>
          ctx.events(async function* () {
            signal = ctx.signal
            yield 'one'
          }),
      },
    })
    const reader = (await fetch('/ticks')).body!.getReader()
    await reader.read()
    expect(signal?.aborted).toBe(false)

    await reader.cancel()
    expect(signal?.aborted).toBe(true)
  })

  it('is not stored by any cache', async () => {
    let count = 0
    const { text } = createLiteralSite({
      'ticks.ts': {
        config: { cache: { maxAge: 60 } },
        GET: ({ events }: Context) =>
          events(async function* () {
            yield String(++count)
          }),
      },
    })
    expect([await text('/ticks'), await text('/ticks')]).toEqual(['data: 1\n\n', 'data: 2\n\n'])
  })

  it('ends streams when the site stops', async () => {
    const { fetch, handler } = createLiteralSite({
      'ticks.ts': { GET: (ctx: Context) => ctx.events(() => never) },
    })
    const body = (await fetch('/ticks')).text()
    await handler.stop()
    expect(await body).toMatch(/^retry: \d{4}\n\n$/)
  })

  it('refuses a source that cannot be iterated, and names the file', async () => {
    const { fetch, log } = createLiteralSite({
      'ticks.ts': { GET: (ctx: Context) => ctx.events(['a'] as never) },
    })
    expect((await fetch('/ticks')).status).toBe(500)
    expect(log[0]?.message).toMatch(/^routes\/ticks\.ts: the source of ctx\.events\(\) cannot be iterated\./)
  })
})

const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }

// Tests that a body which is not sent, or not read to its end, keeps no timer and no subscription.
import { h } from 'preact'
import { Suspense } from 'preact/compat'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'
import type { Middleware } from './middleware.ts'

const Never = (() => new Promise(() => {})) as never
const page = {
  config: { stream: { deadline: 60 } },
  default: () =>
    h(
      'main',
      null,
      h(Suspense, { fallback: '1…' }, h(Never, null)),
      h(Suspense, { fallback: '2…' }, h(Never, null)),
    ),
}

const replacing: Middleware = async (_, next) => {
  await next()
  return new Response('another')
}
const failing: Middleware = async (_, next) => {
  await next()
  throw new Error('broken')
}
const copying: Middleware = async (_, next) => {
  const response = await next()
  return new Response(response.body, response)
}

describe('a streamed page', () => {
  beforeEach(
    () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }),
  )
  afterEach(() => void vi.useRealTimers())

  const waitsAfter = async (
    step: (fetch: (init?: RequestInit) => Promise<Response>) => Promise<unknown>,
    more = {},
  ) => {
    const site = createLiteralSite({ 'index.tsx': page, ...more })
    await step((init) => site.fetch('/', init))
    await new Promise((resolve) => setImmediate(resolve))
    return vi.getTimerCount()
  }
  const withMiddleware = (...middleware: Middleware[]): object => ({
    '_middleware.ts': { default: middleware },
  })

  it('has a timer for each part while it is read', async () => {
    expect(await waitsAfter(async (fetch) => (await fetch()).body!.getReader().read())).toBe(2)
  })

  it.each<[string, RequestInit, object]>([
    ['HEAD', { method: 'HEAD' }, {}],
    ['middleware that answers instead', {}, withMiddleware(replacing)],
    ['middleware that throws', {}, withMiddleware(failing)],
    ['middleware that throws around a copy', {}, withMiddleware(failing, copying)],
    [
      'a session that is too large',
      {},
      {
        'index.tsx': {
          ...page,
          loader: ({ session }: Context) => void Object.assign(session, { a: 'x'.repeat(5000) }),
        },
      },
    ],
  ])('has none after %s', async (_, init, more) => {
    expect(await waitsAfter(async (fetch) => (await fetch(init)).text(), more)).toBe(0)
  })

  it('has none when the visitor leaves before the first byte, or after it', async () => {
    expect(await waitsAfter(async (fetch) => (await fetch()).body!.cancel())).toBe(0)
    const later = await waitsAfter(async (fetch) => {
      const reader = (await fetch()).body!.getReader()
      await reader.read()
      await reader.cancel()
    })
    expect(later).toBe(0)
  })

  it('continues when middleware passes its body on', async () => {
    let first = ''
    const timers = await waitsAfter(async (fetch) => {
      const { value } = await (await fetch()).body!.getReader().read()
      first = new TextDecoder().decode(value)
    }, withMiddleware(copying))
    expect(first).toContain('1…')
    expect(timers).toBe(2)
  })
})

describe('an event stream that middleware replaces', () => {
  it('ends its subscription', async () => {
    const ends: string[] = []
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        async return() {
          ends.push('returned')
          return { done: true as const, value: undefined }
        },
      }),
    }
    const site = createLiteralSite({
      '_middleware.ts': { default: replacing },
      'index.ts': { GET: (ctx: Context) => ctx.events(source) },
    })
    expect(await site.text('/')).toBe('another')
    expect(ends).toEqual(['returned'])
  })
})

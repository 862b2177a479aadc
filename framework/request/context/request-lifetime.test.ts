// Tests how long a request lasts: ctx.signal and ctx.after().
import { describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { AcceptedSocket } from '../route/socket-route.ts'
import type { Context } from './context.ts'

describe('ctx.signal', () => {
  it('is aborted if the visitor had left before it was used', async () => {
    const visitor = new AbortController()
    const seen: boolean[] = []
    const site = createLiteralSite({
      'a.ts': {
        GET(ctx: Context) {
          visitor.abort()
          seen.push(ctx.signal.aborted)
        },
      },
    })
    await site.fetch('/a', { signal: visitor.signal })

    expect(seen).toEqual([true])
  })

  it('is the same every time, and aborts once the visitor leaves', async () => {
    const visitor = new AbortController()
    const signals: AbortSignal[] = []
    const site = createLiteralSite({
      'a.ts': { GET: (ctx: Context) => void signals.push(ctx.signal, ctx.signal) },
    })
    await site.fetch('/a', { signal: visitor.signal })
    expect([signals[0] === signals[1], signals[0]?.aborted]).toEqual([true, false])
    visitor.abort()

    expect(signals[0]?.aborted).toBe(true)
  })

  it('of a socket outlives the request of its handshake', async () => {
    const handshake = new AbortController()
    const site = createLiteralSite({ 'ws.ts': { socket: { upgrade: ({ signal }: Context) => void signal } } })
    const headers = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    const request = new Request('http://localhost/ws', { headers, signal: handshake.signal })
    const { context, end } = (await site.handler.upgrade(request)) as AcceptedSocket
    const { signal } = context as Context
    handshake.abort()
    expect(signal.aborted).toBe(false)
    end()

    expect(signal.aborted).toBe(true)
  })
})

describe('ctx.after()', () => {
  it('waits until the server has sent the response, in the order of the calls', async () => {
    const order: string[] = []
    const callbacks: (() => void)[] = []
    const site = createLiteralSite(
      {
        'a.ts': {
          GET(ctx: Context) {
            ctx.after(() => {
              order.push('first')
              ctx.after(() => order.push('third'))
            })
            ctx.after(() => order.push('second'))
          },
        },
      },
      { whenSent: (_, callback) => void callbacks.push(callback) },
    )
    await site.fetch('/a')
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect([order, callbacks.length]).toEqual([[], 1])
    callbacks.shift()!()
    await vi.waitFor(() => expect(callbacks).toHaveLength(1), 30_000)
    callbacks.shift()!()
    await site.handler.stop()

    expect(order).toEqual(['first', 'second', 'third'])
  })

  it.each([
    ['the visitor has left', true, []],
    ['it fails for another reason', false, ['broken']],
  ])('is an error only if it fails while the visitor is there: %s', async (_, hasLeft, messages) => {
    const visitor = new AbortController()
    const site = createLiteralSite({
      'a.ts': {
        GET(ctx: Context) {
          const { signal } = ctx
          ctx.after(() => {
            if (hasLeft) visitor.abort()
            throw hasLeft ? signal.reason : new Error('broken')
          })
        },
      },
    })
    await site.fetch('/a', { signal: visitor.signal })
    await site.handler.stop()

    expect(
      site.log.filter(({ level }) => level !== 'debug').map(({ fields }) => (fields.err as Error).message),
    ).toEqual(messages)
  })
})

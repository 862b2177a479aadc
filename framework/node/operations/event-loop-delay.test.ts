// Tests that an overloaded process refuses requests until it has caught up.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { watchEventLoop } from './event-loop-delay.ts'

describe('watchEventLoop()', () => {
  let clock = 0
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    vi.spyOn(performance, 'now').mockImplementation(() => clock)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  const tick = (delay: number, count = 1): void => {
    for (let round = 0; round < count; round++) {
      clock += 50 + delay
      vi.advanceTimersByTime(50)
    }
  }

  it('takes neither a process on time nor one long task for overload', () => {
    const { isOverloaded } = watchEventLoop(100)
    tick(0, 10)
    expect(isOverloaded()).toBe(false)
    tick(450)
    expect(isOverloaded()).toBe(false)
  })

  it('notices that the loop is late again and again, and that it has caught up', () => {
    const { isOverloaded } = watchEventLoop(100)
    tick(150, 10)
    expect(isOverloaded()).toBe(true)
    tick(0, 10)
    expect(isOverloaded()).toBe(false)
  })
})

describe('maxEventLoopDelay', () => {
  it('refuses requests with 503 while the process is overloaded, but no health checks', async () => {
    const site = await openSite({
      'routes/_server.ts': `export default { maxEventLoopDelay: 0.02 }`,
      'routes/index.ts': `export const GET = () => 'ok'`,
      'routes/spin.ts': `export const GET = () => { const end = performance.now() + 100; while (performance.now() < end); return 'ok' }`,
    })
    const server = await site.startIn('production')
    let refused: Response | undefined
    const load = async (): Promise<void> => {
      while (!refused) {
        const response = await server.fetch('/spin')
        await response.arrayBuffer()
        if (response.status === 503) refused ??= response
      }
    }
    await Promise.all([load(), load(), load()])
    expect(refused!.headers.get('retry-after')).toBe('1')
    expect((await server.fetch('/healthz')).status).toBe(200)
    await waitUntil(async () => expect((await server.fetch('/')).status).toBe(200))
  })

  it('is off by default, and must be a number of seconds', async () => {
    const open = (maxEventLoopDelay: unknown) =>
      createLiteralSite({ '_server.ts': { default: { maxEventLoopDelay } } }).handler.open()
    expect((await open(undefined)).settings.maxEventLoopDelay).toBe(0)
    expect((await open(0.2)).settings.maxEventLoopDelay).toBe(200)
    await expect(open('200ms')).rejects.toThrow(/^routes\/_server: maxEventLoopDelay is "200ms"\./)
  })
})

// Tests the warning about requests that wait; build/inspector/ tests what the inspector shows.
import { expect, it, onTestFinished, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { createInspection } from './dev-inspection.ts'

it.each([
  [
    'a middleware',
    { '_middleware.ts': { default: () => new Promise(() => {}) } },
    'routes/_middleware.ts has',
  ],
  ['a handler', { 'a.ts': { GET: () => new Promise(() => {}) } }, 'The handler of /a has'],
])('%s that does not answer is named in the log of development', async (_, files, start) => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const warn = vi.fn()
  const log = { debug() {}, info() {}, warn, error() {} }
  const { trace } = createInspection({ observe: () => undefined }, log)
  const site = createLiteralSite(
    { 'a.ts': { GET: () => 'a' }, ...files },
    { log, openTracer: async () => trace(undefined) },
  )
  void site.fetch('/a')
  await vi.advanceTimersByTimeAsync(10_000)

  expect(warn.mock.calls).toEqual([[{}, expect.stringContaining(`${start} not answered GET /a for 10 s.`)]])
})

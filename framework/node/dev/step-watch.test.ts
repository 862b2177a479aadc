import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStepWatch } from './step-watch.ts'

const request = new Request('http://localhost/notes/7?token=secret')
const never = (): Promise<Response> => new Promise(() => {})

describe('createStepWatch()', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('names the middleware that has not answered, once', () => {
    const warn = vi.fn()
    const watch = createStepWatch(warn)
    for (const _ of [1, 2]) void watch.run(request, () => watch.step('routes/_middleware.ts', never))
    vi.advanceTimersByTime(9999)
    expect(warn).not.toHaveBeenCalled()

    vi.advanceTimersByTime(1)
    expect(warn.mock.calls).toEqual([
      [
        'routes/_middleware.ts has not answered GET /notes/7 for 10 s. If it is not meant to wait, look for a promise that never settles.',
      ],
    ])
  })

  it('names the handler inside of middleware by its pattern', () => {
    const warn = vi.fn()
    const watch = createStepWatch(warn)
    void watch.run(request, () => {
      watch.route('/notes/[id=int]')
      return watch.step('routes/_middleware.ts', async () => watch.step('handler', never))
    })
    vi.advanceTimersByTime(10_000)

    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^The handler of \/notes\/\[id=int\] has not answered GET \/notes\/7 for 10 s\./),
    )
  })

  it('names the middleware that waits after the handler has answered', async () => {
    const warn = vi.fn()
    const watch = createStepWatch(warn)
    void watch.run(request, () =>
      watch.step('routes/_middleware.ts', async () => {
        await watch.step('handler', async () => new Response())
        return never()
      }),
    )
    await vi.advanceTimersByTimeAsync(10_000)

    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^routes\/_middleware\.ts has not/))
  })

  it('says nothing about requests that have ended, and leaves loaders and components to renderTimeout', async () => {
    const warn = vi.fn()
    const watch = createStepWatch(warn)
    watch.run(request, () => watch.step('handler', () => 'at once'))
    await watch.run(request, () => watch.step('handler', async () => 'later'))
    await watch
      .run(request, () => watch.step('handler', () => Promise.reject(new Error('no'))))
      .catch(() => {})
    void watch.run(request, () => watch.step('routes/_middleware.ts', () => watch.step('loader', never)))
    void watch.run(request, () => watch.step('render', never))
    await vi.advanceTimersByTimeAsync(20_000)

    expect(warn).not.toHaveBeenCalled()
  })
})

// Tests how errors that belong to no request reach `onError`; those of requests are in site-lifecycle.test.ts.
import { describe, expect, it, vi } from 'vitest'
import { markDeparture } from '../../http/departure.ts'
import { createBackgroundTasks } from './background-tasks.ts'
import { createDiagnostics } from './diagnostics.ts'
import type { Manifest } from './manifest.ts'
import type { ServerDefinition } from './server-definition.ts'

const place = { route: '/notes', requestId: 'a-1', task: 'clean' }

function open(onError: ServerDefinition['onError']) {
  const background = createBackgroundTasks()
  const error = vi.fn()
  const log = { debug: error, info: error, warn: error, error }
  const definition = onError ? { onError } : {}
  const { passOn } = createDiagnostics({ log } as unknown as Manifest, {
    definition,
    tracer: undefined,
    background,
  })
  return { passOn, background, logged: error }
}

describe('passOn()', () => {
  it('passes an error with its place to onError, after the current step, and logs nothing', async () => {
    const onError = vi.fn()
    const { passOn, background, logged } = open(onError)
    const error = new Error('broken')

    expect(passOn(error, place)).toBe(true)
    expect(onError).not.toHaveBeenCalled()
    await background.settled()
    expect(onError.mock.calls).toEqual([[error, undefined, place]])
    expect(logged).not.toHaveBeenCalled()
  })

  it('says that it is an error without an onError, too', () => {
    expect(open(undefined).passOn(new Error('broken'), place)).toBe(true)
  })

  it('does not pass on what only means that a visitor has left', async () => {
    const onError = vi.fn()
    const { passOn, background } = open(onError)
    const visitor = new AbortController()
    visitor.abort()
    markDeparture(visitor.signal.reason)

    for (const error of [
      visitor.signal.reason,
      new Error('The query failed.', { cause: visitor.signal.reason }),
    ]) {
      expect(passOn(error, place)).toBe(false)
    }
    await background.settled()
    expect(onError).not.toHaveBeenCalled()
  })

  it('logs what onError throws, with the id of the request', async () => {
    const failure = new Error('no network')
    const { passOn, background, logged } = open(() => Promise.reject(failure))
    passOn(new Error('broken'), place)
    await background.settled()

    expect(logged.mock.calls).toEqual([
      [{ err: failure, requestId: 'a-1' }, 'routes/_server: onError failed.'],
    ])
  })
})

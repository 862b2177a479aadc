// Tests the guard between requests and a store that is slow or unavailable.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSession } from '../fixtures/store-conformance.ts'
import { guardStore, isStoreFailure } from './guarded-store.ts'
import { memoryStore } from './memory-store.ts'
import { createSessionId } from './session-id.ts'
import type { SessionStore } from './session-store.ts'

const forever = (): Promise<never> => new Promise(() => {})
const broken = (): Promise<never> => Promise.reject(new Error('connection refused'))

describe('guardStore()', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function guard(changes: Partial<SessionStore> = {}, clock = { now: 0 }) {
    const lines: [level: string, message: string][] = []
    const fields: object[] = []
    const store = Object.assign(memoryStore(), changes)
    const log = {
      info: (_: object, message: string) => void lines.push(['info', message]),
      error: (field: object, message: string) => {
        lines.push(['error', message])
        fields.push(field)
      },
    }
    return { store, lines, fields, clock, guarded: guardStore(store, log, () => clock.now) }
  }

  it('passes every call on', async () => {
    const { guarded, lines } = guard()
    const [id, session] = [createSessionId(), createSession({ user: 'anna' })]

    expect(await guarded.write(id, session, 60, { mustExist: false })).toBe(true)
    expect(await guarded.read(id)).toEqual(session)
    expect(await guarded.touch(id, { lastSeenAt: 5, expiresAt: session.expiresAt }, 60)).toBe(true)
    expect(await guarded.listByUser!('anna')).toHaveLength(1)
    expect(await guarded.delete(id)).toBe(true)
    expect(lines).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('has listByUser() only if the store has it', () => {
    const { listByUser: _, ...store } = memoryStore()
    const log = { info() {}, error() {} }

    expect('listByUser' in guardStore(store, log)).toBe(false)
    expect('listByUser' in guardStore(memoryStore(), log)).toBe(true)
  })

  it('gives up after 400 ms', async () => {
    const { guarded, lines } = guard({ read: forever })
    const settled = vi.fn()
    const reading = guarded.read('x').catch(settled)

    await vi.advanceTimersByTimeAsync(399)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await reading
    expect(settled).toHaveBeenCalledWith(
      expect.objectContaining({ status: 503, headers: { 'retry-after': '5' } }),
    )
    expect(lines).toEqual([['error', 'The session store does not respond: no response within 400 ms.']])
  })

  it('turns a failure into a 503 that isStoreFailure() knows', async () => {
    const { guarded, fields } = guard({ read: broken })
    const error: unknown = await guarded.read('x').catch((reason: unknown) => reason)

    expect(error).toMatchObject({
      status: 503,
      message: 'Your session is temporarily unavailable. Please try again in a moment.',
      cause: new Error('connection refused'),
    })
    expect(isStoreFailure(error)).toBe(true)
    expect(fields).toEqual([{ err: new Error('connection refused') }])
  })

  it('logs what a store rejects with, even if it is not an error', async () => {
    const { guarded, lines } = guard({ read: () => Promise.reject('out of memory') })
    await guarded.read('x').catch(() => {})

    expect(lines).toEqual([['error', 'The session store does not respond: out of memory']])
  })

  it('logs one line every 30 seconds, and one when the store responds again', async () => {
    const { store, guarded, lines, clock } = guard({ read: broken })
    const { read } = memoryStore()
    const fail = async (at: number): Promise<void> => {
      clock.now = at
      await guarded.read('x').catch(() => {})
    }

    await fail(0)
    await fail(29_999)
    expect(lines.map(([level]) => level)).toEqual(['error'])
    expect(lines[0]![1]).toContain('connection refused')
    await fail(30_000)
    expect(lines.map(([level]) => level)).toEqual(['error', 'error'])
    store.read = read
    await guarded.read(createSessionId())
    await guarded.read(createSessionId())
    expect(lines.map(([level]) => level)).toEqual(['error', 'error', 'info'])
    expect(lines[2]![1]).toBe('The session store responds again.')
  })
})

describe('isStoreFailure()', () => {
  it.each([undefined, null, 'text', new Error('x'), () => {}])('is false for %o', (value) => {
    expect(isStoreFailure(value)).toBe(false)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CutOffSocket, createCutOffLog } from './cut-off-sockets.ts'

describe('createCutOffLog()', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function open() {
    const entries: { requestId: string; sockets: number }[] = []
    const { note } = createCutOffLog({
      warn: (fields) => entries.push(fields as CutOffSocket & { sockets: number }),
    })
    return {
      entries,
      note: (requestId: string) => note({ route: '/ws', requestId, reason: 'More than 8 MB were waiting.' }),
    }
  }

  it('logs the first socket at once', () => {
    const { entries, note } = open()
    note('a')
    expect(entries).toEqual([
      { route: '/ws', requestId: 'a', reason: 'More than 8 MB were waiting.', sockets: 1 },
    ])
  })

  it('counts those of the next minute in one entry', () => {
    const { entries, note } = open()
    for (let count = 0; count < 1000; count++) note(`socket ${count}`)
    vi.advanceTimersByTime(59_999)
    expect(entries).toHaveLength(1)

    vi.advanceTimersByTime(1)
    expect(entries).toHaveLength(2)
    expect(entries[1]).toMatchObject({ requestId: 'socket 999', sockets: 999 })
    note('later')
    expect(entries).toHaveLength(2)
  })

  it('logs the next one at once after a minute without any, and has no timer then', () => {
    const { entries, note } = open()
    note('a')
    vi.advanceTimersByTime(60_000)
    expect(vi.getTimerCount()).toBe(0)
    note('b')
    expect(entries.map(({ requestId, sockets }) => [requestId, sockets])).toEqual([
      ['a', 1],
      ['b', 1],
    ])
  })
})

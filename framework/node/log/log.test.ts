import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

describe('createLog()', () => {
  it('writes one JSON line per entry, whatever a visitor sends', () => {
    const lines: string[] = []
    const log = createLog('info', { output: { write: (line) => lines.push(line) } })
    log.info({ url: '/a\r\n{"level":"error"}\u001b[31m' }, 'asked')

    expect(lines).toHaveLength(1)
    expect(lines[0]?.slice(0, -1)).not.toMatch(/\p{Cc}/u)
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', msg: 'asked' })
  })

  it('keeps its own properties, whatever the fields are called', () => {
    const lines: string[] = []
    createLog('info', { output: { write: (line) => lines.push(line) } }).info(
      { time: 1, level: 'a', msg: 'b', other: 2 },
      'said',
    )

    expect(JSON.parse(lines[0]!)).toEqual({
      time: expect.stringMatching(/^\d{4}-/),
      level: 'info',
      msg: 'said',
      other: 2,
    })
  })

  it('leaves out entries below its level', () => {
    const lines: string[] = []
    const log = createLog('warn', { output: { write: (line) => lines.push(line) } })
    log.debug({}, 'a')
    log.info({}, 'b')
    log.warn({}, 'c')
    log.error({}, 'd')

    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['c', 'd'])
  })

  it('writes errors with stack and cause', () => {
    const lines: string[] = []
    createLog('info', { output: { write: (line) => lines.push(line) } }).error(
      { err: new Error('outer', { cause: new Error('inner') }) },
      'x',
    )

    expect(JSON.parse(lines[0]!).err).toMatchObject({
      message: 'outer',
      stack: expect.stringContaining('log.test.ts'),
      cause: { message: 'inner' },
    })
  })

  it('writes an entry even when its fields cannot be JSON', () => {
    const lines: string[] = []
    const cycle: Record<string, unknown> = { big: 1n }
    cycle.self = cycle
    createLog('info', { output: { write: (line) => lines.push(line) } }).info({ cycle }, 'odd')

    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'odd' })
  })
})

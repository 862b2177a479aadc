import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

describe('createLog()', () => {
  it('writes one JSON line an entry, whatever a visitor puts into it', () => {
    const lines: string[] = []
    const log = createLog('info', (line) => lines.push(line))
    log.info({ url: '/a\r\n{"level":"error"}\u001b[31m' }, 'asked')

    expect(lines).toHaveLength(1)
    expect(lines[0]?.slice(0, -1)).not.toMatch(/\p{Cc}/u)
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', message: 'asked' })
  })

  it('leaves out what is less important than its level', () => {
    const lines: string[] = []
    const log = createLog('warn', (line) => lines.push(line))
    log.debug({}, 'a')
    log.info({}, 'b')
    log.warn({}, 'c')
    log.error({}, 'd')

    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['c', 'd'])
  })

  it('writes errors with stack and cause', () => {
    const lines: string[] = []
    createLog('info', (line) => lines.push(line)).error(
      { err: new Error('outer', { cause: new Error('inner') }) },
      'x',
    )

    expect(JSON.parse(lines[0]!).err).toMatchObject({
      message: 'outer',
      stack: expect.stringContaining('log.test.ts'),
      cause: { message: 'inner' },
    })
  })

  it('writes an entry that is no JSON all the same', () => {
    const lines: string[] = []
    const cycle: Record<string, unknown> = { big: 1n }
    cycle.self = cycle
    createLog('info', (line) => lines.push(line)).info({ cycle }, 'odd')

    expect(JSON.parse(lines[0]!)).toMatchObject({ message: 'odd' })
  })
})

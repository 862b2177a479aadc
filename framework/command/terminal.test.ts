import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatColumns } from '../build/report/format-columns.ts'

describe('formatColumns()', () => {
  it('makes each column as wide as its widest text, and leaves the last one alone', () => {
    expect(
      formatColumns([
        ['a', 'bb', 'c'],
        ['aaa', 'b', 'a long text'],
      ]),
    ).toEqual(['a    bb  c', 'aaa  b   a long text'])
  })

  it('does not count colours', () => {
    const red = '\u001b[31mred\u001b[39m'
    expect(
      formatColumns([
        [red, 'x'],
        ['green', 'y'],
      ]),
    ).toEqual([`${red}    x`, 'green  y'])
  })

  it('leaves no blanks at the end of a line', () => {
    expect(
      formatColumns([
        ['aaa', ''],
        ['a', 'b'],
      ]),
    ).toEqual(['aaa', 'a    b'])
  })

  it('formats no rows as no lines', () => {
    expect(formatColumns([])).toEqual([])
  })
})

describe('createTerminal()', () => {
  const main = join(import.meta.dirname, '../dist/command/main.js')

  it('prints without colours into a pipe, and exits with the code of the command', () => {
    const help = spawnSync(process.execPath, [main, '--help'], { encoding: 'utf8' })
    expect([help.status, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toMatch(/^Usage: vial <command>\n\n {2}routes {8}Lists/)

    const unknown = spawnSync(process.execPath, [main, 'rotues'], { encoding: 'utf8' })
    expect([unknown.status, unknown.stdout]).toEqual([1, ''])
    expect(unknown.stderr).toBe('vial: there is no command rotues. Did you mean routes? Try vial --help.\n')
  })

  it('paints when it is asked to', () => {
    const { NO_COLOR: _, ...environment } = process.env
    const env = { ...environment, FORCE_COLOR: '1' }
    const help = spawnSync(process.execPath, [main, '--help'], { encoding: 'utf8', env })
    expect(help.stdout).toContain('\u001b[36mroutes\u001b[39m')
  })
})

import { describe, expect, it } from 'vitest'
import { readOptions } from './highlight-markdown.ts'

describe('readOptions()', () => {
  it.each([
    ['', undefined, []],
    ['routes/index.ts', 'routes/index.ts', []],
    ['routes/notes/[id=int].tsx {2}', 'routes/notes/[id=int].tsx', [2]],
    ['routes/index.ts {1,3-5}', 'routes/index.ts', [1, 3, 4, 5]],
    ['422, application/problem+json', '422, application/problem+json', []],
    ['{7}', undefined, [7]],
  ] as const)('reads %j', (meta, file, lines) => {
    const options = readOptions(meta)
    expect([options.file, [...options.marked]]).toEqual([file, lines])
  })

  it('wraps the lines of a block with the word “wrap”', () => {
    expect(readOptions('wrap')).toMatchObject({ file: undefined, wraps: true })
    expect(readOptions('routes/wrap.ts').wraps).toBe(false)
  })
})

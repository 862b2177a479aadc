import { describe, expect, it } from 'vitest'
import { parseFrame } from './stack-frame.ts'

describe('parseFrame()', () => {
  it.each([
    ['at /site/routes/index.ts:3:5', '/site/routes/index.ts'],
    ['    at GET (/site/routes/index.ts:3:5)', '/site/routes/index.ts'],
    ['    at async GET (/site/routes/index.ts:3:5)', '/site/routes/index.ts'],
    ['    at async /site/routes/index.ts:3:5', '/site/routes/index.ts'],
    ['    at new Note (/site/note.ts:3:5)', '/site/note.ts'],
    ['    at Object.read [as find] (/site/note.ts:3:5)', '/site/note.ts'],
    ['    at GET (/site/routes/(shop)/cart/(a b).ts:3:5)', '/site/routes/(shop)/cart/(a b).ts'],
    ['    at /site/routes/(shop)/index.ts:3:5', '/site/routes/(shop)/index.ts'],
    ['    at GET (/my site (copy)/routes/index.ts:3:5)', '/my site (copy)/routes/index.ts'],
    ['    at GET (file:///my%20site/index.js:3:5)', '/my site/index.js'],
    ['    at /site/routes/index.ts?t=1:3:5', '/site/routes/index.ts'],
    ['    at GET (C:\\site\\index.ts:3:5)', 'C:\\site\\index.ts'],
    ['    at GET (C:/site/index.ts:3:5)', 'C:/site/index.ts'],
  ])('%s', (text, file) => {
    expect(parseFrame(text)).toEqual({ file, line: 3, column: 5 })
  })

  it.each([
    'Error: failed at /site/index.ts:3:5',
    '    at new Promise (<anonymous>)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    '    at Array.map (<anonymous>)',
    '',
  ])('finds nothing in "%s"', (text) => {
    expect(parseFrame(text)).toBeUndefined()
  })
})

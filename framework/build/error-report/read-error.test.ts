import { describe, expect, it } from 'vitest'
import { createTemporarySite } from '../../fixtures/temporary-site.ts'
import { frameworkFolder } from '../configure.ts'
import { formatMarkdown } from './format-markdown.ts'
import { formatReport } from './format-report.ts'
import { type ErrorFrame, readErrors } from './read-error.ts'

const drawing = `Transform failed with 1 error:

\u001b[31m[PARSE_ERROR] \u001b[0mExpected corresponding JSX closing tag for 'p'.
   \u001b[38;5;246m╭─[\u001b[0m routes/a.tsx:2:20 \u001b[38;5;246m]\u001b[0m
   │
 2 │   return <p>Hello</div>`

describe('readErrors()', () => {
  it('reads the reason and the place from a drawing of the compiler', async () => {
    const [error] = await readErrors(new Error(drawing), '/site', undefined)
    expect(error).toMatchObject({
      name: 'Syntax error',
      message: `Expected corresponding JSX closing tag for 'p'.`,
      frames: [{ file: '/site/routes/a.tsx', shownFile: 'routes/a.tsx', line: 2, column: 20, isOwn: true }],
    })
  })

  it('reads the place that a plugin tells', async () => {
    const error = Object.assign(new Error('Bad front matter'), {
      id: '/site/routes/a.mdx',
      loc: { line: 3, column: 4 },
    })
    const [read] = await readErrors(error, '/site', undefined)
    expect(read).toMatchObject({ message: 'Bad front matter', frames: [{ line: 3, column: 5 }] })
  })

  it('points to the import of a file that does not exist', async () => {
    const site = await createTemporarySite({ 'routes/a.tsx': `\nimport { x } from '../lib/x.ts'\n` })
    const file = `${site.folder}/routes/a.tsx`
    const message = `Failed to load url ../lib/x.ts (resolved id: ../lib/x.ts) in ${file}. Does the file exist?`
    const [error] = await readErrors(new Error(message), site.folder, undefined)
    await site.dispose()
    expect(error).toMatchObject({
      name: 'Missing file',
      message:
        'routes/a.tsx imports ../lib/x.ts, which does not exist. Create it, correct the import, or install the package.',
      frames: [{ file, line: 2, column: 20 }],
    })
  })

  it('tells the frames of the author from those of the framework, of packages and of Node', async () => {
    const error = new Error('at work')
    const files = [
      '/site/a.ts',
      `${frameworkFolder}request/page/page.ts`,
      '/site/node_modules/x/y.js',
      'node:fs',
    ]
    error.stack = ['Error: at work', ...files.map((file) => `    at run (${file}:1:2)`)].join('\n')
    const [read] = await readErrors(error, '/site', undefined)
    expect(read!.frames.map(({ isOwn }) => isOwn)).toEqual([true, false, false, false])
  })

  it('lists causes, and ends where they repeat', async () => {
    const first = new Error('first')
    const second = new TypeError('second', { cause: first })
    const third = new Error('third', { cause: second })
    first.cause = third
    const read = await readErrors(third, '/site', undefined)
    expect(read.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      'Error: third',
      'TypeError: second',
      'Error: first',
    ])
    const several = await readErrors(
      new AggregateError([new Error('one of them')], 'all'),
      '/site',
      undefined,
    )
    expect(several.map(({ message }) => message)).toEqual(['all', 'one of them'])
  })

  it('explains a thrown value that is not an Error', async () => {
    const [read] = await readErrors({ code: 7 }, '/site', 'notes/index.tsx')
    expect(read!.message).toMatch(/^routes\/notes\/index\.tsx: a value that is not an Error was thrown/)
  })
})

const frame: ErrorFrame = {
  file: '/site/routes/a.tsx',
  shownFile: 'routes/a.tsx',
  line: 2,
  column: 3,
  name: 'loader',
  isOwn: true,
  source: [
    { line: 1, text: 'const a = `</pre><script>`' },
    { line: 2, text: '\tthrow a' },
  ],
}

describe('formatMarkdown()', () => {
  it('has the messages, the source, the frames of the author and the request', () => {
    const errors = [
      { name: 'Error', message: 'third', frames: [frame, { ...frame, isOwn: false, name: 'hidden' }] },
      { name: 'TypeError', message: 'second', frames: [] },
    ]
    const text = formatMarkdown(errors, { method: 'GET', url: '/a', route: '/a', id: 'x' })
    expect(text).toBe(
      [
        '## Error: third',
        '```tsx\n  1 | const a = `</pre><script>`\n> 2 | \tthrow a\n```',
        '- loader (routes/a.tsx:2:3)',
        '### Caused by TypeError: second',
        'Request: `GET /a`, route `/a`, id `x`',
      ].join('\n\n'),
    )
  })
})

describe('formatReport()', () => {
  it('escapes everything, points to the column, and folds the frames of others', () => {
    const hostile = '</textarea></iframe><script>alert(1)</script>'
    const html = formatReport({
      errors: [{ name: hostile, message: hostile, frames: [frame, { ...frame, isOwn: false, source: [] }] }],
      markdown: hostile,
      chain: [hostile, 'routes/_middleware.ts'],
      tables: { [hostile]: [[hostile, hostile]] },
      base: '/shop/',
      nonce: 'abc',
    })
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html.match(/<\/textarea>/g)).toHaveLength(1)
    expect(html).toContain('\t <span class="pointer" aria-hidden="true">^</span>')
    expect(html).toContain('1 frame of packages and Node.js')
    expect(html).toContain('href="/shop/__open-in-editor?file=%2Fsite%2Froutes%2Fa.tsx%3A2%3A3"')
    expect(html).not.toMatch(/\son\w+=|<(script|style)>/)
  })
})

import { describe, expect, it, onTestFinished } from 'vitest'
import { createTemporarySite } from '../fixtures/temporary-site.ts'
import { type CommandResult, readVialJson, runVial } from '../fixtures/test-terminal.ts'

const page = 'export default () => <p>a page</p>'
const layout = 'export default ({ children }) => <main>{children}</main>'
const endpoint = 'export const GET = () => []'
const middleware = 'export default (ctx, next) => next()'

describe('vial check', () => {
  it('finds no problems in a sound site', async () => {
    const { code, output, remarks } = await check({
      'public/robots.txt': '',
      'routes/_app.tsx': layout,
      'routes/_server.ts': 'export default {}',
      'routes/_params.ts': 'export const day = {}; export const unused = {}',
      'routes/_layout.tsx': layout,
      'routes/_middleware.ts': middleware,
      'routes/_404.tsx': page,
      'routes/_card.tsx': 'this is private and does not even parse',
      'routes/index.tsx': page,
      'routes/robots/index.ts': endpoint,
      'routes/live.ts': 'export const GET = () => ({})',
      'routes/open.ts': `export * from './_card'`,
      'routes/[day=day].ts': endpoint,
      // Asked for by URLs that nothing else answers.
      'routes/admin/_404.tsx': page,
      'routes/admin/_layout.tsx': layout,
      'routes/(shop)/cart/_error.tsx': page,
      'routes/(shop)/cart/index.ts': endpoint,
    })

    expect({ code, output, remarks }).toEqual({
      code: 0,
      output: 'No problems found in 15 files.',
      remarks: '',
    })
  })

  it('finds a function in _params', async () => {
    const { output } = await check({
      'routes/_params.ts': 'export const day = {}\nexport const lang = (text) => text.length === 2',
      'routes/[lang=lang].ts': endpoint,
    })

    expect(output.split('\n')[0]).toBe(
      'error  routes/_params.ts:2:21: lang is a function, but matchers are schemas. Export one of valibot, zod or arktype, such as v.picklist([…]) or v.pipe(v.string(), v.check(…)).',
    )
  })

  it('prints a line for each finding, errors first, and fails when there is an error', async () => {
    const files = { 'routes/_eror.tsx': page, 'routes/index.tsx': `${page}; ${endpoint}`, 'routes/a.ts': '' }
    const { code, output } = await check(files)

    expect(code).toBe(1)
    expect(output.split('\n')).toEqual([
      'error    routes/a.ts: nothing answers here. Export a default component, GET, POST, PUT, PATCH, DELETE or socket, or start the name with an underscore to make the file private.',
      'error    routes/index.tsx:1:37: a page cannot have both a default export and GET. Rename GET to loader and return the data that the component needs.',
      'warning  routes/_eror.tsx is private. Did you mean _error.tsx?',
      '',
      '2 errors, 1 warning in 2 files.',
    ])
  })

  it.each([
    [
      'routes/[id.tsx',
      'error    routes/[id.tsx: the brackets in [id do not match. Write a parameter as [name].',
    ],
    [
      'routes/[...x]/edit.tsx',
      'error    routes/[...x]/edit.tsx: [...x] must be the last part of a path. Use [x] here, or move edit to a query parameter.',
    ],
  ])('lists %s, which has no pattern, beside what is wrong elsewhere', async (file, line) => {
    const { code, output, remarks } = await check({ [file]: page, 'routes/_eror.tsx': page })

    expect([code, remarks]).toEqual([1, ''])
    expect(output.split('\n')).toEqual([
      line,
      'warning  routes/_eror.tsx is private. Did you mean _error.tsx?',
      '',
      '1 error, 1 warning in 1 file.',
    ])
  })

  it('passes with warnings alone', async () => {
    expect((await check({ 'routes/index.tsx': page, 'routes/_eror.tsx': page })).code).toBe(0)
  })

  it('prints plain data', async () => {
    const site = await createTemporarySite({ 'routes/index.tsx': page, 'routes/_eror.tsx': page })
    onTestFinished(() => site.dispose())

    expect(await readVialJson(site.folder, 'check')).toEqual({
      errors: 0,
      warnings: 1,
      findings: [{ level: 'warning', message: 'routes/_eror.tsx is private. Did you mean _error.tsx?' }],
    })
  })

  it.each([
    [
      { 'routes/[a].ts': endpoint, 'routes/[b].ts': endpoint },
      ['routes/[a].ts and routes/[b].ts answer the same URL. Rename or remove one.'],
    ],
    [
      { 'routes/a.ts': "export const config = { bodyLimit: limit }; export const GET = () => ''" },
      [
        'routes/a.ts:1:23: config must be made of literals, because the build reads it without running the file. Move what is computed into the handler.',
      ],
    ],
    [
      { 'routes/a.ts': 'export const GET = 1\nexport const =' },
      ['routes/a.ts: this does not parse: Unexpected token (line 2). Fix it first.'],
    ],
    [
      { 'routes/[day=date].ts': endpoint },
      [
        'routes/[day=date].ts: there is no matcher date. Export one from routes/_params.ts, or use int, uuid or slug.',
      ],
    ],
    [
      { 'routes/[day=date]/[id=int].ts': endpoint, 'routes/_params.ts': 'export const day = {}' },
      [
        'routes/[day=date]/[id=int].ts: there is no matcher date. Export one from routes/_params.ts, or use int, uuid or slug.',
      ],
    ],
    [
      {
        'routes/index.tsx': page,
        'routes/_layout.tsx': 'export const Layout = 1',
        'routes/_error.tsx': '',
        'routes/_middleware.ts': '',
        'routes/_server.ts': '',
      },
      [
        'routes/_error.tsx: there is no component. Export one as default.',
        'routes/_layout.tsx: there is no component. Export one as default.',
        'routes/_middleware.ts: there is no middleware. Export a function as default.',
        'routes/_server.ts: nothing is defined. Write export default defineServer({ … }).',
      ],
    ],
  ])('finds the errors of %j', async (files, errors) => {
    expect(await listFindings(files)).toEqual({ error: errors, warning: [] })
  })

  it.each([
    [
      {
        'public/feed.xml': '',
        'routes/feed.xml.ts': endpoint,
        'public/a b.txt': '',
        'routes/a b.txt.ts': endpoint,
      },
      [
        'routes/a b.txt.ts does not answer GET: public/a b.txt has the same URL and comes first. Remove one.',
        'routes/feed.xml.ts does not answer GET: public/feed.xml has the same URL and comes first. Remove one.',
      ],
    ],
    [{ 'public/x.txt': '', 'routes/[name].ts': endpoint }, []],
    [
      {
        'routes/index.tsx': page,
        'routes/api/_layout.tsx': layout,
        'routes/api/items.ts': endpoint,
        'routes/bare/_layout.tsx': layout,
        'routes/bare/page.tsx': `export const config = { layout: false }; ${page}`,
        'routes/deep/_layout.tsx': layout,
        'routes/deep/er/page.tsx': page,
        'routes/apiary/page.tsx': page,
      },
      [
        'routes/api/_layout.tsx has no effect: routes/api contains no pages. Add a page, or remove the layout.',
        'routes/bare/_layout.tsx has no effect: routes/bare contains no pages. Add a page, or remove the layout.',
      ],
    ],
    [
      {
        'routes/index.tsx': page,
        'routes/admin/_middleware.ts': middleware,
        'routes/admin/_404.tsx': page,
        'routes/administrators/index.tsx': page,
      },
      [
        'routes/admin/_middleware.ts runs for no route: routes/admin contains none. Add a route, or remove the file.',
      ],
    ],
    [
      {
        'routes/index.tsx': page,
        'public/fonts/a b/inter.woff2': '',
        'routes/fonts/_middleware.ts': `import { cors } from 'vial/server'; export default cors({ origins: '*' })`,
        'routes/fonts/a b/_middleware.ts': `export default Object.assign((ctx, next) => next(), { allowsOrigin: () => true })`,
        // There are no files.
        'routes/pictures/_middleware.ts': `import { cors } from 'vial/server'; export default cors({ origins: '*' })`,
      },
      [
        'routes/pictures/_middleware.ts runs for no route: routes/pictures contains none. Add a route, or remove the file.',
      ],
    ],
    [
      {
        'routes/index.tsx': page,
        'public/members/report.pdf': '',
        'routes/members/_middleware.ts': middleware,
      },
      [
        'routes/members/_middleware.ts runs for no route: routes/members contains none, and of all middleware, only cors() runs for the files of public/. Add a route, or remove the file.',
      ],
    ],
    [
      { 'routes/_layout.tsx': layout, 'routes/_middleware.ts': middleware, 'routes/a.ts': endpoint },
      [
        'routes/_layout.tsx has no effect: the routes folder contains no pages. Add a page, or remove the layout.',
      ],
    ],
    [
      {
        'routes/index.tsx': page,
        'routes/(shop)/_404.tsx': page,
        'routes/(blog)/_404.tsx': page,
        'routes/(blog)/post.ts': endpoint,
      },
      [
        'routes/(shop)/_404.tsx is never shown: routes/(shop) contains no routes, and unknown URLs belong to another folder. Move the file up, or remove it.',
      ],
    ],
  ])('finds unreachable files in %j', async (files, warnings) => {
    expect(await listFindings(files)).toEqual({ error: [], warning: warnings })
  })

  it('finds what islands import and browsers must not load', async () => {
    const view = (code: string): string => `${code}; export default () => <p>an island</p>`
    const { error = [] } = await listFindings({
      'routes/index.tsx': `import A from './a.island.tsx'; import B from './b.island.tsx'; import C from '@/c.island.tsx'
        export default () => <p><A /><B /><C /></p>`,
      'routes/a.island.tsx': view(`import { where } from './_where.ts'; where()`),
      'routes/_where.ts': `import { db } from './db.server'; export const where = () => db`,
      'routes/db.server.ts': 'export const db = 1; export type Row = number',
      'routes/b.island.tsx': view(`import { readFile } from 'node:fs/promises'; readFile('a')`),
      'parts/c.island.tsx': view(`import { GET } from '../routes/notes.ts'; GET()`),
      'routes/notes.ts': endpoint,
      'vite.config.js': `import { vial } from 'vial/vite'
        export default { plugins: [vial()], resolve: { alias: { '@': import.meta.dirname + '/parts' } } }`,
    })

    expect(error.sort()).toEqual([
      'parts/c.island.tsx imports routes/notes.ts, which runs on the server. Move the code that both need to a file whose name starts with an underscore.',
      'routes/a.island.tsx imports routes/_where.ts imports routes/db.server.ts, which must never reach a browser. Do the work in a loader and pass the result as a prop, or fetch it from a route.',
      'routes/b.island.tsx imports node:fs/promises, which browsers do not have. Do the work in a loader and pass the result as a prop, or fetch it from a route.',
    ])
  })

  it('accepts types of server files in islands', async () => {
    expect(
      await listFindings({
        'routes/index.tsx': `import A from './a.island.tsx'; export default () => <A />`,
        'routes/a.island.tsx': `import type { Row } from './db.server.ts'; import { type Note, Other } from './db.server.ts'
          export default ({ row, note, other }: { row: Row; note: Note; other: Other }) => <p>{row + note}</p>`,
        'routes/db.server.ts': 'export type Row = number; export type Note = number; export type Other = 1',
      }),
    ).toEqual({ error: [], warning: [] })
  })

  it('lets a component that a browser entry imports do what browsers do', async () => {
    expect(
      await listFindings({
        'routes/_button.tsx': `export const Button = () => <button onClick={() => window.print()}>Print</button>`,
        'routes/_main.tsx': `import { Button } from './_button.tsx'; document.body.append(Button)`,
        'routes/index.tsx': `import { Button } from './_button.tsx'; import './_main.tsx?browser'
          export default () => <Button />`,
      }),
    ).toEqual({ error: [], warning: [] })
  })

  it('lets a component that an island imports do what browsers do', async () => {
    const button = `export const Button = () => <button onClick={() => window.print()}>Print</button>`
    const files = {
      'routes/_button.tsx': button,
      'routes/index.tsx': `import { Button } from './_button.tsx'; export default () => <Button />`,
    }
    expect((await listFindings(files)).warning).toHaveLength(1)
    expect(
      await listFindings({
        ...files,
        'vite.config.js': `import { vial } from 'vial/vite'
          export default { plugins: [vial({ extensions: ['.mdx'] })] }`,
        'routes/print.mdx': `---\ntitle: Print\n---\n\nimport A from './a.island.tsx'\n\n<A />\n`,
        'routes/a.island.tsx': `export { Button } from './_button.tsx'; export default () => <p>an island</p>`,
      }),
    ).toEqual({ error: [], warning: [] })
  })
})

async function check(files: Record<string, string>): Promise<CommandResult> {
  const site = await createTemporarySite(files)
  onTestFinished(() => site.dispose())
  return runVial(site.folder, 'check')
}

async function listFindings(files: Record<string, string>): Promise<Record<string, string[]>> {
  const site = await createTemporarySite(files)
  onTestFinished(() => site.dispose())
  const { findings } = await readVialJson<{ findings: { level: string; message: string }[] }>(
    site.folder,
    'check',
  )
  const messagesOf = (level: string): string[] =>
    findings.filter((finding) => finding.level === level).map(({ message }) => message)
  return { error: messagesOf('error'), warning: messagesOf('warning') }
}

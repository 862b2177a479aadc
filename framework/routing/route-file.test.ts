// Tests what a file in routes/ is for.

import { describe, expect, it } from 'vitest'
import { parseRouteFile } from './route-file.ts'

describe('parseRouteFile()', () => {
  it.each([
    ['index.tsx', '', 'route'],
    ['about.tsx', '', 'route'],
    ['about.ts', '', 'route'],
    ['about.jsx', '', 'route'],
    ['about.js', '', 'route'],
    ['blog/[slug].tsx', 'blog', 'route'],
    ['feed.xml.ts', '', 'route'],
    ['[[lang]]/[...path].tsx', '[[lang]]', 'route'],
    ['notes/[id=int].tsx', 'notes', 'route'],
    ['(shop)/cart/index.tsx', '(shop)/cart', 'route'],
    ['.well-known/security.txt.ts', '.well-known', 'route'],
    ['layout.tsx', '', 'route'],
    ['test.ts', '', 'route'],
    ['vitamin.d.tsx', '', 'route'],
    ['island.tsx', '', 'route'],
    ['a.test.b.tsx', '', 'route'],
    ['a_b/index.tsx', 'a_b', 'route'],
    ['a/b_/index.tsx', 'a/b_', 'route'],
    ['(a.tsx', '', 'route'],
    ['a).tsx', '', 'route'],
    ['_1234.tsx', '', 'private'],
    ['_draft_404.tsx', '', 'private'],
    ['_app.tsx', '', 'app'],
    ['_layout.tsx', '', 'layout'],
    ['(shop)/_layout.jsx', '(shop)', 'layout'],
    ['_middleware.ts', '', 'middleware'],
    ['admin/_middleware.ts', 'admin', 'middleware'],
    ['_params.ts', '', 'params'],
    ['_server.ts', '', 'server'],
    ['counter.island.tsx', '', 'island'],
    ['_parts/counter.island.tsx', '_parts', 'island'],
    ['_counter.island.tsx', '', 'island'],
    ['db.server.ts', '', 'private'],
    ['blog/_server.server.ts', 'blog', 'private'],
    ['index.test.ts', '', 'private'],
    ['index.test.tsx', '', 'private'],
    ['index.spec.jsx', '', 'private'],
    ['counter.island.test.tsx', '', 'private'],
    ['_layout.test.tsx', '', 'private'],
    ['env.d.ts', '', 'private'],
    ['_card.tsx', '', 'private'],
    ['_api.ts', '', 'private'],
    ['_parts/card.tsx', '_parts', 'private'],
    ['blog/_parts/deep/card.tsx', 'blog/_parts/deep', 'private'],
    ['_parts/_layout.tsx', '_parts', 'private'],
    ['_parts/_404.tsx', '_parts', 'private'],
  ])('takes %s in "%s" for %s', (path, folder, kind) => {
    expect(parseRouteFile(path)).toEqual({ path, folder, kind })
  })

  it('takes _error for an error page of every status, and a number for one of its own', () => {
    expect(parseRouteFile('_error.tsx')).toEqual({ path: '_error.tsx', folder: '', kind: 'error' })
    expect(parseRouteFile('a/_404.tsx')).toEqual({
      path: 'a/_404.tsx',
      folder: 'a',
      kind: 'error',
      status: 404,
    })
    expect(parseRouteFile('_400.tsx')?.status).toBe(400)
    expect(parseRouteFile('_599.tsx')?.status).toBe(599)
  })

  it.each([
    ['_eror.tsx', 'routes/_eror.tsx is private. Did you mean _error.tsx?'],
    ['_layouts.tsx', 'routes/_layouts.tsx is private. Did you mean _layout.tsx?'],
    ['_Layout.tsx', 'routes/_Layout.tsx is private. Did you mean _layout.tsx?'],
    ['blog/_midleware.ts', 'routes/blog/_midleware.ts is private. Did you mean _middleware.ts?'],
    ['_40.tsx', 'routes/_40.tsx is private. Did you mean _404.tsx?'],
    ['_App.tsx', 'routes/_App.tsx is private. Did you mean _app.tsx?'],
    ['_param.ts', 'routes/_param.ts is private. Did you mean _params.ts?'],
    ['_sever.ts', 'routes/_sever.ts is private. Did you mean _server.ts?'],
    [
      '_200.tsx',
      'routes/_200.tsx is private. Error pages are named after a status from 400 to 599, such as _404.',
    ],
    [
      '_600.tsx',
      'routes/_600.tsx is private. Error pages are named after a status from 400 to 599, such as _404.',
    ],
    [
      'blog/_app.tsx',
      'routes/blog/_app.tsx is private. Only routes/_app.tsx has a special meaning. Use _layout.tsx here.',
    ],
    [
      '(a)/_params.ts',
      'routes/(a)/_params.ts is private. Only routes/_params.ts has a special meaning. Move it there.',
    ],
    [
      'a/_server.ts',
      'routes/a/_server.ts is private. Only routes/_server.ts has a special meaning. Move it there.',
    ],
    [
      '(shop).tsx',
      'routes/(shop).tsx is private. Parentheses name a group, which is a folder. Use a plain name.',
    ],
  ])('warns that %s is private', (path, warning) => {
    expect(parseRouteFile(path)).toMatchObject({ kind: 'private', warning })
  })

  it.each([
    [
      'Counter.iland.tsx',
      'route',
      'routes/Counter.iland.tsx: .iland has no special meaning. Did you mean Counter.island.tsx?',
    ],
    [
      'a/x.Island.jsx',
      'route',
      'routes/a/x.Island.jsx: .Island has no special meaning. Did you mean x.island.jsx?',
    ],
    [
      '_x.islands.tsx',
      'private',
      'routes/_x.islands.tsx: .islands has no special meaning. Did you mean _x.island.tsx?',
    ],
    [
      '_a/x.personel.tsx',
      'private',
      'routes/_a/x.personel.tsx: .personel has no special meaning. Did you mean x.personal.tsx?',
    ],
    [
      'data.sever.ts',
      'route',
      'routes/data.sever.ts: .sever has no special meaning. Did you mean data.server.ts?',
    ],
  ])('warns that the ending of %s has no meaning', (path, kind, warning) => {
    expect(parseRouteFile(path)).toMatchObject({ kind, warning })
  })

  it.each(['iland.tsx', 'feed.xml.ts', 'thousand.lands.tsx', 'a.iland/b.tsx'])(
    'does not warn about %s',
    (path) => {
      expect(parseRouteFile(path)?.warning).toBeUndefined()
    },
  )

  it('does not suggest a name that has no meaning in that folder', () => {
    expect(parseRouteFile('blog/_param.ts')?.warning).toBeUndefined()
  })

  it.each([
    ['logo.png'],
    ['style.css'],
    ['data.json'],
    ['page.md'],
    ['Makefile'],
    ['a.b/file'],
    ['.tsx'],
    ['a/.tsx'],
  ])('leaves %s alone', (path) => {
    expect(parseRouteFile(path)).toBeUndefined()
  })

  it.each([['.#index.tsx'], ['._index.tsx'], ['blog/.eslintrc.js']])(
    'leaves the hidden file %s alone',
    (path) => {
      expect(parseRouteFile(path)).toBeUndefined()
    },
  )

  it('accepts more extensions, for which only the file name counts', () => {
    const extensions = ['.tsx', '.ts', '.md']

    expect(parseRouteFile('notes.md', extensions)?.kind).toBe('route')
    expect(parseRouteFile('thousand.island.md', extensions)?.kind).toBe('route')
    expect(parseRouteFile('_draft.md', extensions)?.kind).toBe('private')
    expect(parseRouteFile('_404.md', extensions)).toMatchObject({ kind: 'error', status: 404 })
    expect(parseRouteFile('about.js', extensions)).toBeUndefined()
  })
})

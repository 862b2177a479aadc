import { describe, expect, it } from 'vitest'
import { matchFolder } from '../../routing/folder-table.ts'
import { type RouteFile, parseRouteFile } from '../../routing/route-file.ts'
import { matchRoute } from '../../routing/table.ts'
import { checkRoutes, createFileFolders, createFileTable, listMatchers, toPattern } from './check-routes.ts'

describe('checkRoutes()', () => {
  it('returns files without problems', () => {
    const files = parseFiles(
      'index.tsx',
      'blog/[slug].tsx',
      'blog/[id=int].tsx',
      '_layout.tsx',
      'blog/_layout.tsx',
    )
    expect(checkRoutes(files)).toBe(files)
  })

  it('refuses two files for one URL, naming both', () => {
    expect(problemsOf('blog/[slug].tsx', 'blog/[id]/index.ts', '(a)/x.ts', '(b)/x.ts')).toEqual([
      'routes/(a)/x.ts and routes/(b)/x.ts answer the same URL. Rename or remove one.',
      'routes/blog/[id]/index.ts and routes/blog/[slug].tsx answer the same URL. Rename or remove one.',
    ])
  })

  it('refuses a duplicate of a special file', () => {
    expect(problemsOf('_layout.tsx', 'blog/_layout.tsx', '_layout.jsx')).toEqual([
      'routes/_layout.tsx and routes/_layout.jsx are the same file twice. Remove one.',
    ])
  })

  it('refuses a file name that is not a valid pattern, naming the file', () => {
    expect(problemsOf('docs/[...path]/edit.tsx')).toEqual([
      'routes/docs/[...path]/edit.tsx: [...path] must be the last part of a path. Use [path] here, or move edit to a query parameter.',
    ])
  })

  it('refuses a folder name that is not a valid pattern, even without a route in it', () => {
    expect(problemsOf('[id/_404.tsx')).toEqual([
      'routes/[id: the brackets in [id do not match. Write a parameter as [name].',
    ])
  })

  it('refuses an unknown matcher when there is no _params.ts', () => {
    expect(problemsOf('[day=date].tsx', '[id=int]/x.tsx', '[a=constructor]/_404.tsx')).toEqual([
      'routes/[day=date].tsx: there is no matcher date. Export one from routes/_params.ts, or use int, uuid or slug.',
      'routes/[a=constructor]/_404.tsx: there is no matcher constructor. Export one from routes/_params.ts, or use int, uuid or slug.',
    ])
  })

  it('assumes that _params.ts exports matchers that are not built in', () => {
    expect(problemsOf('_params.ts', '[day=date].tsx')).toEqual([])
  })
})

describe('createFileTable()', () => {
  const files = parseFiles('[day=date].tsx', '[id=int].tsx', 'about.tsx', '_layout.tsx')

  it('finds the file that answers, and lets unknown matchers accept any text', () => {
    const table = createFileTable(files)

    expect(matchRoute(table, ['about'])?.entry.value.path).toBe('about.tsx')
    expect(matchRoute(table, ['7'])?.entry.value.path).toBe('[id=int].tsx')
    expect(matchRoute(table, ['nonsense'])?.entry.value.path).toBe('[day=date].tsx')
    expect(matchRoute(table, ['_layout'])?.entry.value.path).toBe('[day=date].tsx')
  })

  it("uses the site's own matchers if they are passed", () => {
    const date = (text: string): { value: Date } | undefined =>
      /^\d{4}-\d\d-\d\d$/.test(text) ? { value: new Date(text) } : undefined
    const table = createFileTable(files, { date })

    expect(matchRoute(table, ['nonsense'])).toBeUndefined()
    expect(matchRoute(table, ['2026-11-22'])?.params).toEqual({ day: new Date('2026-11-22') })
  })
})

describe('createFileFolders()', () => {
  it('finds the folder of a URL without a route', () => {
    const table = createFileFolders(parseFiles('index.tsx', 'admin/_404.tsx', 'blog/[year=year]/x.tsx'))

    expect(matchFolder(table, ['admin', 'nope']).folder).toBe('admin')
    expect(matchFolder(table, ['blog', '2026', 'nope'])).toEqual({
      folder: 'blog/[year=year]',
      params: { year: '2026' },
    })
    expect(matchFolder(table, ['nope']).folder).toBe('')
  })
})

describe('listMatchers()', () => {
  it('names each matcher once', () => {
    const files = parseFiles('[a=int]/[b=date].tsx', 'x-[c=date].tsx', '[d].tsx')
    expect(listMatchers(files.map(toPattern))).toEqual(['int', 'date'])
  })
})

function problemsOf(...paths: string[]): string[] {
  try {
    checkRoutes(parseFiles(...paths))
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

function parseFiles(...paths: string[]): RouteFile[] {
  return paths.map((path) => parseRouteFile(path)!)
}

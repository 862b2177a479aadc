import { expect, it } from 'vitest'
import { parseRouteFile, type RouteFile } from '../../routing/route-file.ts'
import { indexRoutes } from './route-islands.ts'

const paths = [
  '_app.tsx',
  '_layout.tsx',
  'blog/_layout.tsx',
  'blog/post.tsx',
  'shop/_layout.tsx',
  '_error.tsx',
]
const files = paths.map((path) => parseRouteFile(path)!)

it('lists the app document, the layouts around a page, and the page', () => {
  const index = indexRoutes({ files, toShownPath: ({ path }) => `routes/${path}` })
  const page = index.find('routes/blog/post.tsx')
  const pathsOf = (rendered: readonly RouteFile[]): string[] => rendered.map(({ path }) => path)
  expect(pathsOf(index.listRendered(page, true))).toEqual([
    '_app.tsx',
    '_layout.tsx',
    'blog/_layout.tsx',
    'blog/post.tsx',
  ])
  expect(pathsOf(index.listRendered(page, false))).toEqual(['_app.tsx', 'blog/post.tsx'])
})

it('reads the path of each route once, however many routes are asked for', () => {
  let read = 0
  const many = Array.from({ length: 50 }, (_, number) => parseRouteFile(`page-${number}.tsx`)!)
  const toShownPath = ({ path }: Pick<RouteFile, 'path'>): string => {
    read++
    return path
  }
  const index = indexRoutes({ files: many, toShownPath })
  for (const { path } of many) expect(index.find(path).path).toBe(path)
  expect(read).toBe(50)
})

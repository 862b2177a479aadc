import { describe, expect, it } from 'vitest'
import { findNearestRoutes } from './nearest-routes.ts'

const patterns = [
  '/',
  '/notes',
  '/notes/new',
  '/notes/[id=int]',
  '/docs/[...path]',
  '/about-us/our-long-history',
]

describe('findNearestRoutes()', () => {
  it.each([
    ['/notez', ['/notes']],
    ['/NOTES', ['/notes']],
    ['/notse/7', ['/notes/[id=int]']],
    ['/notes/xyz', ['/notes/[id=int]']],
    ['/doc/a/b', ['/docs/[...path]']],
    ['/nothing-of-this-kind-is-here', []],
  ])('finds what %s may mean', (path, expected) => {
    expect(findNearestRoutes(path, patterns)).toEqual(expected)
  })

  it('returns only some of many', () => {
    const many = Array.from({ length: 50 }, (_, index) => `/page-${index}`)
    expect(findNearestRoutes('/page-x', many)).toHaveLength(5)
    expect(findNearestRoutes('/page-x', many, 2)).toHaveLength(2)
  })
})

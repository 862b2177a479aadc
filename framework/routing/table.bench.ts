// Measures that matching costs the same with 10 routes and with 10,000.

import { bench, describe } from 'vitest'
import { parsePattern } from './pattern.ts'
import { createRouteTable, matchRoute } from './table.ts'
import type { RouteTable } from './table.ts'

// Half of the routes are in a folder each, the other half in one folder.
function createTable(count: number): RouteTable<number> {
  const paths = ['index', 'docs/[...path]', '[[lang]]/about', 'shop/item-[code].json']
  for (let number = 0; paths.length < count; number++) {
    paths.push(`section-${number}/[id=int]/edit`, `blog/article-${number}`, `section-${number}/[slug]`)
  }
  const entries = paths
    .slice(0, count)
    .map((path, value) => ({ pattern: parsePattern(path), file: path, value }))
  return createRouteTable(entries)
}

const tables: [string, RouteTable<number>][] = [
  ['10 routes', createTable(10)],
  ['10,000 routes', createTable(10_000)],
]

const urls: [string, string[]][] = [
  ['a plain name', ['blog', 'article-1']],
  ['a parameter', ['section-1', 'hello']],
  ['a parameter with a matcher', ['section-1', '7', 'edit']],
  ['a mixed segment', ['shop', 'item-7.json']],
  ['the rest of a path', ['docs', 'guide', 'routing', 'parameters']],
  ['nothing', ['blog', 'article-1', 'nope']],
]

for (const [what, segments] of urls) {
  describe(`matchRoute() finds ${what}`, () => {
    for (const [size, table] of tables) {
      bench(`of ${size}`, () => {
        // A single call is shorter than the clock's tick.
        for (let round = 0; round < 1000; round++) matchRoute(table, segments)
      })
    }
  })
}

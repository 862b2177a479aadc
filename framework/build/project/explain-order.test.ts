import { describe, expect, it } from 'vitest'
import { parsePattern } from '../../routing/pattern.ts'
import { createRouteTable, matchAll } from '../../routing/table.ts'
import { explainOrder } from './explain-order.ts'

describe('explainOrder()', () => {
  // Each time the URL is given to a real table first, so that no explanation is right for an order that is wrong.
  it.each([
    ['/blog/new', 'blog/new', 'blog/[slug]', 'new is fixed text, which comes before a parameter ([slug])'],
    ['/a-1', 'a-[x]', '[x]', 'a-[x] is text with a parameter in it, which comes before a parameter ([x])'],
    ['/ab-1', 'ab-[x]', 'a[x]', 'ab-[x] has more fixed text than a[x]'],
    ['/a-1-', 'a-[x]', 'a[x]-', 'a-[x] comes before a[x]-'],
    ['/a1-2b', 'a[x]b', '[x]-[y]b', 'a[x]b has fewer parameters than [x]-[y]b'],
    ['/a-b', '[x]-[y=slug]', '[x]-[y]', '[x]-[y=slug] has a matcher, and [x]-[y] does not'],
    ['/7', '[id=int]', '[slug]', '[id=int] has a matcher, and [slug] does not'],
    ['/7', '[id=int]', '[id=slug]', 'the matcher int is tried before slug'],
    ['/x', '[x]', '[[x]]', '[x] is a parameter, which comes before an optional parameter ([[x]])'],
    ['/x', '[x]', '[...x]', '[x] is a parameter, which comes before a parameter for the rest ([...x])'],
    [
      '/x',
      '[...x]',
      '[[...x]]',
      '[...x] is a parameter for the rest, which comes before an optional parameter for the rest ([[...x]])',
    ],
    ['/blog', 'blog/index', 'blog/[[page]]', '[[page]] may be left out, and a shorter path comes first'],
    ['/', 'index', '[[...all]]', '[[...all]] may be left out, and a shorter path comes first'],
    ['/b/c', '[[a]]/[d]', '[[a]]/b/[c]', 'an optional segment matches before it is left out'],
  ])('explains for %s why %s comes before %s', (url, winner, loser, reason) => {
    const patterns = [parsePattern(loser), parsePattern(winner)]
    const table = createRouteTable(patterns.map((pattern) => ({ pattern, file: pattern.id, value: pattern })))
    const segments = url.split('/').filter(Boolean)
    const [first, second] = matchAll(table, segments).map(({ entry }) => entry.pattern)

    expect([first, second]).toEqual(patterns.toReversed())
    expect(explainOrder(first!, second!)).toBe(reason)
  })
})

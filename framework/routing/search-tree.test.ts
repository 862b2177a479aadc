// Tests the walk through the tree of patterns against a plain search through a list.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBuiltInMatcher } from './built-in-matchers.ts'
import { parsePattern } from './pattern.ts'
import type { Segment } from './pattern.ts'
import { formatShape } from './pattern-shape.ts'
import { createRouteTable, matchAll, matchRoute } from './table.ts'

// In the order in which they are tried.
const middleParts = ['a', '7', 'a-[N]b', '[N].b', 'a-[N]', '[N=int]', '[N]', '[[N=int]]', '[[N]]']
const lastParts = [...middleParts, '[...N]', '[[...N]]']

const paths = fc
  .tuple(fc.array(fc.constantFrom(...middleParts), { maxLength: 2 }), fc.constantFrom(...lastParts))
  .map(([middle, last]) => [...middle, last].map((part, index) => part.replace('N', `p${index}`)).join('/'))

const entries = fc
  .uniqueArray(paths, { minLength: 1, maxLength: 15, selector: (path) => formatShape(parsePattern(path)) })
  .map((all) => all.map((path) => ({ pattern: parsePattern(path), file: path, value: undefined })))

const urls = fc.array(fc.constantFrom('a', '7', 'a-b', 'a-7b', 'a-.b', 'x', '.b'), { maxLength: 4 })

type Reading = { steps: number[]; params: Record<string, unknown> }

// All ways to read a URL as a pattern, with the rank of each step.
function listReadings(
  segments: readonly Segment[],
  url: readonly string[],
  parts: readonly string[],
): Reading[] {
  const [segment, ...others] = segments
  const [part, ...otherParts] = parts
  if (segment === undefined) return url.length === 0 ? [{ steps: [], params: {} }] : []
  const rank = lastParts.indexOf(part!.replace(/p\d/, 'N'))
  if (segment.kind === 'rest' || segment.kind === 'optional-rest') {
    if (segment.kind === 'rest' && url.length === 0) return []
    return [{ steps: [rank], params: { [segment.name]: url } }]
  }
  const own = url.length > 0 ? readOne(segment, url[0]!, part!) : undefined
  const taken = own === undefined ? [] : prepend(listReadings(others, url.slice(1), otherParts), rank, own)
  if (segment.kind !== 'optional') return taken
  return [...taken, ...prepend(listReadings(others, url, otherParts), rank + 0.5, {})]
}

function readOne(segment: Segment, text: string, part: string): Record<string, unknown> | undefined {
  if (segment.kind === 'static') return text === segment.text ? {} : undefined
  if (segment.kind === 'mixed') {
    return new RegExp(`^${part.replace('.', '\\.').replace(/\[(\w+)\]/, '(?<$1>.+)')}$`).exec(text)?.groups
  }
  if (segment.matcher === undefined) return { [segment.name]: text }
  const match = findBuiltInMatcher(segment.matcher)!.match(text)
  return match && { [segment.name]: match.value }
}

function prepend(readings: readonly Reading[], rank: number, own: Record<string, unknown>): Reading[] {
  return readings.map(({ steps, params }) => ({ steps: [rank, ...steps], params: { ...own, ...params } }))
}

function compareSteps(left: Reading, right: Reading): number {
  const index = left.steps.findIndex((step, at) => step !== right.steps[at])
  return index === -1
    ? left.steps.length - right.steps.length
    : left.steps[index]! - (right.steps[index] ?? -1)
}

describe('searchTree()', () => {
  it('finds what a search through all routes finds, in the same order', () => {
    fc.assert(
      fc.property(entries, urls, (routes, url) => {
        const expected = routes
          .flatMap(({ pattern, file }) => {
            const readings = listReadings(pattern.segments, url, file.split('/')).toSorted(compareSteps)
            return readings[0] ? [{ file, ...readings[0] }] : []
          })
          .toSorted(compareSteps)
        const found = matchAll(createRouteTable(routes), url)

        expect(found.map(({ entry, params }) => [entry.file, params])).toEqual(
          expected.map(({ file, params }) => [file, { ...params }]),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('finds first what it finds alone', () => {
    fc.assert(
      fc.property(entries, urls, (routes, url) => {
        const table = createRouteTable(routes)

        expect(matchRoute(table, url)).toEqual(matchAll(table, url)[0])
      }),
      { numRuns: 300 },
    )
  })

  it('stops early on a path full of optional parameters', () => {
    const path = `${Array.from({ length: 40 }, (_, index) => `[[p${index}]]`).join('/')}/end`
    const table = createRouteTable([{ pattern: parsePattern(path), file: path, value: undefined }])
    // One way for each of 2^40 choices: without a limit this would not end.
    expect(matchRoute(table, new Array(20).fill('x'))).toBeUndefined()
  })

  it('handles ten thousand segments', () => {
    const routes = ['[...rest]', 'a/[x]'].map((file) => ({
      pattern: parsePattern(file),
      file,
      value: undefined,
    }))

    expect(matchRoute(createRouteTable(routes), new Array(10_000).fill('a'))?.entry.file).toBe('[...rest]')
  })
})

import { describe, expect, it } from 'vitest'
import type { ReportedRoute } from './build-report.ts'
import { findCosts } from './find-costs.ts'

const cheap: ReportedRoute = {
  pattern: '/',
  file: 'routes/index.tsx',
  kind: 'dynamic',
  hasPersonalParts: false,
  scripts: 100_000,
  styles: 50_000,
  chunk: { file: 'routes/index.js', size: 1_000_000 },
  islands: ['small.island.tsx', 'chart.island.tsx'],
}

const islands = [
  { file: 'small.island.tsx', own: 1, total: 9_000, routes: ['/'] },
  { file: 'chart.island.tsx', own: 1, total: 140_000, routes: ['/'] },
  { file: 'elsewhere.island.tsx', own: 1, total: 900_000, routes: ['/x'] },
]

describe('findCosts()', () => {
  it('says nothing about routes within the limits', () => {
    expect(findCosts([cheap], islands)).toEqual([])
  })

  it('names the route, the largest of its islands and what to do', () => {
    expect(findCosts([{ ...cheap, scripts: 150_000 }], islands)).toEqual([
      'routes/index.tsx: a first visit loads 150.0 kB of scripts, most of them for chart.island.tsx (140.0 kB). Import large packages with import() when they are needed, or hydrate the island later: hydrate="visible" or "interaction".',
    ])
  })

  it('finds styles and server code that are large', () => {
    const chunk = { file: 'routes/index.js', size: 1_200_000 }
    expect(findCosts([{ ...cheap, styles: 50_001, chunk }], islands)).toEqual([
      expect.stringMatching(/^routes\/index\.tsx: a first visit loads 50\.0 kB of styles\. /),
      expect.stringMatching(/^routes\/index\.tsx: its code on the server, routes\/index\.js, is 1\.2 MB\. /),
    ])
  })
})

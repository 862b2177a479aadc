import { describe, expect, it } from 'vitest'
import type { BuildReport, ReportedRoute } from './build-report.ts'
import { formatBuildReport } from './format-report.ts'

function route(pattern: string, scripts: number, kind: ReportedRoute['kind'] = 'dynamic'): ReportedRoute {
  const chunk = { file: 'routes/a.js', size: 1500 }
  return {
    pattern,
    file: 'routes/a.tsx',
    kind,
    hasPersonalParts: false,
    scripts,
    styles: 0,
    chunk,
    islands: [],
  }
}

function report(routes: readonly ReportedRoute[]): BuildReport {
  return { version: 1, routes, islands: [], warnings: [], totals: { client: 2_000_000, server: 999 } }
}

describe('formatBuildReport()', () => {
  it('has a row for each route, without sizes where no visitor loads anything', () => {
    const { tables, summary } = formatBuildReport(
      report([route('/', 12_345, 'cached'), route('/feed', 0, 'endpoint'), route('/live', 0, 'socket')]),
      true,
    )
    expect(tables).toEqual([
      [
        ['Route', 'Kind', 'Scripts', 'Styles', 'Server'],
        ['/', 'cached', '12.3 kB', '0 B', 'routes/a.js (1.5 kB)'],
        ['/feed', 'endpoint', '', '', 'routes/a.js (1.5 kB)'],
        ['/live', 'socket', '', '', 'routes/a.js (1.5 kB)'],
      ],
    ])
    expect(summary).toBe(
      '3 routes: 1 cached, 1 endpoint, 1 socket. 2.0 MB for visitors (gzip), 999 B of server code.',
    )
  })

  it('folds a long site to the routes that cost most, in the order of the site', () => {
    const routes = Array.from({ length: 30 }, (_, index) => route(`/${index}`, index % 10))
    const [rows] = formatBuildReport(report(routes), true).tables
    expect(rows!.map(([first]) => first)).toEqual([
      'Route',
      ...['/6', '/7', '/8', '/9', '/16', '/17', '/18', '/19', '/26', '/27', '/28', '/29'],
      '… and 18 more: npx vial build-report',
    ])
    expect(formatBuildReport(report(routes), false).tables[0]).toHaveLength(31)
  })
})

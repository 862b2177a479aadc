// Formats the report of a build for the terminal.
import type { BuildReport, ReportedKind, ReportedRoute } from './build-report.ts'
import { formatSize } from '../../node/log/format-size.ts'

const maxRoutes = 20
const folded = 12

/**
 * Formats the report as rows, which the caller aligns.
 *
 * @param isFolded Whether to show only the most expensive routes of a long site
 * @returns Tables of rows: the first row of each has its heads
 */
export function formatBuildReport(
  { routes, islands, totals }: BuildReport,
  isFolded: boolean,
): { readonly tables: readonly (readonly (readonly string[])[])[]; readonly summary: string } {
  const isLong = isFolded && routes.length > maxRoutes
  const shown = isLong ? mostExpensive(routes) : routes
  const rest = routes.length - shown.length
  return {
    tables: [
      [
        ['Route', 'Kind', 'Scripts', 'Styles', 'Server'],
        ...shown.map(formatRoute),
        ...(rest > 0 ? [[`… and ${rest} more: npx vial build-report`, '', '', '', '']] : []),
      ],
      ...(islands.length > 0
        ? [
            [
              ['Island', 'Own', 'With imports', 'Routes'],
              ...islands.map(({ file, own, total, routes: users }) => [
                file,
                formatSize(own),
                formatSize(total),
                String(users.length),
              ]),
            ],
          ]
        : []),
    ],
    summary: `${countKinds(routes)}. ${formatSize(totals.client)} for visitors (gzip), ${formatSize(totals.server)} of server code.`,
  }
}

/** Selects the routes that visitors load most for, in the order of the site. */
function mostExpensive(routes: readonly ReportedRoute[]): readonly ReportedRoute[] {
  const largest = routes
    .toSorted((left, right) => right.scripts + right.styles - (left.scripts + left.styles))
    .slice(0, folded)
  return routes.filter((route) => largest.includes(route))
}

function formatRoute({ pattern, kind, hasPersonalParts, scripts, styles, chunk }: ReportedRoute): string[] {
  const isPage = kind !== 'endpoint' && kind !== 'socket'
  return [
    pattern,
    hasPersonalParts && (kind === 'cached' || kind === 'prerendered') ? `${kind}, personal parts` : kind,
    isPage ? formatSize(scripts) : '',
    isPage ? formatSize(styles) : '',
    chunk ? `${chunk.file} (${formatSize(chunk.size)})` : '',
  ]
}

const kinds: readonly ReportedKind[] = ['dynamic', 'prerendered', 'cached', 'streamed', 'endpoint', 'socket']

function countKinds(routes: readonly ReportedRoute[]): string {
  const counts = kinds.flatMap((kind) => {
    const count = routes.filter((route) => route.kind === kind).length
    if (count === 0) return []
    return [
      kind === 'endpoint' || kind === 'socket'
        ? `${count} ${kind}${count === 1 ? '' : 's'}`
        : `${count} ${kind}`,
    ]
  })
  return `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}: ${counts.join(', ')}`
}

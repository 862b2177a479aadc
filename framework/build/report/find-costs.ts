// Finds routes that are expensive for visitors or the server, and says what to do about them.
import type { ReportedIsland, ReportedRoute } from './build-report.ts'
import { formatSize } from '../../node/log/format-size.ts'

const maxScripts = 100_000
const maxStyles = 50_000
const maxChunk = 1_000_000

/** Lists a sentence for each route that is expensive; sizes are compared with fixed limits. */
export function findCosts(
  routes: readonly ReportedRoute[],
  islands: readonly ReportedIsland[],
): readonly string[] {
  return routes.flatMap((route) => {
    const { file, scripts, styles, chunk } = route
    const found: string[] = []
    if (scripts > maxScripts) {
      const [largest] = islands
        .filter((island) => route.islands.includes(island.file))
        .toSorted((left, right) => right.total - left.total)
      const reason = largest ? `, most of them for ${largest.file} (${formatSize(largest.total)})` : ''
      found.push(
        `${file}: a first visit loads ${formatSize(scripts)} of scripts${reason}. Import large packages with import() when they are needed, or hydrate the island later: hydrate="visible" or "interaction".`,
      )
    }
    if (styles > maxStyles) {
      found.push(
        `${file}: a first visit loads ${formatSize(styles)} of styles. Import styles in the components that need them, not in the app document.`,
      )
    }
    if (chunk && chunk.size > maxChunk) {
      found.push(
        `${file}: its code on the server, ${chunk.file}, is ${formatSize(chunk.size)}. Import large packages with import() where they are used.`,
      )
    }
    return found
  })
}

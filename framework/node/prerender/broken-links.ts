// Finds broken links on prerendered pages.
import { parsePathname } from '../../http/canonical-url.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import { findLinks } from '../../render/find-links.ts'
import { withoutSlash } from '../../request/caching/prerendered-paths.ts'
import type { PrerenderTable } from '../../request/caching/prerender-targets.ts'

/** A prerendered document and its path. */
export interface LinkingPage {
  /** The route file, for messages. */
  readonly where: string
  readonly pathname: string
  readonly html: string
}

/** What the links of a site may point to. */
export interface LinkTargets {
  readonly origin: string
  /** Starts and ends with a slash; paths outside it belong to other sites. */
  readonly base: string
  readonly table: PrerenderTable
  /** Paths of files, without the base. */
  readonly files: ReadonlySet<string>
}

/** Finds links to this site that neither a route nor a file answers; returns one message per link. */
export function findBrokenLinks(pages: readonly LinkingPage[], targets: LinkTargets): string[] {
  const answers = new Map<string, boolean>()
  return pages.flatMap(({ where, pathname, html }) =>
    findLinks(html).flatMap((link) => {
      const path = toPath(link, targets.origin + pathname, targets)
      if (path === undefined) return []
      const answered = answers.get(path) ?? isAnswered(path, targets)
      answers.set(path, answered)
      return answered
        ? []
        : [`${where}: ${pathname} links to ${link}, which does not exist. Correct the link, or add the page.`]
    }),
  )
}

/** Gives the path that a link points to, without the base; `undefined` for a link to another site. */
function toPath(link: string, from: string, { origin, base }: LinkTargets): string | undefined {
  if (!URL.canParse(link, from)) return undefined
  const url = new URL(link, from)
  if (url.origin !== origin) return undefined
  return pathBelowBase(url.pathname, base)
}

function isAnswered(path: string, { table, files, base }: LinkTargets): boolean {
  try {
    const { pathname, segments } = parsePathname(path)
    return files.has(pathname) || table.answers(segments, withoutSlash(base.slice(0, -1) + pathname))
  } catch {
    // The path is malformed, so the site would answer 400.
    return false
  }
}

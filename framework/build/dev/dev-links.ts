// Looks for links of pages that lead nowhere, or out of the base path, in development.
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { ViteDevServer } from 'vite'
import { parsePathname } from '../../http/canonical-url.ts'
import type { PageReview } from '../../node/dev/dev-review.ts'
import type { Position } from '../../node/log/stack-frame.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import { type RouteTable, matchRoute } from '../../routing/table.ts'
import { isProxied } from './attach-sockets.ts'
import { isOwnPath } from '../mistakes/read-source.ts'
import { isFile } from './served-files.ts'
import type { BuildSite } from '../site.ts'
import { toPosition } from '../source-position.ts'

/** A link whose path belongs to the site without its base. */
export interface OutsideLink {
  readonly name: string
  readonly path: string
}

/**
 * Finds links, forms and sources that lack the base path.
 *
 * @param html Without islands
 */
export function findLinksOutside(
  html: string,
  site: BuildSite,
  table: RouteTable<RouteFile>,
): readonly OutsideLink[] {
  const { base } = site.options
  if (base === '/') return []
  const found = new Map<string, OutsideLink>()
  for (const [, name, path] of html.matchAll(/\s(href|action|formaction|src)="(\/(?!\/)[^"]*)"/g)) {
    if (path!.startsWith(base) || path === base.slice(0, -1) || !isOwnPath(path!, site, table)) continue
    found.set(`${name} ${path}`, { name: name!, path: path! })
  }
  return [...found.values()]
}

/** A link that nothing answers, and where it was found. */
interface DeadLink {
  /** As it is in the page. */
  readonly href: string
  /** A file of the page, relative to `routes/`, and the position in it; `undefined` if its source does not contain the link. */
  readonly place: ({ readonly path: string } & Position) | undefined
}

/** Finds the links of pages that nothing answers. */
export function createLinkReview(
  site: BuildSite,
  server: ViteDevServer,
): (page: PageReview, html: string, table: RouteTable<RouteFile>) => Promise<DeadLink[]> {
  let statuses = new Map<string, Promise<boolean>>()
  let changes = site.dev.changes

  return async (page, html, table) => {
    if (changes !== site.dev.changes) statuses = new Map()
    changes = site.dev.changes
    const dead: DeadLink[] = []
    for (const href of listLinks(html)) {
      const path = toSitePath(href, page.url, site.options.base)
      if (path === undefined || isKnown(path, table)) continue
      const answered = statuses.get(path) ?? page.isAnswered(new URL(href, page.url).href)
      statuses.set(path, answered)
      if (!(await answered)) dead.push({ href, place: findPlace(href, page.paths, site) })
    }
    return dead
  }

  /** Tells whether a route, a file or Vite answers a path without the base. */
  function isKnown(path: string, table: RouteTable<RouteFile>): boolean {
    const { root, publicDir, server: options } = server.config
    const url = site.options.base.slice(0, -1) + path
    if (isProxied(url, options.proxy) || /^\/(@|__|node_modules\/)/.test(path)) return true
    if (operational.has(path) || isMounted(path, server)) return true
    try {
      const { pathname, segments } = parsePathname(path)
      const decoded = posix.normalize(decodeURIComponent(pathname))
      const files = [
        root + decoded,
        ...(publicDir ? [publicDir + decoded, `${publicDir}${decoded}/index.html`] : []),
      ]
      return files.some(isFile) || matchRoute(table, segments) !== undefined
    } catch {
      // The path is malformed, and the site answers 400 with a sentence.
      return true
    }
  }
}

// Only the server of production answers these.
const operational = new Set(['/healthz', '/readyz', '/metrics'])

/** Tells whether another plugin has mounted middleware at a path. */
function isMounted(path: string, { middlewares }: ViteDevServer): boolean {
  return middlewares.stack.some(
    ({ route }) => route !== '' && (path === route || path.startsWith(`${route}/`)),
  )
}

function listLinks(html: string): Set<string> {
  const links = [...html.matchAll(/<a\b(?:[^>"']|"[^"]*"|'[^']*')*?\shref="([^"]*)"/g)]
  return new Set(links.map(([, href]) => href!.replaceAll('&quot;', '"').replaceAll('&amp;', '&')))
}

/** Returns the path that a link leads to, without the base; `undefined` for the page itself and for other sites. */
function toSitePath(href: string, from: string, base: string): string | undefined {
  if (!URL.canParse(href, from)) return undefined
  const page = new URL(from)
  const { origin, pathname } = new URL(href, from)
  if (origin !== page.origin || pathname === page.pathname) return undefined
  return pathBelowBase(pathname, base)
}

/** Finds the first of the page's files whose source contains a link as a text. */
function findPlace(href: string, paths: readonly string[], site: BuildSite): DeadLink['place'] {
  const [text] = href.split(/[?#]/, 1)
  const { base } = site.options
  const texts = [text!, ...(text!.startsWith(base) ? [text!.slice(base.length - 1)] : [])]
  for (const path of paths) {
    const code = tryRead(site.toFile(path))
    const index = findText(code, texts)
    if (index >= 0) return { path, ...toPosition(code, index) }
  }
  return undefined
}

/** Finds the first of several texts that is a string, its beginning, or a link of Markdown; -1 for none. */
function findText(code: string, texts: readonly string[]): number {
  const found = texts.flatMap((text) =>
    ['"', "'", '`', '('].flatMap((quote) =>
      ['"', "'", '`', '?', '#', ')'].map((end) => code.indexOf(quote + text + end)),
    ),
  )
  const [first = -1] = found.filter((index) => index >= 0).sort((left, right) => left - right)
  return first
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The file has been removed since the page was rendered.
    return ''
  }
}

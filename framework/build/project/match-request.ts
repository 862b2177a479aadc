// Works out what the site does with a request, up to the point where its own code runs.
import { relative } from 'node:path'
import { normalizePath } from 'vite'
import { createFileFolders, createFileTable } from '../routes/check-routes.ts'
import { type CanonicalPath, parsePathname, splitTarget } from '../../http/canonical-url.ts'
import { isHttpError } from '../../http/http-error.ts'
import type { ModuleExports } from '../routes/route-exports.ts'
import { findPublicFiles } from '../../node/files/public-files.ts'
import { findActionName } from '../../routing/action-rules.ts'
import { needsUpgrade } from '../../routing/allowed-methods.ts'
import { pathBelowBase, segmentsBelowBase, toBaseSegments } from '../../routing/base-path.ts'
import { type TrailingSlash, checkSlash } from '../../routing/canonical-slash.ts'
import { ancestorFolders, matchFolder } from '../../routing/folder-table.ts'
import type { Matchers } from '../../routing/matcher.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import { type RouteMatch, matchAll } from '../../routing/table.ts'
import { describeRoute, listAround } from './describe-route.ts'
import { describeError, listErrorFiles } from './describe-error.ts'
import { explainOrder } from './explain-order.ts'
import type { Project } from './project.ts'

/** What happens to a request, as `--json` prints it. File paths are relative to the project. */
export interface MatchReport {
  readonly method: string
  readonly url: string
  /**
   * `route`: the file answers. `public`: a file in `public/` answers. `redirect`: to `location`. `options`: 204 with
   * `allow`. All others are errors.
   */
  readonly outcome:
    | 'route'
    | 'public'
    | 'redirect'
    | 'options'
    | 'method-not-allowed'
    | 'upgrade-required'
    | 'not-found'
    | 'bad-request'
  /** The status of the response; `null` where the route decides. */
  readonly status: number | null
  /** The file that answers: for an error the error page, or `null` for the built-in page and problem documents. */
  readonly file: string | null
  /** The matched route, even if it does not take the method. */
  readonly route: { readonly pattern: string; readonly file: string; readonly kind: string } | null
  /** The folder where the search for an error page starts; `''` is the routes folder itself. */
  readonly folder: string
  readonly params: Readonly<Record<string, unknown>>
  /** The `Allow` header; `null` when it is not known, or no route matched. */
  readonly allow: readonly string[] | null
  readonly location: string | null
  /** The action that the query names, on a page with `actions`. */
  readonly action?: string
  /** What runs before the route or the error page, outermost first. */
  readonly middleware: readonly string[]
  /** The app document and layouts around the page or error page, outermost first. */
  readonly layouts: readonly string[]
  /** The nearest error page of each kind (`404`, `error`). */
  readonly errors: Readonly<Record<string, string>>
  /** Other routes that match the URL, in the order in which they would be tried. */
  readonly others: readonly { readonly pattern: string; readonly file: string; readonly reason: string }[]
}

/**
 * Finds out what answers a request.
 *
 * @param url A path or a whole URL
 */
export async function matchRequest(
  project: Project,
  matchers: Matchers,
  method: string,
  url: string,
): Promise<MatchReport> {
  const { pathname, search } = splitTarget(url)
  const start = { method, url, ...createReport(project, '') }
  let path: CanonicalPath
  try {
    path = parsePathname(pathname)
  } catch (error) {
    if (!isHttpError(error)) throw error
    const closedFolder = findGuardedFolder(project, '')
    return { ...start, ...describeError(project, '', 400, { closedFolder }), outcome: 'bad-request' }
  }
  const publicFile = await findPublicFile(project, method, path.pathname)
  if (publicFile !== undefined) return { ...start, outcome: 'public', status: 200, file: publicFile }

  const segments = segmentsBelowBase(path.segments, toBaseSegments(project.site.options.base))
  const matches = segments ? matchAll(createFileTable(project.files, matchers), segments) : []
  const [match] = matches
  if (match) return { ...start, ...(await reportMatch(project, match, matches, { method, path, search })) }

  const { folder, params } = matchFolder(createFileFolders(project.files, matchers), segments ?? [])
  return {
    ...start,
    ...createReport(project, folder),
    ...describeError(project, folder, 404),
    params,
    middleware: listAround(project, folder, 'middleware'),
  }
}

type Rest = Omit<MatchReport, 'method' | 'url'>

function createReport(project: Project, folder: string): Rest {
  return {
    outcome: 'not-found',
    status: null,
    file: null,
    route: null,
    folder,
    params: {},
    allow: null,
    location: null,
    middleware: [],
    layouts: [],
    errors: listErrorFiles(project, folder),
    others: [],
  }
}

async function findPublicFile(
  { config, site }: Project,
  method: string,
  pathname: string,
): Promise<string | undefined> {
  if (config.publicDir === '' || (method !== 'GET' && method !== 'HEAD')) return undefined
  const name = pathBelowBase(pathname, site.options.base)
  if (name === undefined) return undefined
  const files = await findPublicFiles(config.publicDir)
  return files.has(name) ? toShownPublicPath(config, name) : undefined
}

/** Formats the path of a public file as an author types it (`public/robots.txt`). */
export function toShownPublicPath(config: Project['config'], pathname: string): string {
  return normalizePath(relative(config.root, config.publicDir)) + decodeURIComponent(pathname)
}

interface RequestTarget {
  readonly method: string
  readonly path: CanonicalPath
  readonly search: string
}

/** Takes the steps of the server in the server's order, and with its rules. */
async function reportMatch(
  project: Project,
  match: RouteMatch<RouteFile>,
  matches: readonly RouteMatch<RouteFile>[],
  { method, path, search }: RequestTarget,
): Promise<Rest> {
  const { value: file, pattern } = match.entry
  const { folder } = file
  const { description, exports } = await describeRoute(project, file)
  const { kind, methods: allow, middleware, layouts } = description
  const report: Rest = {
    ...createReport(project, folder),
    route: { pattern: pattern.id, file: description.file, kind },
    params: match.params,
    others: matches.slice(1).map(({ entry }) => ({
      pattern: entry.pattern.id,
      file: project.toShownPath(entry.value),
      reason: explainOrder(pattern, entry.pattern),
    })),
  }
  const known = 'names' in exports ? exports : undefined
  const slash = checkSlash({
    pathname: path.pathname,
    base: project.site.options.base,
    kind,
    policy: project.site.options.trailingSlash,
    own: known?.config?.trailingSlash as TrailingSlash | undefined,
  })
  if (slash === 'not-found') return { ...report, ...describeError(project, folder, 404, { kind }) }
  if (slash !== 'fine') {
    return { ...report, outcome: 'redirect', status: 308, location: slash.redirectTo + search }
  }
  if (allow && !allow.includes(method)) {
    const error = describeError(project, folder, 405, { kind })
    return { ...report, ...error, outcome: 'method-not-allowed', allow, middleware }
  }
  const action = findActionOf(known, method, search)
  if (action) {
    const error = action.status && describeError(project, folder, action.status, { kind })
    const named = { ...report, allow, middleware, ...(action.name !== undefined && { action: action.name }) }
    if (action.status === 404) return { ...named, ...error }
    if (action.status === 405) {
      const others = allow?.filter((name) => name !== 'POST') ?? null
      return { ...named, ...error, outcome: 'method-not-allowed', allow: others }
    }
    return { ...named, outcome: 'route', file: description.file, layouts }
  }
  if (method === 'OPTIONS') {
    return { ...report, outcome: 'options', status: 204, file: description.file, allow, middleware }
  }
  if (known && !known.isOpen && needsUpgrade(known.names, method)) {
    const error = describeError(project, folder, 426, { kind })
    return { ...report, ...error, outcome: 'upgrade-required', allow, middleware }
  }
  return { ...report, outcome: 'route', file: description.file, allow, middleware, layouts }
}

/** Finds the action of a page that a request calls, or the status with which it is refused. */
function findActionOf(
  known: ModuleExports | undefined,
  method: string,
  search: string,
): { name?: string; status?: 404 | 405 } | undefined {
  if (method !== 'POST' || !known?.names.has('actions')) return undefined
  const name = findActionName(new URLSearchParams(search))
  if (name === undefined) return known.names.has('POST') || known.isOpen ? undefined : { status: 405 }
  const isMissing = known.actions && !known.actions.some((action) => action.name === name)
  return isMissing ? { name, status: 404 } : { name }
}

/** Finds the outermost folder that has middleware. */
function findGuardedFolder({ files }: Project, folder: string): string | undefined {
  return ancestorFolders(folder).find((path) =>
    files.some((file) => file.kind === 'middleware' && file.folder === path),
  )
}

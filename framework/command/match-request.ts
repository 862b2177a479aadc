// Works out what the site does with a request, up to the point where its own code would run.
import { relative } from 'node:path'
import { normalizePath } from 'vite'
import { createFileFolders, createFileTable } from '../build/check-routes.ts'
import { type CanonicalPath, parsePathname, splitTarget } from '../http/canonical-url.ts'
import { isHttpError } from '../http/http-error.ts'
import { findPublicFiles } from '../node/public-files.ts'
import { ancestorFolders, matchFolder } from '../routing/folder-table.ts'
import type { Matchers } from '../routing/matcher.ts'
import type { RouteFile } from '../routing/route-file.ts'
import { type RouteMatch, matchAll } from '../routing/table.ts'
import { type DescribedRoute, describeRoute, listAround, listLayouts } from './describe-route.ts'
import { explainOrder } from './explain-order.ts'
import type { Project } from './open-project.ts'

/** What happens to a request, as `--json` prints it. Paths of files are relative to the project. */
export interface MatchReport {
  readonly method: string
  readonly url: string
  /**
   * `route`: the file answers. `public`: a file for downloading does. `redirect`: to `location`. `options`: 204 with
   * `allow`. All others are errors.
   */
  readonly outcome:
    | 'route'
    | 'public'
    | 'redirect'
    | 'options'
    | 'method-not-allowed'
    | 'not-found'
    | 'bad-request'
  /** Of the answer; `null` where the route decides. */
  readonly status: number | null
  /** The file that answers; of errors the error page, `null` for the built-in one or a problem document. */
  readonly file: string | null
  /** The matched route, also when it does not take the method. */
  readonly route: { readonly pattern: string; readonly file: string; readonly kind: string } | null
  /** The folder whose error pages are asked first; `''` is the routes folder itself. */
  readonly folder: string
  readonly params: Readonly<Record<string, unknown>>
  /** Of `Allow`; `null` when it is not known, or no route was matched. */
  readonly allow: readonly string[] | null
  readonly location: string | null
  /** What runs before the route or the error page, outermost first. */
  readonly middleware: readonly string[]
  /** What is put around the page or error page, outermost first. */
  readonly layouts: readonly string[]
  /** The nearest error page of each kind (`404`, `error`). */
  readonly errors: Readonly<Record<string, string>>
  /** Other routes that fit the URL, in the order in which they would be tried. */
  readonly others: readonly { readonly pattern: string; readonly file: string; readonly reason: string }[]
}

/** Finds out what answers; `url` is a path or a whole address. */
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
    return { ...start, ...toError(project, '', 400, false), outcome: 'bad-request' }
  }
  const publicFile = await findPublicFile(project, method, path.pathname)
  if (publicFile !== undefined) return { ...start, outcome: 'public', status: 200, file: publicFile }

  const segments = belowBase(path.segments, project.site.options.base)
  const matches = segments ? matchAll(createFileTable(project.files, matchers), segments) : []
  const [match] = matches
  if (match) return { ...start, ...(await reportMatch(project, match, matches, { method, path, search })) }

  const { folder, params } = matchFolder(createFileFolders(project.files, matchers), segments ?? [])
  return {
    ...start,
    ...createReport(project, folder),
    ...toError(project, folder, 404, false),
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
    errors: findErrorFiles(project, folder),
    others: [],
  }
}

async function findPublicFile(
  { config, site }: Project,
  method: string,
  pathname: string,
): Promise<string | undefined> {
  const { base } = site.options
  if (config.publicDir === '' || (method !== 'GET' && method !== 'HEAD') || !pathname.startsWith(base)) {
    return undefined
  }
  const name = `/${pathname.slice(base.length)}`
  const files = await findPublicFiles(config.publicDir)
  return files.has(name) ? toShownPublicPath(config, name) : undefined
}

/** Gives the path of a public file as its author would type it (`public/robots.txt`). */
export function toShownPublicPath(config: Project['config'], pathname: string): string {
  return normalizePath(relative(config.root, config.publicDir)) + decodeURIComponent(pathname)
}

function belowBase(segments: readonly string[], base: string): readonly string[] | undefined {
  const own = base.split('/').filter(Boolean)
  return own.every((segment, index) => segments[index] === segment) ? segments.slice(own.length) : undefined
}

interface Asked {
  readonly method: string
  readonly path: CanonicalPath
  readonly search: string
}

async function reportMatch(
  project: Project,
  match: RouteMatch<RouteFile>,
  matches: readonly RouteMatch<RouteFile>[],
  { method, path, search }: Asked,
): Promise<Rest> {
  const { value: file, pattern } = match.entry
  const described = await describeRoute(project, file)
  const { description } = described
  const report: Rest = {
    ...createReport(project, file.folder),
    route: { pattern: pattern.id, file: description.file, kind: description.kind },
    params: match.params,
    others: matches.slice(1).map(({ entry }) => ({
      pattern: entry.pattern.id,
      file: project.toShownPath(entry.value),
      reason: explainOrder(pattern, entry.pattern),
    })),
  }
  const isEndpoint = description.kind === 'endpoint'
  const slash = checkSlash(described, path, project)
  if (slash === 'refuse') return { ...report, ...toError(project, file.folder, 404, true) }
  if (slash) return { ...report, outcome: 'redirect', status: 308, location: slash + search }

  const { methods: allow, middleware, layouts } = description
  if (allow && !allow.includes(method)) {
    const error = toError(project, file.folder, 405, isEndpoint, findGuardedFolder(project, file.folder))
    return { ...report, ...error, outcome: 'method-not-allowed', allow }
  }
  if (method === 'OPTIONS')
    return { ...report, outcome: 'options', status: 204, file: description.file, allow }
  return { ...report, outcome: 'route', file: description.file, allow, middleware, layouts }
}

/** Gives the path to be redirected to, or tells that an endpoint does not answer with a slash at the end. */
function checkSlash(
  { description, exports }: DescribedRoute,
  { pathname, trailingSlash }: CanonicalPath,
  { site }: Project,
): string | undefined {
  const { base, trailingSlash: policy } = site.options
  const own = 'config' in exports ? exports.config?.trailingSlash : undefined
  const isPage = description.kind === 'page'
  const forEndpoint = policy === 'always' ? 'ignore' : 'never'
  const wanted = own ?? (isPage ? policy : forEndpoint)
  const isRootWithoutSlash = pathname === base.slice(0, -1)
  if (wanted === 'ignore' || pathname === base) return undefined
  if (!isRootWithoutSlash && trailingSlash === (wanted === 'always')) return undefined
  if (!isPage) return 'refuse'
  return trailingSlash ? pathname.slice(0, -1) : `${pathname}/`
}

type ErrorPart = Pick<Rest, 'outcome' | 'status' | 'file' | 'layouts'>

/** An exact status beats `_error`, then the nearest file counts; endpoints answer with problem documents. */
function toError(
  project: Project,
  folder: string,
  status: number,
  isEndpoint: boolean,
  closedFolder?: string,
): ErrorPart {
  const found = isEndpoint
    ? undefined
    : (findErrorFile(project, folder, status) ?? findErrorFile(project, folder, 0))
  return {
    outcome: 'not-found',
    status,
    file: found ? project.toShownPath(found) : null,
    layouts: found ? listOpenLayouts(project, found.folder, closedFolder) : [],
  }
}

/** Leaves out the layouts from a folder on whose middleware has not let the request pass. */
function listOpenLayouts(project: Project, folder: string, closedFolder: string | undefined): string[] {
  const folders = ancestorFolders(folder)
  const end = closedFolder === undefined ? -1 : folders.indexOf(closedFolder)
  const innermost = (end < 0 ? folders : folders.slice(0, end)).at(-1)
  return innermost === undefined ? [] : listLayouts(project, innermost)
}

/** Finds the outermost folder that has middleware. */
function findGuardedFolder({ files }: Project, folder: string): string | undefined {
  return ancestorFolders(folder).find((path) =>
    files.some((file) => file.kind === 'middleware' && file.folder === path),
  )
}

function findErrorFile({ files }: Project, folder: string, status: number): RouteFile | undefined {
  const candidates = files.filter((file) => file.kind === 'error' && (file.status ?? 0) === status)
  return ancestorFolders(folder)
    .flatMap((path) => candidates.filter((file) => file.folder === path))
    .at(-1)
}

function findErrorFiles(project: Project, folder: string): Record<string, string> {
  const statuses = new Set(
    project.files.filter(({ kind }) => kind === 'error').map(({ status }) => status ?? 0),
  )
  return Object.fromEntries(
    [...statuses].sort().flatMap((status) => {
      const file = findErrorFile(project, folder, status)
      return file ? [[status === 0 ? 'error' : String(status), project.toShownPath(file)]] : []
    }),
  )
}

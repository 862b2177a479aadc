// The ladder of errors: nearest error page, built-in page, constant text.
import { HttpError, isHttpError } from '../../http/http-error.ts'
import { isStoreFailure } from '../../session/guarded-store.ts'
import { prefersJson } from '../../http/negotiate.ts'
import { createProblem } from '../../http/problem.ts'
import { reasonPhrase } from '../../http/reason.ts'
import { formatErrorDocument } from '../../render/error-document.ts'
import type { Context } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import { type Exchange, nonceOf } from '../context/request-state.ts'
import type { ErrorReport, Manifest, ManifestFile } from '../pipeline/manifest.ts'
import type { LoadModule } from '../route/module-loader.ts'
import { type PageFiles, renderPage } from './page.ts'
import { type PagePlan, loadLevel, loadPagePlan } from '../route/route-plan.ts'
import { fetchSession, forgiveSession } from '../context/session.ts'
import type { Folder, RouteTree as Site } from '../route/route-tree.ts'

/** Where a request was when it failed. */
export interface Place {
  /** The folder whose error pages are asked first. */
  readonly folder: string
  /** The page that was loading or rendering, if it came so far. */
  readonly page?: PagePlan | undefined
}

/** What answering with an error page takes. */
export interface ErrorPages {
  readonly site: Site
  readonly load: LoadModule
  readonly manifest: Manifest
  readonly pageFiles: PageFiles
  /** Writes an unexpected error to the log and tells the site, once. */
  report(report: ErrorReport, ctx: Context): void
}

/** Answers a failed request; never throws. */
export async function answerError(
  pages: ErrorPages,
  ctx: Context,
  exchange: Exchange,
  thrown: unknown,
  place: Place,
): Promise<Draft | Response> {
  // A thrown Response is an answer like a returned one.
  if (thrown instanceof Response) return thrown
  const report = createReport(exchange, thrown, place)
  const isBug = !isHttpError(thrown)
  if (isBug || (thrown.status >= 500 && !isStoreFailure(thrown))) pages.report(report, ctx)
  const error = isBug ? hideError(thrown) : thrown
  prepareResponse(ctx, exchange, error)
  if (exchange.wantsProblem || prefersJson(exchange.request.headers.get('accept'))) {
    return toProblem(error, exchange)
  }
  // Where the request has failed before its session was fetched.
  await fetchSession(exchange)
  forgiveSession(exchange)
  const panel = isBug ? await describe(pages, report, ctx, exchange) : undefined
  const draft = await renderErrorPage(pages, ctx, exchange, error, findFolder(pages.site, exchange, place))
  return panel ? addPanel(draft, panel) : draft
}

/**
 * Reports what a part of a page threw when the rest was on its way.
 *
 * @returns The sentence that stands in its place
 */
export function reportLate(
  pages: ErrorPages,
  ctx: Context,
  exchange: Exchange,
  thrown: unknown,
  page: PagePlan,
): string {
  const isForVisitors = isHttpError(thrown) && thrown.status < 500
  if (isForVisitors || thrown instanceof Response) {
    const what = isForVisitors ? `an HttpError ${thrown.status}` : 'a Response'
    const { file, requestId, route } = exchange
    exchange.log.warn(
      { requestId, route },
      `${file}: a part of the page threw ${what} after the response had started. Throw it in the loader, or outside of <Suspense>.`,
    )
  } else pages.report(createReport(exchange, thrown, { folder: '', page }), ctx)
  return isForVisitors ? thrown.message : `This part could not be loaded. Request id: ${exchange.requestId}`
}

async function describe(
  pages: ErrorPages,
  report: ErrorReport,
  ctx: Context,
  exchange: Exchange,
): Promise<string | undefined> {
  try {
    return await pages.manifest.describeError?.(report, nonceOf(exchange))
  } catch (error) {
    // The page without its description is better than none.
    pages.report({ ...report, error }, ctx)
    return undefined
  }
}

/** The fixed sentence for anything that is no `HttpError`. */
function hideError(cause: unknown): HttpError {
  return new HttpError(500, 'Something went wrong on our side. It has been noted.', { cause })
}

function createReport(exchange: Exchange, error: unknown, place: Place): ErrorReport {
  const session = exchange.sessionSlot?.session as object | undefined
  return {
    error,
    requestId: exchange.requestId,
    request: exchange.request,
    route: exchange.route,
    files: place.page?.paths ?? [],
    session: session && Object.fromEntries(Object.keys(session).map((name) => [name, '•••'])),
  }
}

/** Sets status and headers; what was meant for the page that failed does not apply to its error page. */
function prepareResponse(ctx: Context, exchange: Exchange, error: HttpError): void {
  ctx.status = error.status
  exchange.isErrorPage = true
  exchange.failure = undefined
  exchange.isNonceUsed = false
  for (const name of ofThePageOnly) exchange.headers?.delete(name)
  exchange.routeHeaders = Object.fromEntries(
    Object.entries(exchange.routeHeaders ?? {}).filter(
      ([name]) => !ofThePageOnly.includes(name.toLowerCase()),
    ),
  )
  ctx.headers.set('cache-control', 'no-store')
  for (const [name, value] of Object.entries(error.headers ?? {})) ctx.headers.set(name, value)
}

const ofThePageOnly = ['cache-control', 'content-type', 'etag', 'expires', 'last-modified']

function toProblem(error: HttpError, exchange: Exchange): Draft {
  const problem = createProblem(error.status, {
    detail: error.message,
    instance: exchange.pathname,
    requestId: exchange.requestId,
    ...(error.errors ? { errors: error.errors } : {}),
  })
  return { status: error.status, headers: problemHeaders, body: JSON.stringify(problem) }
}

const problemHeaders: Draft['headers'] = [['content-type', 'application/problem+json']]
const htmlHeaders: Draft['headers'] = [['content-type', 'text/html; charset=utf-8']]

/** An error in a layout is answered above the folder of that layout. */
function findFolder(site: Site, exchange: Exchange, place: Place): readonly Folder[] {
  const folders = site.foldersTo(place.folder)
  const { page } = place
  if (!page || exchange.level >= page.levels.length - 1) return folders
  return aboveOf(folders, page.levels[exchange.level]!.folder)
}

/** Leaves out the folders that the request was not let into. */
function openOf(folders: readonly Folder[], { closedFolder }: Exchange): readonly Folder[] {
  return closedFolder === undefined ? folders : aboveOf(folders, closedFolder)
}

function aboveOf(folders: readonly Folder[], path: string): readonly Folder[] {
  const index = folders.findIndex((folder) => folder.path === path)
  return index < 0 ? folders : folders.slice(0, index)
}

async function renderErrorPage(
  pages: ErrorPages,
  ctx: Context,
  exchange: Exchange,
  error: HttpError,
  folders: readonly Folder[],
): Promise<Draft | Response> {
  const found = findErrorFile(folders, error.status)
  if (!found) return builtInPage(error, exchange, ctx)
  let plan: PagePlan | undefined
  try {
    const { site, load } = pages
    const within = openOf(folders.slice(0, folders.indexOf(found.folder) + 1), exchange)
    const level = await loadLevel(found.file, found.folder.path, load)
    plan = await loadPagePlan(site, within, load, { ...level, loader: undefined })
    exchange.level = plan.levels.length - 1
    const extra = { error, status: error.status, requestId: exchange.requestId }
    return await renderPage(plan, ctx, pages.pageFiles, { extra })
  } catch (failure) {
    const both = new Error(`routes/${found.file.path}: the error page failed itself.`, {
      cause: failure,
    })
    pages.report(createReport(exchange, both, { folder: found.folder.path, page: plan }), ctx)
    // Of a page that renders in parts nobody can tell which level failed: leave out all its layouts.
    const level = plan?.isAsync ? 0 : exchange.level
    const failedLayout = plan && level < plan.levels.length - 1 && plan.levels[level]
    if (failedLayout) {
      return renderErrorPage(pages, ctx, exchange, error, aboveOf(folders, failedLayout.folder))
    }
    return constantText(error)
  }
}

/** Exact status beats generic, then nearer beats farther. */
function findErrorFile(
  folders: readonly Folder[],
  status: number,
): { folder: Folder; file: ManifestFile } | undefined {
  for (const wanted of [status, 0]) {
    const folder = folders.findLast((candidate) => candidate.errors.has(wanted))
    if (folder) return { folder, file: folder.errors.get(wanted)! }
  }
  return undefined
}

function builtInPage(error: HttpError, exchange: Exchange, ctx: Context): Draft {
  const body = formatErrorDocument({
    status: error.status,
    title: reasonPhrase(error.status),
    message: error.message,
    requestId: exchange.requestId,
    nonce: ctx.nonce,
  })
  return { status: error.status, headers: htmlHeaders, body }
}

function constantText(error: HttpError): Draft {
  return {
    status: error.status,
    headers: [['content-type', 'text/plain; charset=utf-8']],
    body: `${error.status} ${reasonPhrase(error.status)}\n`,
  }
}

function addPanel(answer: Draft | Response, panel: string): Draft | Response {
  if (answer instanceof Response || typeof answer.body !== 'string') return answer
  if (!answer.headers.some(([, value]) => value.startsWith('text/html'))) {
    return { ...answer, headers: htmlHeaders, body: `<!DOCTYPE html><pre>${answer.body}</pre>${panel}` }
  }
  const end = answer.body.lastIndexOf('</body>')
  const body = end < 0 ? answer.body + panel : answer.body.slice(0, end) + panel + answer.body.slice(end)
  return { ...answer, body }
}

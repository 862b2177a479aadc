// Answers a failed request with the nearest error page, else the built-in page, else constant text.
import { isNavigation, isSubresource } from '../../http/fetch-metadata.ts'
import { HttpError, isHttpError } from '../../http/http-error.ts'
import { prefersHtml, prefersJson } from '../../http/negotiate.ts'
import { createProblem } from '../../http/problem.ts'
import { reasonPhrase } from '../../http/reason.ts'
import type { Answer, ResponseParts } from '../../http/response.ts'
import { formatErrorDocument } from '../../render/error-document.ts'
import { nearestErrorFile } from '../../routing/nearest-error-file.ts'
import { isStoreFailure } from '../../session/guarded-store.ts'
import { createErrorReport, reportError } from '../context/error-report.ts'
import { nonceOf } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'
import { fetchSession, forgiveSession } from '../context/session.ts'
import { warnAboutRedirect } from '../context/refused-redirect.ts'
import { isVisitorGone, logDeparture } from '../context/visitor-left.ts'
import { pageOnlyHeaders } from '../response/page-only-headers.ts'
import { type Failure, locateFailure } from '../route/failure.ts'
import { type PagePlan, loadLevel, loadPagePlan } from '../route/page-plan.ts'
import type { Folder } from '../route/route-tree.ts'
import { htmlHeaders, renderPage } from './page.ts'

/**
 * Answers a failed request. It never throws.
 *
 * @param thrown What a step of the request threw, with or without a location
 */
export async function answerError(state: RequestState, thrown: unknown): Promise<Answer> {
  const failure = locateFailure(thrown, {})
  const { cause } = failure
  // A thrown Response counts as an answer, like a returned one.
  if (cause instanceof Response) return cause
  const { incoming, plan, site } = state
  // No page is rendered and no loader runs for a response that cannot arrive.
  if (isVisitorGone(state, cause)) {
    logDeparture(state, cause)
    return constantText(visitorGone)
  }
  const isBug = !isHttpError(cause)
  const error = isBug ? hideError(cause) : cause
  if (error.status < 500 || isStoreFailure(error)) warnAboutRedirect(state, error)
  else reportError(state, cause, plan.page?.paths)
  prepareReply(state, error)
  const { headers } = incoming.request
  // No visitor sees an error page in place of an image, and its loaders would run for every missing file.
  if (isSubresource(headers) && !prefersJson(headers.get('accept'))) return constantText(error.status)
  if (wantsProblem(state)) return toProblem(state, error)
  // The request may have failed before its session was fetched.
  await fetchSession(state)
  forgiveSession(state)
  const panel = isBug ? await describe(state, cause) : await describeMissing(state, error)
  const around = site.routes.foldersTo(failure.folder ?? plan.folder)
  const folders = aboveFailedLayout(around, plan.page, failure.level)
  const page = await renderErrorPage(state, error, folders, failure)
  return panel ? addPanel(page, panel) : page
}

/** Programs get problem documents. A visitor who is led to an endpoint, for example by a form, gets a page. */
function wantsProblem({ incoming, plan }: RequestState): boolean {
  const { headers } = incoming.request
  const accept = headers.get('accept')
  if (incoming.isUpgrade) return true
  return plan.kind === 'endpoint' ? !isNavigation(headers) || !prefersHtml(accept) : prefersJson(accept)
}

/** The status that proxies log for a request whose client has closed the connection. */
const visitorGone = 499

/** Hides an unexpected error behind a fixed sentence. */
function hideError(cause: unknown): HttpError {
  return new HttpError(500, 'Something went wrong on our side. It has been noted.', { cause })
}

/** Sets status and headers, and removes what belongs to the failed page. */
function prepareReply({ ctx, reply, visitor }: RequestState, error: HttpError): void {
  // The failed page is not shown. The layouts around the error page may still show its flash messages.
  visitor.session?.returnFlashes()
  reply.status = error.status
  reply.isReplacement = true
  reply.failure = undefined
  reply.isNonceUsed = false
  for (const name of pageOnlyHeaders) reply.headers?.delete(name)
  ctx.headers.set('cache-control', 'no-store')
  for (const [name, value] of Object.entries(error.headers ?? {})) ctx.headers.set(name, value)
}

function toProblem({ incoming }: RequestState, { status, message, errors }: HttpError): ResponseParts {
  const problem = createProblem(status, {
    detail: message,
    instance: incoming.pathname,
    requestId: incoming.requestId,
    ...(errors ? { errors } : {}),
  })
  const headers: ResponseParts['headers'] = [['content-type', 'application/problem+json']]
  return { kind: 'data', status, headers, body: JSON.stringify(problem) }
}

/** Formats the dev server's description of a bug. */
async function describe(state: RequestState, cause: unknown): Promise<string | undefined> {
  const { plan, reply, site } = state
  try {
    const report = createErrorReport(state, cause, plan.page?.paths)
    return await site.manifest.describeError?.(report, nonceOf(reply))
  } catch (error) {
    // An error page without the description is better than no page.
    reportError(state, error)
    return undefined
  }
}

/** Formats the dev server's description of a path without a route. */
async function describeMissing(
  { incoming, plan, site }: RequestState,
  { status }: HttpError,
): Promise<string | undefined> {
  const { describeMissing: describePath, log } = site.manifest
  if (!describePath || plan.kind !== 'missing' || status !== 404) return undefined
  try {
    return await describePath(incoming.request)
  } catch (error) {
    // Routes that clash, for example, are reported elsewhere.
    log.debug({ err: error }, 'The missing page could not be described.')
    return undefined
  }
}

/** Leaves out the folder of a failed layout and those below it: the error page must not render that layout again. */
function aboveFailedLayout(
  folders: readonly Folder[],
  page: PagePlan | undefined,
  level: number | undefined,
): readonly Folder[] {
  if (!page || level === undefined || level >= page.levels.length - 1) return folders
  return above(folders, page.levels[level]!.folder)
}

/** Lists the folders outside of one; all of them if it is not among them. */
function above(folders: readonly Folder[], path: string | undefined): readonly Folder[] {
  const index = folders.findIndex((folder) => folder.path === path)
  return index < 0 ? folders : folders.slice(0, index)
}

async function renderErrorPage(
  state: RequestState,
  error: HttpError,
  folders: readonly Folder[],
  { closedFolder }: Failure,
): Promise<Answer> {
  const { incoming, site } = state
  const found = nearestErrorFile(folders, error.status)
  if (!found) return builtInPage(state, error)
  let plan: PagePlan | undefined
  try {
    const within = folders.slice(0, folders.indexOf(found.folder) + 1)
    const open = above(within, closedFolder)
    const level = await loadLevel(found.file, found.folder.path, site.load)
    const source = { tree: site.routes, load: site.load }
    plan = await loadPagePlan(source, open, { ...level, loader: undefined })
    const extra = { error, status: error.status, requestId: incoming.requestId }
    return await renderPage(state, plan, { extra })
  } catch (thrown) {
    const failure = locateFailure(thrown, {})
    const sentence = `routes/${found.file.path}: the error page itself failed.`
    reportError(state, new Error(sentence, { cause: failure.cause }), plan?.paths)
    // The failed level of an asynchronous page is unknown: leave out all its layouts.
    const level = plan?.memo.isAsync ? 0 : failure.level
    const outer = aboveFailedLayout(folders, plan, level)
    return outer === folders
      ? constantText(error.status)
      : renderErrorPage(state, error, outer, locateFailure(error, { closedFolder }))
  }
}

function builtInPage(
  { ctx, incoming }: RequestState,
  { status, message, errors = {} }: HttpError,
): ResponseParts {
  const body = formatErrorDocument({
    status,
    title: reasonPhrase(status),
    message,
    details: Object.entries(errors).flatMap(([field, texts]) =>
      texts.map((text) => (field === '' ? text : `${field}: ${text}`)),
    ),
    requestId: incoming.requestId,
    nonce: ctx.nonce,
  })
  return { kind: 'page', status, headers: htmlHeaders, body }
}

/** The last resort: status and reason, which no code of the site takes part in. */
export function constantText(status: number): ResponseParts {
  const headers: ResponseParts['headers'] = [['content-type', 'text/plain; charset=utf-8']]
  return { kind: 'data', status, headers, body: `${status} ${reasonPhrase(status)}\n` }
}

function addPanel(answer: Answer, panel: string): Answer {
  if (answer instanceof Response || typeof answer.body !== 'string') return answer
  const { body } = answer
  if (answer.kind !== 'page') {
    return {
      ...answer,
      kind: 'page',
      headers: htmlHeaders,
      body: `<!DOCTYPE html><pre>${body}</pre>${panel}`,
    }
  }
  const end = body.lastIndexOf('</body>')
  return { ...answer, body: end < 0 ? body + panel : body.slice(0, end) + panel + body.slice(end) }
}

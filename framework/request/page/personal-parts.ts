// Renders personal parts for the visitor: in place, or in the holes of a page that all visitors share.
import type { FunctionComponent } from 'preact'
import { jsx } from 'preact/jsx-runtime'
import { isAscii } from '../../http/ascii.ts'
import { isHttpError } from '../../http/http-error.ts'
import type { Hole, Slot } from '../../http/page-template.ts'
import type { Answer, ResponseParts } from '../../http/response.ts'
import { hashTexts } from '../../http/text-hash.ts'
import { andThen, isThenable } from '../../http/thenable.ts'
import { type PersonalPart, findPersonalPart, readHoleProps } from '../../render/personal-part.ts'
import { renderTree } from '../../render/render-tree.ts'
import type { PageState, PersonalRenderer } from '../../render/request-context.ts'
import { isStoreFailure } from '../../session/guarded-store.ts'
import { toState } from '../context/create-context.ts'
import { reportError } from '../context/error-report.ts'
import { type RequestState, forParts } from '../context/request-state.ts'
import { activeSession } from '../context/session.ts'
import { isVisitorGone, logDeparture } from '../context/visitor-left.ts'
import { createPartProps } from './page-props.ts'
import { explainTimeout, limitRendering } from './render-limit.ts'

/** Renders the parts of pages that are for one visitor. */
export const personalRenderer: PersonalRenderer = { renderInPlace }

async function renderInPlace(
  page: PageState,
  part: PersonalPart,
  props: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const state = toState(page.request as object)
  try {
    const { plan, reply, visitor } = state
    visitor.hasParts = true
    // A streamed part that has to wait may continue after the headers have been sent, when it is too late to open the session.
    const mayComeLate = plan.page?.streamDeadline !== undefined && !reply.isSent
    if (mayComeLate && plan.settings.hasSession) activeSession(state)
    // Awaited in any case: the renderer cannot render a tree while it renders another one.
    const data = await part.loader?.(state.ctx as never)
    return await renderLoadedPart(state, page, part, props, data)
  } catch (error) {
    return reportPartFailure(state, part, error)
  }
}

/**
 * Fills the holes of a page that all visitors share with the parts of this visitor.
 *
 * @param answer Returned as it is, unless it is a page with holes
 * @param etag Identifies the shared page, if it is stored
 */
export function fillHoles(state: RequestState, answer: Answer, etag?: string): Answer | Promise<Answer> {
  if (answer instanceof Response || !answer.template) return answer
  const { reply, site, visitor } = state
  visitor.hasParts = true
  // These describe the shared page. A part may set its own.
  for (const name of sharedHeaders) reply.headers?.delete(name)
  const own = forParts(state)
  const page: PageState = {
    request: own.ctx,
    browserFiles: site.pageFiles.browserFiles,
    personal: personalRenderer,
    usedNumbers: answer.template.islands,
  }
  const html = answer.body as string
  const { holes } = answer.template
  return andThen(renderHoles(own, page, holes), (rendered) => {
    const tags = page.islands?.formatTags(reply.nonce) ?? ''
    const body = insertParts(html, holes, rendered, tags)
    const texts = [etag ?? html, tags, ...rendered.map((part) => part ?? '')]
    // Joined: the check of headers, a regular expression, takes much longer for a text that was concatenated.
    reply.filled = { body, etag: ['"', hashTexts(texts), '"'].join('') }
    // Only if all of it is ASCII: elsewhere two pieces can become one character, so their sizes do not add up.
    const hasAscii = answer.ascii === html && isAscii(tags) && rendered.every(isAsciiPart)
    const ascii = hasAscii ? body : undefined
    return { ...answer, body, ascii, template: undefined } satisfies ResponseParts
  })
}

const sharedHeaders = [
  'cache-control',
  'cdn-cache-control',
  'surrogate-control',
  'expires',
  'etag',
  'last-modified',
]

/** The HTML of a part; `undefined` if it failed and its fallback is shown. */
type PartHtml = string | undefined

function isAsciiPart(part: PartHtml): boolean {
  return part === undefined || isAscii(part)
}

function renderHoles(
  state: RequestState,
  page: PageState,
  holes: readonly Hole[],
): readonly PartHtml[] | Promise<readonly PartHtml[]> {
  const rendered = holes.map((hole) => renderHole(state, page, hole))
  return rendered.some(isThenable) ? Promise.all(rendered) : (rendered as readonly PartHtml[])
}

function renderHole(state: RequestState, page: PageState, hole: Hole): PartHtml | Promise<PartHtml> {
  const part = findPersonalPart(hole.file)!
  const fail = (error: unknown): undefined => reportPartFailure(state, part, error)
  try {
    const props = readHoleProps(hole, ({ html, holes }) => fillSlot(state, page, { html, holes }))
    const data = part.loader?.(state.ctx as never)
    const result = isThenable(data)
      ? Promise.resolve(data).then((loaded) => renderLoadedPart(state, page, part, props, loaded))
      : renderLoadedPart(state, page, part, props, data)
    const limited = limitRendering(state, result, (limit) =>
      explainTimeout(`${part.file}: a personal part`, limit),
    )
    return limited instanceof Promise ? limited.catch(fail) : limited
  } catch (error) {
    return fail(error)
  }
}

async function fillSlot(state: RequestState, page: PageState, { html, holes }: Slot): Promise<string> {
  // The renderer cannot render a tree while it renders another one.
  await undefined
  return insertParts(html, holes, await renderHoles(state, page, holes), '')
}

/** @param tags Inserted at the end of the head */
function insertParts(
  html: string,
  holes: readonly Hole[],
  rendered: readonly PartHtml[],
  tags: string,
): string {
  const headEnd = tags === '' ? -1 : html.indexOf('</head>')
  let text = ''
  let position = 0
  for (const [index, { start, end }] of holes.entries()) {
    // A part without a fallback may be the last child of the head: the tags come after it.
    if (position <= headEnd && headEnd < start) {
      text += html.slice(position, headEnd) + tags
      position = headEnd
    }
    text += html.slice(position, start) + (rendered[index] ?? html.slice(start, end))
    position = end
  }
  return position <= headEnd
    ? text + html.slice(position, headEnd) + tags + html.slice(headEnd)
    : text + html.slice(position)
}

function renderLoadedPart(
  state: RequestState,
  page: PageState,
  part: PersonalPart,
  props: Readonly<Record<string, unknown>>,
  data: unknown,
): string | Promise<string> {
  // Handled like an error, because the rest of the page cannot be taken back.
  if (data instanceof Response) throw data
  page.personalCount = (page.personalCount ?? 0) + 1
  // The ids of `useId` start from this mark, so that they differ from those of the page and of other parts.
  const mark = [`part${page.personalCount}`, 0]
  return renderTree(
    () => {
      const element = jsx(part.default as FunctionComponent, createPartProps(state, props, data))
      return Object.assign(element, { __m: mark })
    },
    part.memo,
    page,
  )
}

function reportPartFailure(state: RequestState, part: PersonalPart, thrown: unknown): undefined {
  const { incoming, plan, site } = state
  if (isVisitorGone(state, thrown)) {
    logDeparture(state, thrown)
    return undefined
  }
  const isForVisitors = isHttpError(thrown) && thrown.status < 500
  if (isForVisitors || thrown instanceof Response) {
    const what = isForVisitors ? `threw an HttpError ${thrown.status}` : 'answered with a Response'
    site.manifest.log.warn(
      { requestId: incoming.requestId, route: plan.id, file: part.file },
      `${part.file}: a personal part ${what}, and its fallback is shown. It cannot answer for the whole page. Do this in the loader of the page, or return data.`,
    )
  } else if (!isStoreFailure(thrown)) reportError(state, thrown, plan.page?.paths)
  return undefined
}

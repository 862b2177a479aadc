// Renders a page: runs its loaders, then renders its head, its component tree and the document.
import type { JSX } from 'preact'
import { HttpError } from '../../http/http-error.ts'
import { shareHeaders } from '../../http/header-line.ts'
import type { Answer, HeaderPairs, ResponseParts } from '../../http/response.ts'
import { andThen, attempt, isThenable } from '../../http/thenable.ts'
import { formatDocument } from '../../render/document.ts'
import { type Head, assertHead, formatHead, mergeHeads } from '../../render/head.ts'
import { createPageIslands } from '../../render/page-islands.ts'
import { renderTree } from '../../render/render-tree.ts'
import type { PageState } from '../../render/request-context.ts'
import { renderStream } from '../../render/stream.ts'
import { toHref } from '../context/incoming.ts'
import { nonceOf } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'
import { type Failure, locateFailure } from '../route/failure.ts'
import type { PagePlan } from '../route/page-plan.ts'
import { reportLateFailure } from './late-failure.ts'
import { personalRenderer } from './personal-parts.ts'
import { explainTimeout, limitRendering } from './render-limit.ts'
import { type PageInput, type PropsWithChildren, createProps } from './page-props.ts'
import { createTree, findFailedLevel } from './page-tree.ts'
import { type LoaderProgress, runLoaders } from './run-loaders.ts'

/**
 * Runs the loaders of a page and renders it.
 *
 * @returns The page, or the `Response` that a loader returned
 * @throws Failure with the level of the page that failed
 */
export function renderPage(
  state: RequestState,
  plan: PagePlan,
  input: PageInput = {},
): Answer | Promise<Answer> {
  const progress: LoaderProgress = { waiting: undefined }
  const rendering = renderAll(state, plan, input, progress)
  return limitRendering(
    state,
    rendering,
    (limit) => createTimeoutFailure(plan, progress, limit),
    plan.streamDeadline,
  )
}

function createTimeoutFailure({ levels }: PagePlan, { waiting }: LoaderProgress, limit: number): Failure {
  const [level = levels.length - 1] = waiting ?? []
  const what = `routes/${levels[level]!.file.path}: ${waiting ? 'the loader' : 'a component of the page'}`
  const error = new HttpError(503, 'This page took too long. Try again in a moment.', {
    cause: explainTimeout(what, limit),
    headers: { 'retry-after': '10' },
  })
  return locateFailure(error, { level })
}

function renderAll(
  state: RequestState,
  plan: PagePlan,
  input: PageInput,
  progress: LoaderProgress,
): Answer | Promise<Answer> {
  const { incoming, site, steps } = state
  const hasLoaders = steps && plan.levels.some(({ loader }) => loader)
  const load = (): ReturnType<typeof runLoaders> => runLoaders(state, plan, progress)
  return andThen(hasLoaders ? steps.run('loader', load) : load(), (data) => {
    if (data instanceof Response) return data
    // A streamed page may wait for a promise in its data.
    if (plan.streamDeadline === undefined) site.manifest.review?.data(incoming.request, plan.levels, data)
    const props = plan.levels.map((_, level) => createProps(state, data[level], input.form))
    Object.assign(props.at(-1)!, input.extra)
    return andThen(readHead(plan, props), (head) =>
      steps
        ? steps.run('render', () => renderLoaded(state, plan, input, props, head))
        : renderLoaded(state, plan, input, props, head),
    )
  })
}

function readHead({ levels, memo }: PagePlan, props: readonly object[]): Head | Promise<Head> {
  if (memo.head) return memo.head
  const heads = levels.flatMap(({ file, head }, index) => {
    if (head === undefined) return []
    const value = typeof head === 'function' ? attempt(() => head(props[index] as never)) : head
    return [andThen(value, (result) => checkHead(result, file.path))]
  })
  if (heads.some(isThenable)) return Promise.all(heads as Promise<Head>[]).then(mergeHeads)
  const merged = mergeHeads(heads as Head[])
  if (levels.every(({ head }) => typeof head !== 'function')) memo.head = merged
  return merged
}

function checkHead(head: unknown, path: string): Head {
  assertHead(head, `routes/${path}`)
  return head
}

function renderLoaded(
  state: RequestState,
  plan: PagePlan,
  input: PageInput,
  props: readonly PropsWithChildren[],
  head: Head,
): ResponseParts | Promise<ResponseParts> {
  const { ctx, incoming, reply, site } = state
  const { pageFiles } = site
  const isShared = site.manifest.isPrerendering === true || (reply.keepsHoles && !reply.isReplacement)
  const appProps = createProps(state, undefined, input.form)
  // Of the tree that was created last: a rendering that has to wait begins again, with a second tree.
  let page: PageState
  const createPage = (mark?: (level: number) => void): JSX.Element => {
    page = { request: ctx, browserFiles: pageFiles.browserFiles, personal: personalRenderer, isShared }
    return createTree(plan, props, appProps, page, mark)
  }
  const render = (mark?: (level: number) => void): string | Promise<string> =>
    renderTree(() => createPage(mark), plan.memo)
  try {
    if (plan.streamDeadline !== undefined) {
      const body = renderStream(createPage(), {
        deadline: plan.streamDeadline,
        signal: ctx.signal,
        toDocument,
        nonce: () => ctx.nonce,
        onFailure: (error) => reportLateFailure(state, error, plan),
      })
      return andThen(body, toParts)
    }
    return andThen(render(), (markup) => takeHoles(toDocument(markup)))
  } catch (error) {
    if (plan.levels.length < 2) throw error
    throw locateFailure(error, { level: findFailedLevel(plan, render) })
  }

  function toDocument(markup: string): string {
    plan.memo.headTags ??= pageFiles.toHeadTags(plan.paths, () => nonceOf(reply))
    reply.styleHashes = pageFiles.styleHashesOf(plan)
    if (pageFiles.hasScript && pageFiles.browserFiles) {
      page.islands ??= createPageIslands(pageFiles.browserFiles)
    }
    const tags = page.islands ? plan.memo.headTags + page.islands.formatTags(reply.nonce) : plan.memo.headTags
    page.isHeadDone = true
    page.nonce = reply.nonce
    const html = formatDocument(markup, head, formatHeadOnce(plan, head, () => ctx.nonce) + tags)
    site.manifest.review?.page({
      paths: plan.paths,
      methods: state.plan.methods,
      html,
      url: toHref(incoming),
    })
    return html
  }

  function takeHoles(document: string): ResponseParts {
    if (!page.holes) return toParts(document)
    const { html, holes } = page.holes.extract(document)
    const islands = page.islands?.countUsed()
    return { ...toParts(html), template: { holes, ...(islands && { islands }) } }
  }

  function toParts(body: string | ReadableStream<Uint8Array>): ResponseParts {
    const headers = typeof body === 'string' ? htmlHeaders : streamHeaders
    return { kind: 'page', status: reply.status, headers, body: body as BodyInit }
  }
}

function formatHeadOnce({ memo }: PagePlan, head: Head, nonce: () => string): string {
  if (head !== memo.head || head.script) return formatHead(head, nonce)
  memo.headHtml ??= formatHead(head, nonce)
  return memo.headHtml
}

export const htmlHeaders: HeaderPairs = shareHeaders([['content-type', 'text/html; charset=utf-8']])

// Without the second one, nginx would keep the first part of the page until the rest has come.
const streamHeaders: HeaderPairs = [...htmlHeaders, ['x-accel-buffering', 'no']]

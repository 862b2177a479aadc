// From loaders to a rendered document.
import { type ComponentChildren, type JSX, h } from 'preact'
import { jsx } from 'preact/jsx-runtime'
import { formatDocument } from '../../render/document.ts'
import { type Head, mergeHeads } from '../../render/head.ts'
import { renderTree } from '../../render/render-tree.ts'
import { type BrowserFiles, createPageIslands } from '../../render/page-islands.ts'
import { type PageState, RequestContext } from '../../render/request-context.ts'
import { renderStream } from '../../render/stream.ts'
import { type Context, toExchange } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import { type Exchange, nonceOf } from '../context/request-state.ts'
import { type PageInput, createProps } from './page-props.ts'
import type { Level, PagePlan } from '../route/route-plan.ts'
import { isThenable } from '../../http/thenable.ts'

/**
 * Runs the loaders of a page and renders it.
 *
 * @param files What the page makes browsers load
 * @param reportLate Takes what a part of a streamed page threw, and gives the sentence for the visitor
 * @returns A draft, or the `Response` that a loader answered with
 */
export function renderPage(
  plan: PagePlan,
  ctx: Context,
  files: PageFiles,
  input: PageInput,
  reportLate?: (error: unknown) => string,
): Draft | Response | Promise<Draft | Response> {
  const exchange = toExchange(ctx)
  const data = runLoaders(plan.levels, ctx, exchange)
  return data instanceof Promise ? data.then(renderLoaded) : renderLoaded(data)

  function renderLoaded(data: readonly unknown[] | Response): Draft | Response | Promise<Draft | Response> {
    if (data instanceof Response) return data
    const props = plan.levels.map((_, index) =>
      createProps(ctx, exchange, data[index], input, index === plan.levels.length - 1),
    )
    const head = readHead(plan.levels, props)
    return head instanceof Promise ? head.then((read) => render(props, read)) : render(props, head)
  }

  function render(props: readonly PropsWithChildren[], head: Head): Draft | Promise<Draft> {
    exchange.level = plan.levels.length - 1
    const appProps = createProps(ctx, exchange, undefined, input, false)
    let state: PageState
    const createWith = (marks: Exchange | undefined): JSX.Element => {
      state = { request: ctx, browserFiles: files.browserFiles }
      return createTree(plan, props, appProps, state, marks)
    }
    const renderWith = (marks: Exchange | undefined): string | Promise<string> =>
      renderTree(
        () => createWith(marks),
        plan.isAsync,
        () => {
          plan.isAsync = true
        },
      )
    try {
      if (reportLate && plan.streamDeadline !== undefined) {
        const body = renderStream(createWith(undefined), {
          deadline: plan.streamDeadline,
          signal: ctx.signal,
          toDocument,
          nonce: () => ctx.nonce,
          onFailure: reportLate,
        })
        return body instanceof Promise ? body.then(toDraft) : toDraft(body)
      }
      const markup = renderWith(undefined)
      return typeof markup === 'string' ? finish(markup) : markup.then(finish)
    } catch (error) {
      if (plan.levels.length > 1) findFailedLevel(plan, exchange, () => renderWith(exchange))
      throw error
    }

    function finish(markup: string): Draft {
      return toDraft(toDocument(markup))
    }

    function toDocument(markup: string): string {
      plan.headTags ??= files.toHeadTags(plan.paths, () => nonceOf(exchange))
      if (files.toStyleHashes) {
        plan.styleHashes ??= files.toStyleHashes(plan.paths)
        exchange.styleHashes = plan.styleHashes
      }
      if (files.hasScript && files.browserFiles) state.islands ??= createPageIslands(files.browserFiles)
      const tags = state.islands ? plan.headTags + state.islands.formatTags(exchange.nonce) : plan.headTags
      Object.assign(state, { isHeadDone: true, nonce: exchange.nonce })
      return formatDocument(markup, head, tags, () => ctx.nonce)
    }

    function toDraft(body: Draft['body']): Draft {
      return { status: ctx.status, headers: htmlHeaders, body }
    }
  }
}

/** What pages make browsers load. */
export interface PageFiles {
  /** Gives the tags for the files of a page. */
  toHeadTags(paths: readonly string[], nonce: () => string): string
  /** Gives the hashes of the sheets among them, where there are any. */
  toStyleHashes?(paths: readonly string[]): readonly string[]
  readonly browserFiles: BrowserFiles | undefined
  /** Whether every page loads the script that starts islands, which then does more. */
  readonly hasScript: boolean
}

const htmlHeaders: Draft['headers'] = [['content-type', 'text/html; charset=utf-8']]

type PropsWithChildren = { children?: ComponentChildren }

/** Calls all loaders at once and waits for all of them; the outermost failure or response counts. */
function runLoaders(
  levels: readonly Level[],
  ctx: Context,
  exchange: Exchange,
): readonly unknown[] | Response | Promise<readonly unknown[] | Response> {
  const results = levels.map(({ loader }) => attempt(() => loader?.(ctx)))
  if (!results.some(isThenable)) return pickResponse(results)
  return Promise.allSettled(results).then((settled) => {
    for (const [index, outcome] of settled.entries()) {
      if (outcome.status === 'fulfilled' && outcome.value instanceof Response) return outcome.value
      if (outcome.status === 'rejected') {
        exchange.level = index
        throw outcome.reason
      }
    }
    return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value)
  })
}

/** Turns what is thrown into a rejection, so that nobody's failure hides the others'. */
function attempt(step: () => unknown): unknown {
  try {
    return step()
  } catch (error) {
    return Promise.reject(error)
  }
}

function pickResponse(data: readonly unknown[]): readonly unknown[] | Response {
  for (const value of data) if (value instanceof Response) return value
  return data
}

function readHead(levels: readonly Level[], props: readonly object[]): Head | Promise<Head> {
  const heads = levels.flatMap(({ head }, index) => {
    if (!head) return []
    return [typeof head === 'function' ? attempt(() => head(props[index] as never)) : head]
  })
  if (heads.some(isThenable)) return Promise.all(heads as Promise<Head>[]).then(mergeHeads)
  return mergeHeads(heads as Head[])
}

/**
 * Finds out which level of a page failed, so that an error in a layout is not shown inside that layout.
 *
 * By rendering once more, with marks between the levels: pages that do not fail need not pay for the marks.
 */
function findFailedLevel(plan: PagePlan, exchange: Exchange, renderMarked: () => unknown): void {
  exchange.level = 0
  try {
    renderMarked()
  } catch {
    // The same error again: the last mark that was passed says where.
    return
  }
  exchange.level = plan.levels.length - 1
}

/** @param marks Where to note the level that is being rendered, if at all */
function createTree(
  plan: PagePlan,
  props: readonly PropsWithChildren[],
  appProps: PropsWithChildren,
  state: PageState,
  marks: Exchange | undefined,
): JSX.Element {
  let tree: JSX.Element | undefined
  for (let index = plan.levels.length - 1; index >= 0; index--) {
    const levelProps = props[index]!
    if (tree) levelProps.children = marks ? [mark(marks, index + 1), tree, mark(marks, index)] : tree
    // jsx() keeps the props object as it is; h() would copy it and thereby read the session.
    tree = jsx(plan.levels[index]!.component as () => JSX.Element, levelProps)
  }
  appProps.children = tree
  const document = plan.app
    ? jsx(plan.app.component as () => JSX.Element, appProps)
    : h(DefaultApp, null, tree)
  return h(RequestContext.Provider, { value: state, children: document })
}

function mark(exchange: Exchange, level: number): JSX.Element {
  return h(Mark, { exchange, level })
}

function Mark({ exchange, level }: { exchange: Exchange; level: number }): null {
  exchange.level = level
  return null
}

function DefaultApp({ children }: { children?: ComponentChildren }): JSX.Element {
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    ),
    h('body', null, children),
  )
}

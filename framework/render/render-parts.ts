// Renders trees with async components: each component runs once, and its result is inserted when it arrives.
import { type JSX, h, options } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { finishCorrections } from './correct-elements.ts'
import { prepareRenderer } from './prepare-renderer.ts'
import { type PageState, type RequestScope, createRequestScope, renderInScope } from './request-context.ts'
import {
  addErrorBoundary,
  type Cancelable,
  type ErrorBoundary,
  findErrorBoundary,
  listErrorBoundaries,
  renderFallback,
} from './error-boundary.ts'
import { isInsideWhole } from './sent-whole.ts'
import {
  type Vnode,
  type Wait,
  boundary,
  createUnwatched,
  errorBoundary,
  readWait,
  watchComponent,
} from './watched-component.ts'

/** The content of a `Suspense` boundary that is not ready. The page shows the fallback until it arrives. */
export interface LatePart {
  /** A number, starting from 1. */
  readonly id: number
  /** Resolves to the HTML, or rejects with the first error in the part. */
  readonly ready: Promise<string>
}

/** How to turn boundaries into late parts. */
export interface Splitting {
  /** Receives a part that is not ready when the HTML around it is. Called after that HTML has been delivered. */
  onLate(part: LatePart): void
  /** Formats the placeholder of a part, including the fallback. It is in the shell or in a late part. */
  formatPlace(id: number, fallback: string, isInLatePart: boolean): string
}

export interface PartsRendering {
  /** The HTML around all late parts. A string if nothing in it has to wait. */
  readonly shell: string | Promise<string>
  /** Stops rendering, even if results still arrive. */
  stop(): void
}

/**
 * Renders a tree whose components may be `async`, or throw promises as `lazy()` does.
 *
 * When preact-render-to-string has to wait, it renders again from above, which runs `async` components again, and in
 * streamed parts it loses errors. Here, a component that waits leaves a mark in the HTML, and only its own result is
 * rendered later.
 *
 * @param splitting How to split the page (default: wait for everything and do not split)
 * @param page The state of the page, as in `createRequestScope`
 */
export function renderParts(tree: JSX.Element, splitting?: Splitting, page?: PageState): PartsRendering {
  prepareRenderer()
  const shell = createPart()
  const rendering: Rendering = {
    splitting,
    withErrorBoundaries: (options as { errorBoundaries?: boolean }).errorBoundaries === true,
    scope: createRequestScope(page),
    key: `vial-${crypto.randomUUID()}`,
    gaps: [],
    found: [],
    shell,
    count: 0,
    part: undefined,
    path: '',
    waits: 0,
    stopped: false,
  }
  shell.html = renderSection(rendering, shell, () => renderWatched(rendering, h(Root, { tree })))
  if (shell.waiting === 0) complete(rendering, shell)
  return {
    shell: shell.state === 'ready' ? shell.html : shell.ready,
    stop() {
      rendering.stopped = true
    },
  }
}

interface Rendering {
  readonly splitting: Splitting | undefined
  readonly withErrorBoundaries: boolean
  readonly scope: RequestScope
  /** A random key, so that no content can imitate a mark. */
  readonly key: string
  /** Functions that return the HTML to replace each mark. Called when everything around the mark is ready. */
  readonly gaps: (() => string)[]
  /** Late parts whose placeholders have just been written. */
  readonly found: LatePart[]
  readonly shell: Part
  count: number
  /** The part that is currently being rendered. */
  part: Part | undefined
  /** Identifies the arrived component that is being rendered, and counts the components in it that wait. */
  path: string
  waits: number
  stopped: boolean
}

/** The shell, or the content of a boundary. */
interface Part {
  html: string
  /** How many of its components have not arrived. */
  waiting: number
  state: 'open' | 'ready' | 'failed'
  ready: Promise<string>
  resolve(html: string): void
  reject(error: unknown): void
}

function createPart(): Part {
  const part = { html: '', waiting: 0, state: 'open' } as Part
  part.ready = new Promise((resolve, reject) => Object.assign(part, { resolve, reject }))
  // A part may fail before it is passed to onLate(). Its receiver then gets the rejection.
  part.ready.catch(() => {})
  return part
}

/** Gives the top component a parent, which the renderer needs to catch what that component throws. */
function Root({ tree }: { tree: JSX.Element }): JSX.Element {
  // In a list: the renderer skips a fragment that is the whole result of a component, and a comment is a fragment.
  return [tree] as never
}

/** Renders one section of a part synchronously. */
function renderSection(rendering: Rendering, part: Part, render: () => string): string {
  rendering.part = part
  try {
    return renderInScope(rendering.scope, render)
  } finally {
    rendering.part = undefined
  }
}

type RenderChild = (child: unknown, parent: Vnode) => string
type Renderer = { onError(error: unknown, vnode: Vnode, renderChild: RenderChild): string }

/** Runs the renderer with hooks for every component and every error. */
function renderWatched(rendering: Rendering, tree: JSX.Element): string {
  const hooks = options as { __b?: ((vnode: Vnode) => void) | undefined; errorBoundaries?: boolean }
  const { __b: previous, errorBoundaries } = hooks
  // The renderer reads the hooks only once, even for late content. Restore them, so that other renderings are unaffected.
  const release = (): void => {
    isTaken = true
    Object.assign(hooks, { __b: previous, errorBoundaries })
  }
  let isTaken = false
  hooks.__b = (vnode) => {
    if (!isTaken) release()
    previous?.(vnode)
    watchComponent(vnode, rendering.withErrorBoundaries)
  }
  // The renderer's own error boundaries would treat a waiting component as an error. Ours are in error-boundary.ts.
  hooks.errorBoundaries = false
  // The third parameter is what the renderer's own streams use to handle thrown values.
  const render = renderToString as (
    tree: JSX.Element,
    context: object | undefined,
    renderer: Renderer,
  ) => string
  try {
    return render(tree, undefined, {
      onError: (error, vnode, renderChild) =>
        place(rendering, error, vnode, (child) => renderChild(child, vnode)),
    })
  } finally {
    if (!isTaken) release()
  }
}

/** Returns the HTML to show for now. Rethrows errors. */
function place(
  rendering: Rendering,
  thrown: unknown,
  vnode: Vnode,
  render: (child: unknown) => string,
): string {
  if (thrown === boundary) return placeBoundary(rendering, vnode, render)
  if (thrown === errorBoundary) return placeErrorBoundary(rendering, vnode, render)
  const wait = readWait(thrown, vnode)
  if (!wait) {
    const around = rendering.withErrorBoundaries ? findErrorBoundary(vnode) : undefined
    if (around) return renderFallback(around, thrown)
    throw thrown
  }
  return leaveGap(rendering, wait, vnode, render)
}

function placeBoundary(rendering: Rendering, vnode: Vnode, render: (child: unknown) => string): string {
  const { splitting, part: outer } = rendering
  const { children, fallback } = vnode.props as { children?: unknown; fallback?: unknown }
  if (!splitting || isInsideWhole(vnode)) return render(children)
  const part = createPart()
  rendering.part = part
  try {
    part.html = render(children)
  } finally {
    rendering.part = outer
  }
  if (part.waiting === 0) return part.html
  const fallbackHtml = render(fallback)
  return mark(rendering, () => {
    // The part is ready before its placeholder was sent, so it does not need one.
    if (part.state === 'ready') return part.html
    const id = ++rendering.count
    rendering.found.push({ id, ready: part.ready })
    return splitting.formatPlace(id, fill(rendering, fallbackHtml), rendering.shell.state !== 'open')
  })
}

function placeErrorBoundary(rendering: Rendering, around: Vnode, render: (child: unknown) => string): string {
  const vnode = createUnwatched(around)
  const part = rendering.part!
  const own: ErrorBoundary = { vnode, part, waits: new Set(), html: '', hasFailed: false, render }
  addErrorBoundary(around, own)
  own.html = render(vnode)
  return mark(rendering, () => own.html)
}

function leaveGap(
  rendering: Rendering,
  wait: Wait,
  vnode: Vnode,
  render: (child: unknown) => string,
): string {
  const part = rendering.part!
  const path = `${rendering.path}_${++rendering.waits}`
  // useId() counts from this mark, so that ids do not depend on the order of arrival. If the component is called again,
  // the browser also calls it again and continues counting, so there is no new mark.
  if (!wait.isAgain) vnode.__m = [path, 0]
  let html = ''
  let isOver = false
  part.waiting++
  const cancelable: Cancelable = {
    cancel() {
      if (!isOver) part.waiting--
      isOver = true
    },
  }
  if (rendering.withErrorBoundaries) {
    for (const around of listErrorBoundaries(vnode, part)) around.waits.add(cancelable)
  }
  Promise.resolve(wait.promise)
    .then((value) => {
      if (rendering.stopped || part.state !== 'open' || isOver) return
      Object.assign(rendering, { path, waits: 0 })
      html = renderSection(rendering, part, () => render(wait.next(value)))
      if (wait.isAgain) html = `<!--$s-->${html}<!--/$s-->`
      cancelable.cancel()
      if (part.waiting === 0) complete(rendering, part)
    })
    .catch((error) => {
      if (isOver) return
      Object.assign(rendering, { path: `${path}e`, waits: 0 })
      failLate(rendering, part, vnode, error)
    })
  return mark(rendering, () => html)
}

/** Handles an error in content that arrived: by the nearest error boundary, or else the part fails. */
function failLate(rendering: Rendering, part: Part, vnode: Vnode, error: unknown): void {
  let reason = error
  for (const around of rendering.withErrorBoundaries ? listErrorBoundaries(vnode, part) : []) {
    try {
      around.html = renderSection(rendering, part, () => renderFallback(around, reason))
      if (part.waiting === 0) complete(rendering, part)
      return
    } catch (inner) {
      reason = inner
    }
  }
  part.state = 'failed'
  part.reject(reason)
}

function mark(rendering: Rendering, gap: () => string): string {
  return `<!--${rendering.key}:${rendering.gaps.push(gap) - 1}-->`
}

function complete(rendering: Rendering, part: Part): void {
  part.html = finishCorrections(fill(rendering, part.html))
  part.state = 'ready'
  part.resolve(part.html)
  for (const late of rendering.found.splice(0)) rendering.splitting!.onLate(late)
}

function fill(rendering: Rendering, html: string): string {
  if (!html.includes(rendering.key)) return html
  return html.replace(new RegExp(`<!--${rendering.key}:(\\d+)-->`, 'g'), (_, index: string) =>
    fill(rendering, rendering.gaps[Number(index)]!()),
  )
}

// Renders trees that wait: every component runs once, and what it waits for is put in its place afterwards.
import { type JSX, h, options } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { assertCleanPrototype } from './assert-clean-prototype.ts'
import { type RequestScope, createRequestScope, renderInScope } from './request-context.ts'
import { type Vnode, type Wait, boundary, readWait, watchComponent } from './watched-component.ts'

/** What a `Suspense` boundary holds back: its place shows the fallback until it is ready. */
export interface LatePart {
  /** Counts from 1. */
  readonly id: number
  /** Gives the HTML, or rejects with what the first component in it threw. */
  readonly ready: Promise<string>
}

/** How boundaries become late parts. */
export interface Splitting {
  /** Takes a part that is not ready when all that surrounds it is; not before that has been given away. */
  onLate(part: LatePart): void
  /** Writes the place of a part, with the fallback in it. */
  formatPlace(id: number, fallback: string): string
}

export interface PartsRendering {
  /** The HTML around all late parts; at once when nothing there has to wait. */
  readonly shell: string | Promise<string>
  /** Renders nothing any more, whatever arrives. */
  stop(): void
}

/**
 * A component with this property, and all that is below it, is sent in one piece.
 *
 * For what a browser takes over as a whole: it must not find the fallback of a part that is still to come.
 */
export const sentWhole: unique symbol = Symbol.for('vial.sent-whole')

/**
 * Renders a tree whose components may be `async`, or throw promises as `lazy()` does.
 *
 * preact-render-to-string waits by rendering again from above, which starts `async` components anew, and in parts it
 * loses errors. So a component that waits leaves a mark in the HTML, and only its own outcome is rendered later.
 *
 * @param splitting Without it, boundaries are waited for like everything else
 */
export function renderParts(tree: JSX.Element, splitting?: Splitting): PartsRendering {
  assertCleanPrototype()
  const rendering: Rendering = {
    splitting,
    scope: createRequestScope(),
    key: `vial-${crypto.randomUUID()}`,
    gaps: [],
    found: [],
    count: 0,
    part: undefined,
    path: '',
    waits: 0,
    stopped: false,
  }
  const shell = createPart()
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
  readonly scope: RequestScope
  /** Nobody can guess it, so no content can look like a mark. */
  readonly key: string
  /** What stands in the place of each mark, asked when everything around it is ready. */
  readonly gaps: (() => string)[]
  /** Late parts whose place was written just now. */
  readonly found: LatePart[]
  count: number
  /** The part that is being rendered right now. */
  part: Part | undefined
  /** Which component has arrived that is being rendered right now, and how many have waited in it so far. */
  path: string
  waits: number
  stopped: boolean
}

/** The shell, or the content of a boundary. */
interface Part {
  html: string
  /** How many of its components are being waited for. */
  waiting: number
  state: 'open' | 'ready' | 'failed'
  ready: Promise<string>
  resolve(html: string): void
  reject(error: unknown): void
}

function createPart(): Part {
  const part = { html: '', waiting: 0, state: 'open' } as Part
  part.ready = new Promise((resolve, reject) => Object.assign(part, { resolve, reject }))
  // A part may fail before anybody was told of it; who is told hears of it then.
  part.ready.catch(() => {})
  return part
}

/** What is thrown at the very top needs a component above it. */
function Root({ tree }: { tree: JSX.Element }): JSX.Element {
  return tree
}

/** Renders without a break, for one part. */
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

/** Starts the renderer with our eyes on every component and every failure. */
function renderWatched(rendering: Rendering, tree: JSX.Element): string {
  const hooks = options as { __b?: ((vnode: Vnode) => void) | undefined; errorBoundaries?: boolean }
  const { __b: previous, errorBoundaries } = hooks
  // The renderer reads the hooks once, also for what it renders late; other renderings must find them as they were.
  const release = (): void => {
    isTaken = true
    Object.assign(hooks, { __b: previous, errorBoundaries })
  }
  let isTaken = false
  hooks.__b = (vnode) => {
    if (!isTaken) release()
    previous?.(vnode)
    watchComponent(vnode)
  }
  // Those of the renderer would take what waits for an error.
  hooks.errorBoundaries = false
  // Its own streams use the third parameter: who decides about what was thrown.
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

/** Gives what stands in the HTML for now; errors go on upwards. */
function place(
  rendering: Rendering,
  thrown: unknown,
  vnode: Vnode,
  render: (child: unknown) => string,
): string {
  if (thrown === boundary) return placeBoundary(rendering, vnode, render)
  const wait = readWait(thrown, vnode)
  if (!wait) throw thrown
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
    // So soon that its place has not been sent: it needs none.
    if (part.state === 'ready') return part.html
    const id = ++rendering.count
    rendering.found.push({ id, ready: part.ready })
    return splitting.formatPlace(id, fill(rendering, fallbackHtml))
  })
}

/** Elements that contain text only, or that browsers read by rules of their own. */
const wholeElements = ['head', 'title', 'style', 'script', 'textarea', 'select', 'option', 'svg', 'math']

function isInsideWhole({ __: above }: Vnode): boolean {
  if (!above) return false
  const { type } = above
  const isWhole =
    typeof type === 'string'
      ? wholeElements.includes(type)
      : (type as { [sentWhole]?: boolean } | undefined)?.[sentWhole]
  return isWhole || isInsideWhole(above)
}

function leaveGap(
  rendering: Rendering,
  wait: Wait,
  vnode: Vnode,
  render: (child: unknown) => string,
): string {
  const part = rendering.part!
  const path = `${rendering.path}_${++rendering.waits}`
  // useId() counts from here, so that its ids do not depend on what arrives first. Where a browser waits as well, it
  // counts on, and so do we.
  if (!wait.isAgain) vnode.__m = [path, 0]
  let html = ''
  part.waiting++
  Promise.resolve(wait.promise)
    .then((value) => {
      if (rendering.stopped || part.state !== 'open') return
      Object.assign(rendering, { path, waits: 0 })
      html = renderSection(rendering, part, () => render(wait.next(value)))
      if (wait.isAgain) html = `<!--$s-->${html}<!--/$s-->`
      if (--part.waiting === 0) complete(rendering, part)
    })
    .catch((error) => {
      part.state = 'failed'
      part.reject(error)
    })
  return mark(rendering, () => html)
}

function mark(rendering: Rendering, gap: () => string): string {
  return `<!--${rendering.key}:${rendering.gaps.push(gap) - 1}-->`
}

function complete(rendering: Rendering, part: Part): void {
  part.html = fill(rendering, part.html)
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

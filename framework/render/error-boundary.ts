// Error boundaries: class components that render something else if what they contain fails, now or when it arrives.
import type { ComponentClass } from 'preact'
import type { Vnode } from './watched-component.ts'

/** An error boundary that is being rendered. */
export interface ErrorBoundary {
  /** The class component. */
  readonly vnode: Vnode
  /** The part of the page that it belongs to. What a page has already sent cannot be replaced. */
  readonly part: object
  /** What its content still waits for. */
  readonly waits: Set<Cancelable>
  /** Its current HTML. */
  html: string
  hasFailed: boolean
  /** Renders a child in its place. */
  render(child: unknown): string
}

/** Something that content waits for. */
export interface Cancelable {
  /** Stops waiting, because the content is replaced. */
  cancel(): void
}

const boundaries = new WeakMap<object, ErrorBoundary>()

/** Registers an error boundary with the vnode around its class component. */
export function addErrorBoundary(around: Vnode, boundary: ErrorBoundary): void {
  boundaries.set(around, boundary)
}

/** Finds the error boundary that a vnode stands around, unless it has failed already. */
export function findErrorBoundary(around: Vnode): ErrorBoundary | undefined {
  const boundary = boundaries.get(around)
  return boundary?.hasFailed ? undefined : boundary
}

/** Lists the error boundaries around a vnode within a part, the nearest first. */
export function listErrorBoundaries(vnode: Vnode, part: object): ErrorBoundary[] {
  const found: ErrorBoundary[] = []
  for (let above: Vnode | undefined = vnode; above; above = above.__) {
    const boundary = findErrorBoundary(above)
    if (boundary?.part === part) found.push(boundary)
  }
  return found
}

interface Instance {
  props: object
  state: object
  context: unknown
  /** The mangled name of the next state, which all Preact packages share. */
  __s: object
  componentDidCatch?(error: unknown, info: object): void
  render(props: object, state: object, context: unknown): unknown
}

/**
 * Renders an error boundary again, with the state that its methods derive from the error.
 *
 * @throws What it was given, if the component does not handle errors
 */
export function renderFallback(boundary: ErrorBoundary, error: unknown): string {
  const type = boundary.vnode.type as ComponentClass
  const instance = (boundary.vnode as { __c?: Instance }).__c
  if (!instance || !(type.getDerivedStateFromError || instance.componentDidCatch)) throw error
  boundary.hasFailed = true
  for (const wait of boundary.waits) wait.cancel()
  if (type.getDerivedStateFromError) instance.__s = type.getDerivedStateFromError(error) ?? instance.__s
  instance.componentDidCatch?.(error, {})
  instance.state = { ...instance.state, ...instance.__s }
  const { props, state, context } = instance
  if (type.getDerivedStateFromProps) Object.assign(state, type.getDerivedStateFromProps(props, state))
  return boundary.render(instance.render(props, state, context))
}

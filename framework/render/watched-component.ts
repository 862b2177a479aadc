// Calls components so that what they wait for becomes known, and nothing beside them is lost.
import { Fragment, type VNode, h } from 'preact'
import { jsx } from 'preact/jsx-runtime'

/** A vnode with the properties that every Preact package knows by these names. */
export type Vnode = Omit<VNode, 'type'> & { type: unknown; __?: Vnode; __m?: [prefix: string, next: number] }

/** Something to wait for, and what to render then. */
export interface Wait {
  readonly promise: PromiseLike<unknown>
  /** Whether the component is called again: a browser that does the same looks for marks around it. */
  readonly isAgain: boolean
  next(value: unknown): unknown
}

type Component = ((this: unknown, props: object, context: unknown) => unknown) & {
  contextType?: unknown
  [waitsFor]?: Component
}

/** Where a stand-in for an async component keeps the real one. */
export const waitsFor: unique symbol = Symbol('waitsFor')

/** Thrown by `Suspense`: what is in it can be rendered now. */
export const boundary: unique symbol = Symbol('boundary')

/**
 * Replaces a component for the one call that follows, so that it may return or throw a promise.
 *
 * The renderer then gets a component that throws, below the one that waits, and asks what to put there.
 */
export function watchComponent(vnode: Vnode): void {
  const { type } = vnode
  if (typeof type !== 'function' || type === Fragment || type === Throw) return
  const component = (type as Component)[waitsFor] ?? (type as Component)
  if (!isSuspense(component) && typeof component.prototype?.render === 'function') return
  let watched = watchedComponents.get(type)
  if (!watched) {
    watched = toWatched(component, type)
    watchedComponents.set(type, watched)
  }
  vnode.type = watched
}

const watchedComponents = new WeakMap<object, Component>()

/** Told by its method, because importing preact/compat would change how every site renders. */
function isSuspense(component: Component): boolean {
  return typeof (component.prototype as { __c?: unknown } | undefined)?.__c === 'function'
}

function toWatched(component: Component, type: object): Component {
  const call = isSuspense(component) ? () => h(Throw, { value: boundary }) : callOnce
  const watched: Component = function (this: unknown, props, context) {
    // The same vnode may be in a tree that nobody watches, too.
    ;(this as { __v: Vnode }).__v.type = type
    return call(component, this, props, context)
  }
  // The renderer reads from the type whether it gets the value of one context or all of them.
  if (component.contextType) watched.contextType = component.contextType
  return watched
}

function callOnce(component: Component, self: unknown, props: object, context: unknown): unknown {
  let isAgain = false
  let result: unknown
  try {
    result = component.call(self, props, context)
  } catch (error) {
    if (!isThenable(error)) throw error
    result = error
    isAgain = true
  }
  if (!isThenable(result)) return result
  const next = isAgain ? () => createAgain(component, props) : (value: unknown) => value
  return h(Throw, { value: { [wait]: { promise: result, isAgain, next } } })
}

const wait: unique symbol = Symbol('wait')

function Throw({ value }: { value: unknown }): never {
  throw value
}

/** Finds out whether a component threw to say that it waits. */
export function readWait(thrown: unknown, vnode: Vnode): Wait | undefined {
  const found = (thrown as { [wait]?: Wait } | null | undefined)?.[wait]
  if (found) return found
  if (!isThenable(thrown)) return undefined
  // A class cannot be watched: the function component above it begins again.
  const next = (): unknown => createAgain(vnode.type as Component, vnode.props)
  return { promise: thrown, isAgain: true, next }
}

const maxAttempts = 25
const attempts = new WeakMap<object, number>()

/** Makes a component again that threw a promise; one that never stops doing so would keep the process busy. */
function createAgain(component: Component, props: object): unknown {
  const attempt = (attempts.get(props) ?? 0) + 1
  attempts.set(props, attempt)
  if (attempt <= maxAttempts) return jsx(component as never, props as never)
  throw new Error(
    `<${component.name || 'anonymous'}>: it threw a promise ${maxAttempts} times. Keep the promise outside of the component, or make the component async.`,
  )
}

/** Tells whether a value has to be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

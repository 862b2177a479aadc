// Wraps components to find out what they wait for, without rendering their siblings again.
import { Fragment, type VNode, h } from 'preact'
import { jsx } from 'preact/jsx-runtime'
import { isThenable } from '../http/thenable.ts'

/** A vnode with the mangled property names that all Preact packages share. */
export type Vnode = Omit<VNode, 'type'> & { type: unknown; __?: Vnode; __m?: [prefix: string, next: number] }

/** What a component waits for, and what to render then. */
export interface Wait {
  readonly promise: PromiseLike<unknown>
  /** Whether the component is called again. The browser then also calls it again, and expects marks around its HTML. */
  readonly isAgain: boolean
  next(value: unknown): unknown
}

type Component = ((this: unknown, props: object, context: unknown) => unknown) & {
  contextType?: unknown
  [waitsFor]?: Component
}

/** The property of a placeholder that holds the real async component. */
export const waitsFor: unique symbol = Symbol('waitsFor')

/** Thrown in place of a `Suspense`, so that its content can be rendered as a part. */
export const boundary: unique symbol = Symbol('boundary')

/** Thrown in place of a class component, so that errors in its content can be handled whenever they occur. */
export const errorBoundary: unique symbol = Symbol('errorBoundary')

/**
 * Replaces a component for its next call, so that it may return or throw a promise.
 *
 * If it does, its result is a component that throws, and the renderer asks its error handler what to render instead.
 *
 * @param withErrorBoundaries Whether class components may handle the errors of their content
 */
export function watchComponent(vnode: Vnode, withErrorBoundaries: boolean): void {
  const { type } = vnode
  if (typeof type !== 'function' || type === Fragment || type === Throw) return
  // A signal that is rendered as a child: its class has the type, which is read-only. It shows a value and never waits.
  if (!Object.hasOwn(vnode, 'type')) return
  const component = (type as Component)[waitsFor] ?? (type as Component)
  if (!isSuspense(component) && isClass(component) && (!withErrorBoundaries || unwatched.has(vnode))) return
  let watched = watchedComponents.get(type)
  if (!watched) {
    watched = toWatched(component, type)
    watchedComponents.set(type, watched)
  }
  vnode.type = watched
}

const watchedComponents = new WeakMap<object, Component>()

/** Recognizes `Suspense` by its method, because importing preact/compat would change how every site renders. */
function isSuspense(component: Component): boolean {
  return typeof (component.prototype as { __c?: unknown } | undefined)?.__c === 'function'
}

function isClass(component: Component): boolean {
  return typeof component.prototype?.render === 'function'
}

/** Creates the vnode of a class component that is an error boundary. */
export function createUnwatched({ type, props }: Vnode): Vnode {
  const vnode = h(type as never, props as never) as Vnode
  unwatched.add(vnode)
  return vnode
}

const unwatched = new WeakSet<object>()

function toWatched(component: Component, type: object): Component {
  const call = findCall(component)
  const watched: Component = function (this: unknown, props, context) {
    // The same vnode may also be rendered in an unwatched tree, so restore its type.
    ;(this as { __v: Vnode }).__v.type = type
    return call(component, this, props, context)
  }
  // The renderer checks this property to decide whether to pass one context value or all of them.
  if (component.contextType) watched.contextType = component.contextType
  return watched
}

function findCall(component: Component): typeof callOnce {
  if (isSuspense(component)) return () => h(Throw, { value: boundary })
  return isClass(component) ? () => h(Throw, { value: errorBoundary }) : callOnce
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

/** Returns what a component waits for, or `undefined` if it threw an error. */
export function readWait(thrown: unknown, vnode: Vnode): Wait | undefined {
  const found = (thrown as { [wait]?: Wait } | null | undefined)?.[wait]
  if (found) return found
  if (!isThenable(thrown)) return undefined
  // Class components are not watched. The function component above is called again.
  const next = (): unknown => createAgain(vnode.type as Component, vnode.props)
  return { promise: thrown, isAgain: true, next }
}

const maxAttempts = 25
const attempts = new WeakMap<object, number>()

/** Calls a component again that threw a promise. Limited, because a component that never stops would block the process. */
function createAgain(component: Component, props: object): unknown {
  const attempt = (attempts.get(props) ?? 0) + 1
  attempts.set(props, attempt)
  if (attempt <= maxAttempts) return jsx(component as never, props as never)
  throw new Error(
    `<${component.name || 'anonymous'}>: it threw a promise ${maxAttempts} times. Create the promise outside the component, or make the component async.`,
  )
}

// Renders a whole tree to a string: at once, or when everything in it has arrived.
import { type JSX, options } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { renderParts } from './render-parts.ts'
import { assertCleanPrototype } from './assert-clean-prototype.ts'
import { createRequestScope, renderInScope } from './request-context.ts'
import { waitsFor } from './watched-component.ts'

/**
 * Renders a tree: at once when it can be, else by waiting for its async components and suspended parts.
 *
 * @param createTree Makes the tree; called a second time when the first attempt met something to wait for
 * @param isAsync Whether the tree is known to wait, which saves the first attempt
 * @param onAsync Told when the first attempt met something to wait for
 */
export function renderTree(
  createTree: () => JSX.Element,
  isAsync: boolean,
  onAsync: () => void,
): string | Promise<string> {
  assertCleanPrototype()
  installAsyncComponents()
  if (isAsync) return renderParts(createTree()).shell
  suspended = false
  try {
    return renderInScope(createRequestScope(), () => renderToString(createTree()))
  } catch (error) {
    if (!suspended && !isSuspenseRefusal(error)) throw error
    onAsync()
    return renderParts(createTree()).shell
  }
}

// Rendering is synchronous between these two lines of renderTree, so one flag is enough.
let suspended = false
let installed = false

function isSuspenseRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Use "renderToStringAsync"')
}

/** Lets an attempt to render at once end at an `async function` component: the renderer takes its promise for nothing. */
function installAsyncComponents(): void {
  if (installed) return
  installed = true
  const previous = options.vnode
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'function' && vnode.type.constructor === AsyncFunction) {
      vnode.type = toSuspending(vnode.type)
    }
    previous?.(vnode)
  }
}

const AsyncFunction = (async () => {}).constructor
const suspendingComponents = new WeakMap<object, () => never>()

function toSuspending(component: object): () => never {
  let suspending = suspendingComponents.get(component)
  if (!suspending) {
    suspending = Object.assign(suspend, { [waitsFor]: component })
    suspendingComponents.set(component, suspending)
  }
  return suspending

  function suspend(): never {
    suspended = true
    throw new Error('<async component>: it waits. Render it in parts.')
  }
}

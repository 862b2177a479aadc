// Renders a tree to a string, synchronously if possible.
import { type JSX, options } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { finishCorrections } from './correct-elements.ts'
import { markHarmless } from './element-node.ts'
import { renderParts } from './render-parts.ts'
import { prepareRenderer } from './prepare-renderer.ts'
import { type PageState, createRequestScope, renderInScope } from './request-context.ts'
import { waitsFor } from './watched-component.ts'

/** What the first renderings of a tree find out, kept for later ones. */
export interface TreeMemo {
  /** Whether the tree is known to have components that wait, which saves the synchronous attempt. */
  isAsync: boolean
}

/**
 * Renders a tree. If it contains async components or suspends, waits for them.
 *
 * @param createTree Creates the tree. Called a second time if the tree turns out to be async
 * @param memo Kept by the caller; changed if the tree turns out to be async
 * @param page The state of the page, as in `createRequestScope`
 */
export function renderTree(
  createTree: () => JSX.Element,
  memo: TreeMemo,
  page?: PageState,
): string | Promise<string> {
  prepareRenderer()
  installAsyncComponents()
  if (memo.isAsync) return renderParts(createTree(), undefined, page).shell
  if ((options as { errorBoundaries?: boolean }).errorBoundaries) {
    // In the synchronous attempt, error boundaries would treat a waiting component as an error.
    const { shell } = renderParts(createTree(), undefined, page)
    if (typeof shell !== 'string') memo.isAsync = true
    return shell
  }
  suspended = false
  try {
    return finishCorrections(renderInScope(createRequestScope(page), () => renderToString(createTree())))
  } catch (error) {
    if (!suspended && !isSuspenseRefusal(error)) throw error
    memo.isAsync = true
    return renderParts(createTree(), undefined, page).shell
  }
}

// The attempt in renderTree() is synchronous, so one flag is enough.
let suspended = false
let installed = false

function isSuspenseRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Use "renderToStringAsync"')
}

/** Makes the synchronous attempt stop at an `async function` component, whose promise the renderer would render as nothing. */
function installAsyncComponents(): void {
  if (installed) return
  installed = true
  const previous = options.vnode
  const hook: typeof previous = (vnode) => {
    if (typeof vnode.type === 'function' && vnode.type.constructor === AsyncFunction) {
      vnode.type = toSuspending(vnode.type)
    }
    previous?.(vnode)
  }
  options.vnode = markHarmless(hook, previous)
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
    throw new Error('<async component>: it cannot be rendered synchronously. Use renderParts().')
  }
}

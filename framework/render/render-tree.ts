// Renders components to a string; the one file that calls preact-render-to-string.
import { Fragment, type JSX, h, options } from 'preact'
import { renderToString, renderToStringAsync } from 'preact-render-to-string'
import { renderAtOnce } from './request-context.ts'

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
  installAsyncComponents()
  if (isAsync) return renderWaiting(createTree())
  suspended = false
  try {
    return renderAtOnce(() => renderToString(createTree()))
  } catch (error) {
    if (!suspended && !isSuspenseRefusal(error)) throw error
    onAsync()
    return renderWaiting(createTree())
  }
}

/** The renderer notices a thrown promise only below a component: the fragment is one. */
async function renderWaiting(tree: JSX.Element): Promise<string> {
  return renderToStringAsync(h(Fragment, null, tree))
}

// Rendering is synchronous between these two lines of renderTree, so one flag is enough.
let suspended = false
let installed = false

function isSuspenseRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Use "renderToStringAsync"')
}

/**
 * Lets `async function` components render.
 *
 * preact-render-to-string waits for thrown promises but renders a returned one as nothing, so an async
 * component becomes one that throws its promise until it has settled.
 */
function installAsyncComponents(): void {
  if (installed) return
  installed = true
  const previous = options.vnode
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'function' && vnode.type.constructor === AsyncFunction) {
      vnode.type = toSuspending(vnode.type as (props: unknown, context: unknown) => Promise<JSX.Element>)
    }
    previous?.(vnode)
  }
}

const AsyncFunction = (async () => {}).constructor

// One promise for each vnode: the renderer calls the same vnode again once the promise has settled.
function toSuspending(
  component: (props: unknown, context: unknown) => Promise<JSX.Element>,
): () => JSX.Element {
  let started: Promise<void> | undefined
  let outcome: { value: JSX.Element } | { error: unknown } | undefined
  return function Suspending(this: unknown, ...input: [props?: unknown, context?: unknown]): JSX.Element {
    if (outcome && 'error' in outcome) throw outcome.error
    if (outcome) return outcome.value
    suspended = true
    started ??= component.call(this, input[0], input[1]).then(
      (value) => {
        outcome = { value }
      },
      (error) => {
        outcome = { error }
      },
    )
    throw started
  }
}

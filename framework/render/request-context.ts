// useRequest(): the context of the request, anywhere in the server tree.
import type { ComponentChildren, FunctionComponent } from 'preact'
import type { BrowserFiles, PageIslands } from './page-islands.ts'

/** What belongs to one page while it is rendered. */
export interface PageState {
  /** The context of the request. */
  readonly request: unknown
  /** What browsers load for islands; `undefined` where there are none. */
  readonly browserFiles: BrowserFiles | undefined
  /** The islands of the page so far. */
  islands?: PageIslands
  /** Whether the head has been written, so that tags for islands can only stand beside them. */
  isHeadDone?: boolean
  /** The nonce of the tags in the head, if they have one. */
  nonce?: string | undefined
}

interface ProviderProps {
  value: PageState
  children?: ComponentChildren
}

/** Holds the context of one tree. */
export interface RequestScope {
  value: PageState | undefined
}

/** Makes the scope of a tree; `RequestContext` at its root gives it the value. */
export function createRequestScope(): RequestScope {
  return { value: undefined }
}

/** Stands at the root of a tree. */
export const RequestContext: { readonly Provider: FunctionComponent<ProviderProps> } = {
  Provider({ value, children }) {
    if (current) current.value = value
    return children
  },
}

/**
 * Renders without a break, so that a variable can hold the context: a tree, or what of it has arrived late.
 *
 * Preact's own context makes closures for every tree. V8 keeps those alive from one collection of young objects to
 * the next, and with them the trees, which doubles the cost of a large page.
 */
export function renderInScope(scope: RequestScope, render: () => string): string {
  const outer = current
  current = scope
  try {
    return render()
  } finally {
    current = outer
  }
}

/** The scope of the tree that is being rendered right now. */
let current: RequestScope | undefined

/** Finds what belongs to the page that is being rendered; `undefined` outside of one. */
export function readPageState(): PageState | undefined {
  return current?.value
}

/**
 * Reads the context of the request that the page is rendered for.
 *
 * @throws Error outside of a server-rendered tree
 */
export function readRequestContext(): unknown {
  const page = readPageState()
  if (page) return page.request
  throw new Error(
    'useRequest() works while the server renders a page. Call it before the first await of an async component; in an island, pass what it needs as props.',
  )
}

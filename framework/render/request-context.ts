// useRequest(): makes the context of the request available to all components on the server.
import type { ComponentChildren, FunctionComponent } from 'preact'
import type { UsedNumbers } from '../http/page-template.ts'
import type { PageHoles } from './page-holes.ts'
import type { BrowserFiles, PageIslands } from './page-islands.ts'
import type { PersonalPart } from './personal-part.ts'

/** The state of a page while it is rendered. */
export interface PageState {
  /** The context of the request. */
  readonly request: unknown
  /** The files that browsers load for islands, or `undefined` if the site has none. */
  readonly browserFiles: BrowserFiles | undefined
  /** The islands on the page so far. */
  islands?: PageIslands
  /** What the islands of the page around a personal part have used, if this is the page of such parts. */
  readonly usedNumbers?: UsedNumbers | undefined
  /** Renders personal parts for the visitor. */
  readonly personal?: PersonalRenderer
  /** Whether all visitors share the page, so that its personal parts are holes. */
  readonly isShared?: boolean
  /** The holes so far. */
  holes?: PageHoles
  /** How many personal parts have been rendered, so that the ids of `useId` differ. */
  personalCount?: number
  /** Whether the head has been sent. Then islands must come with their own tags. */
  isHeadDone?: boolean
  /** The nonce of the tags in the head, if any. */
  nonce?: string | undefined
}

/** Renders personal parts for the visitor of a request. */
export interface PersonalRenderer {
  /**
   * Renders a part of a page that is for one visitor.
   *
   * @returns Its HTML, or `undefined` if it failed and the fallback is shown. It never rejects
   */
  renderInPlace(
    page: PageState,
    part: PersonalPart,
    props: Readonly<Record<string, unknown>>,
  ): Promise<string | undefined>
}

interface ProviderProps {
  value: PageState
  children?: ComponentChildren
}

/** Holds the context of one tree. */
export interface RequestScope {
  value: PageState | undefined
}

/**
 * Creates the scope of a tree.
 *
 * @param value The state of its page (default: what `RequestContext` at the root of the tree sets)
 */
export function createRequestScope(value?: PageState): RequestScope {
  return { value }
}

/** The component at the root of a page. */
export const RequestContext: { readonly Provider: FunctionComponent<ProviderProps> } = {
  Provider({ value, children }) {
    if (current) current.value = value
    return children
  },
}

/**
 * Renders a tree, or a late section of one, synchronously within its scope.
 *
 * Because rendering is synchronous, a variable can hold the scope. Preact's context would create closures for every tree,
 * which keep the tree alive until the next garbage collection and double the cost of a large page.
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

/** The scope of the tree that is currently being rendered. */
let current: RequestScope | undefined

/** Returns the state of the page that is being rendered, or `undefined` outside a page. */
export function readPageState(): PageState | undefined {
  return current?.value
}

/**
 * Returns the context of the request that the page is rendered for.
 *
 * @param caller The function to name in the error (default: `useRequest()`)
 * @throws Error outside a server-rendered tree
 */
export function readRequestContext(caller = 'useRequest()'): unknown {
  const page = readPageState()
  if (page) return page.request
  throw new Error(
    `${caller}: no page is being rendered on the server. Call it before the first await of an async component. In an island, pass the data as props instead.`,
  )
}

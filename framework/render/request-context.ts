// useRequest(): the context of the request, anywhere in the server tree.
import type { ComponentChildren, FunctionComponent } from 'preact'

interface ProviderProps {
  value: unknown
  children?: ComponentChildren
}

/** Holds the context of one tree. */
export interface RequestScope {
  value: unknown
}

/** Makes the scope of a tree; `RequestContext` at its root gives it the value. */
export function createRequestScope(): RequestScope {
  return { value: undefined }
}

/** Stands at the root of a tree, with the context of its request as `value`. */
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

/**
 * Reads the value that the page was rendered with.
 *
 * @throws Error outside of a server-rendered tree
 */
export function readRequestContext(): unknown {
  if (current?.value !== undefined) return current.value
  throw new Error(
    'useRequest() works while the server renders a page. Call it before the first await of an async component; in an island, pass what it needs as props.',
  )
}

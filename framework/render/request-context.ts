// useRequest(): the context of the request, anywhere in the server tree.
import { type ComponentChildren, type FunctionComponent, createContext, h } from 'preact'
import { useContext } from 'preact/hooks'

interface ProviderProps {
  value: unknown
  children?: ComponentChildren
}

/** Stands at the root of a tree, with the context of its request as `value`. */
export const RequestContext: { readonly Provider: FunctionComponent<ProviderProps> } = {
  Provider({ value, children }) {
    if (!atOnce) return h(WaitingContext.Provider, { value, children })
    atOnce.value = value
    return children
  },
}

/**
 * Renders a tree from beginning to end, so that a variable can hold its context.
 *
 * Preact's own context makes closures for every tree. V8 keeps those alive from one collection of young objects to
 * the next, and with them the trees, which doubles the cost of a large page.
 */
export function renderAtOnce(render: () => string): string {
  const outer = atOnce
  atOnce = { value: undefined }
  try {
    return render()
  } finally {
    atOnce = outer
  }
}

/** The tree that is rendered at once right now. */
let atOnce: { value: unknown } | undefined
// A tree that waits takes turns with others: there only Preact knows which one a component belongs to.
const WaitingContext = createContext<unknown>(undefined)

/**
 * Reads the value that the page was rendered with.
 *
 * @throws Error outside of a server-rendered tree
 */
export function readRequestContext(): unknown {
  const value = atOnce ? atOnce.value : useContext(WaitingContext)
  if (value !== undefined) return value
  throw new Error(
    'useRequest() works while the server renders a page. In an island, pass what it needs as props.',
  )
}

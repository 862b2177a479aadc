// useRequest(): the context of the request, anywhere in the server tree.
import { type ComponentChildren, type FunctionComponent, createContext, h } from 'preact'
import { useContext } from 'preact/hooks'
import type { BrowserFiles, PageIslands } from './page-islands.ts'

/** What belongs to one page while it is rendered. */
export interface PageState {
  /** The context of the request. */
  readonly request: unknown
  /** What browsers load for islands; `undefined` where there are none. */
  readonly browserFiles: BrowserFiles | undefined
  /** The islands of the page so far. */
  islands?: PageIslands
}

interface ProviderProps {
  value: PageState
  children?: ComponentChildren
}

/** Stands at the root of a tree. */
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
let atOnce: { value: PageState | undefined } | undefined
// A tree that waits takes turns with others: there only Preact knows which one a component belongs to.
const WaitingContext = createContext<PageState | undefined>(undefined)

/** Finds what belongs to the page that is being rendered; `undefined` outside of one. */
export function readPageState(): PageState | undefined {
  return atOnce ? atOnce.value : useContext(WaitingContext)
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
    'useRequest() works while the server renders a page. In an island, pass what it needs as props.',
  )
}

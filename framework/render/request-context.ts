// useRequest(): the context of the request, anywhere in the server tree.
import { type Context as PreactContext, createContext } from 'preact'
import { useContext } from 'preact/hooks'

export const RequestContext: PreactContext<unknown> = createContext<unknown>(undefined)

/**
 * Reads the value that the page was rendered with.
 *
 * @throws Error outside of a server-rendered tree
 */
export function readRequestContext(): unknown {
  const value = useContext(RequestContext)
  if (value !== undefined) return value
  throw new Error(
    'useRequest() works while the server renders a page. In an island, pass what it needs as props.',
  )
}

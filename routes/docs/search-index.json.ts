// The index of the search, which browsers load on the first use.
import { indexText } from 'virtual:docs-search'

export const config = { prerender: true }

export function GET() {
  return new Response(indexText, { headers: { 'content-type': 'application/json' } })
}

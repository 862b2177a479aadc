// Lists the headers that describe a page, and that an error page in its place must not have.
import type { Reply } from '../context/reply.ts'

export const pageOnlyHeaders: ReadonlySet<string> = new Set([
  'cache-control',
  'content-type',
  'etag',
  'expires',
  'last-modified',
])

/** Tells whether a header of `config.headers` describes a response that another one replaces. */
export function describesReplaced({ isReplacement }: Reply, name: string): boolean {
  return isReplacement && pageOnlyHeaders.has(name)
}

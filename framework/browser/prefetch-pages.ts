// Prefetches the page of a link while the pointer is over it.
import { fetchPage } from './fetch-page.ts'
import { findLink } from './find-link.ts'

/** Returns a prefetched page, once. */
export type TakePrefetched = (href: string) => Promise<Response> | undefined

/** How long a prefetched page can be used (ms). */
const maxAge = 10_000

/** Starts to watch the pointer. */
export function prefetchPages(base: string): TakePrefetched {
  let found: { readonly href: string; readonly at: number; readonly response: Promise<Response> } | undefined
  addEventListener('pointerover', (event) => {
    const link = findLink(event, base)
    if (!link || link.relList.contains('nofollow') || link.closest('[data-no-prefetch]')) return
    const { href } = link
    setTimeout(() => {
      if (!link.matches(':hover') || (found?.href === href && Date.now() - found.at < maxAge)) return
      const response = fetchPage(href, { headers: { purpose: 'prefetch' } })
      response.catch(() => {})
      found = { href, at: Date.now(), response }
    }, 80)
  })
  return (href) => {
    const taken = found
    found = undefined
    return taken?.href === href && Date.now() - taken.at < maxAge ? taken.response : undefined
  }
}

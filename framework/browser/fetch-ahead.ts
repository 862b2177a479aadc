// Fetches the page behind a link while the pointer rests on it.
import { fetchPage } from './fetch-page.ts'
import { findLink } from './find-link.ts'

/** Gives the page of an address, if it has been fetched ahead, once. */
export type TakeAhead = (href: string) => Promise<Response> | undefined

const maxAge = 10_000

/** Begins to watch the pointer. */
export function fetchAhead(base: string): TakeAhead {
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

// Records whether a prerendered route reads the query: its file is the same for all of them.
import { keepReadLocation } from '../context/read-location.ts'
import type { RequestState } from '../context/request-state.ts'

/** What reading the query is called. */
export const queryRead = 'the query was read'

/** Makes `ctx.query`, `ctx.url.search` and `ctx.url.searchParams` record that they are read. */
export function watchQuery(state: RequestState): { isRead: boolean } {
  const { ctx } = state
  const prototype = Object.getPrototypeOf(ctx)
  const query = { isRead: false }
  const record = (): void => {
    query.isRead = true
    keepReadLocation(state, queryRead)
  }
  let watched: URL | undefined
  Object.defineProperties(ctx, {
    query: {
      configurable: true,
      get() {
        record()
        return Reflect.get(prototype, 'query', ctx)
      },
    },
    url: {
      configurable: true,
      get() {
        const url: URL = Reflect.get(prototype, 'url', ctx)
        if (url !== watched) watchUrl(url, record)
        watched = url
        return url
      },
    },
  })
  return query
}

function watchUrl(url: URL, record: () => void): void {
  for (const name of ['search', 'searchParams'] as const) {
    Object.defineProperty(url, name, {
      configurable: true,
      get() {
        record()
        return Reflect.get(URL.prototype, name, url)
      },
    })
  }
}

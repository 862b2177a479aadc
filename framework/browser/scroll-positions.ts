// Remembers the scroll position of each entry in the history.

export interface ScrollPositions {
  /** Saves the position on this page, and adds an entry to the history or replaces the current one. */
  enter(url: URL, isNew: boolean): void
  /** Saves the position on the previous page after the visitor has gone back or forward. */
  follow(): void
  /** Restores the saved position of this entry. Returns whether there is one. */
  restore(): boolean
}

/** Starts to save positions. */
export function trackScrollPositions(): ScrollPositions {
  let key = ownKey()
  addEventListener('pagehide', () => {
    // After a full page load, the browser restores the position.
    history.scrollRestoration = 'auto'
  })
  return {
    enter(url, isNew) {
      if (isNew) {
        follow()
        history.pushState(null, '', url)
        key = ownKey()
      } else {
        history.replaceState(history.state, '', url)
        sessionStorage.removeItem(key)
      }
    },
    follow,
    restore() {
      const [left, top] = sessionStorage.getItem(key)?.split(' ') ?? []
      if (top) scrollTo({ left: +left!, top: +top, behavior: 'instant' })
      return !!top
    },
  }

  function follow(): void {
    sessionStorage.setItem(key, `${scrollX} ${scrollY}`)
    history.scrollRestoration = 'manual'
    key = ownKey()
  }
}

/** Returns the key of the current entry, and creates it if necessary. */
function ownKey(): string {
  const state = history.state as { vial?: string } | null
  if (state?.vial) return state.vial
  const vial = `vial ${Math.random()}`
  history.replaceState({ ...state, vial }, '')
  return vial
}

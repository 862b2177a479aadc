// Where each page of the history was scrolled to.

export interface ScrollPositions {
  /** Notes the place on this page and goes to another entry of the history, a new one or in place of this. */
  enter(url: URL, isNew: boolean): void
  /** Notes the place on this page, after the visitor has gone back or forward. */
  follow(): void
  /** Scrolls to where the page was left; tells whether that is known. */
  restore(): boolean
}

/** Begins to note the places. */
export function readPositions(): ScrollPositions {
  let key = ownKey()
  addEventListener('pagehide', () => {
    // A page that is loaded anew is scrolled by the browser.
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

/** Gives the name of this entry of the history. */
function ownKey(): string {
  const state = history.state as { vial?: string } | null
  if (state?.vial) return state.vial
  const vial = `vial ${Math.random()}`
  history.replaceState({ ...state, vial }, '')
  return vial
}

// Remembers the scroll position of each entry in the history.

/** The key of the current entry. */
let key: string

/** Starts to save positions. */
export function trackScrollPositions(): void {
  key = ownKey()
  addEventListener('pagehide', () => {
    // After a full page load, the browser restores the position.
    history.scrollRestoration = 'auto'
  })
}

/** Saves the position on this page, and adds an entry to the history or replaces the current one. */
export function enterPage(url: URL, isNew: boolean): void {
  if (isNew) {
    leavePage()
    history.pushState(null, '', url)
    key = ownKey()
  } else {
    history.replaceState(history.state, '', url)
    sessionStorage.removeItem(key)
  }
}

/** Saves the position on the previous page. The visitor may have gone back or forward already. */
export function leavePage(): void {
  sessionStorage.setItem(key, `${scrollX} ${scrollY}`)
  history.scrollRestoration = 'manual'
  key = ownKey()
}

/** Restores the saved position of this entry. Returns whether there is one. */
export function restorePosition(): boolean {
  const [left, top] = sessionStorage.getItem(key)?.split(' ') ?? []
  if (top) scrollTo({ left: +left!, top: +top, behavior: 'instant' })
  return !!top
}

/** Returns the key of the current entry, and creates it if necessary. */
function ownKey(): string {
  const state = history.state as { vial?: string } | null
  if (state?.vial) return state.vial
  const vial = `vial ${Math.random()}`
  history.replaceState({ ...state, vial }, '')
  return vial
}

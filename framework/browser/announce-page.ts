// Accessibility of client navigation: moves the focus and announces the title of the new page.

/** What screen readers announce. It stays when pages change. */
export let region: HTMLElement | undefined

/** Moves the focus to the start of the new page, and lets screen readers announce its title. */
export function announcePage(): void {
  moveFocus()
  if (!region) {
    region = document.createElement('div')
    region.role = 'status'
    region.style.cssText = 'position:fixed;clip-path:inset(50%)'
    document.body.append(region)
  }
  // Screen readers announce only changes, and only once they know the region.
  setTimeout(() => {
    region!.textContent = document.title
  }, 100)
}

function moveFocus(): void {
  const { activeElement, body } = document
  // The visitor may be typing in a field that stayed on the page.
  if (activeElement?.matches('input,textarea,select')) return
  const wanted = body.querySelector<HTMLElement>('[autofocus]')
  const start = wanted ?? body.querySelector('h1') ?? body.querySelector('main') ?? body
  // Browsers show this focus only to keyboard users.
  if (!wanted && start.tabIndex < 0) start.tabIndex = -1
  start.focus({ preventScroll: !wanted })
}

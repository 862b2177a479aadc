// Tells people who do not see it that there is another page: by the focus, and by its title.
import { addOverlay } from './add-overlay.ts'

let region: HTMLElement | undefined

/** Moves the focus to where the new page begins, and has screen readers say its title. */
export function announcePage(): void {
  moveFocus()
  if (!region) {
    region = addOverlay('announcer', 'clip-path:inset(50%)')
    region.role = 'status'
  }
  // Only what changes is said, and only once somebody watches.
  setTimeout(() => {
    region!.textContent = document.title
  }, 100)
}

function moveFocus(): void {
  const { activeElement, body } = document
  // Somebody may be writing in a field that has been kept.
  if (activeElement?.matches('input,textarea,select')) return
  const wanted = body.querySelector<HTMLElement>('[autofocus]')
  const start = wanted ?? body.querySelector('h1') ?? body.querySelector('main') ?? body
  // Browsers show such a focus only to those who go by the keyboard.
  if (!wanted && start.tabIndex < 0) start.tabIndex = -1
  start.focus({ preventScroll: !wanted })
}

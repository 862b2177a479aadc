// Marks the forms that the browser sends, for sites with `navigation: { pendingForms: true }`.
import { isPending, markPending } from './pending-form.ts'
import { readFormAttribute } from './read-submission.ts'

/** Marks each submitted form until another page replaces this one, and refuses to send it again until then. */
export function trackSubmissions(): void {
  let unmark: (() => void) | undefined
  let isReplaced = false

  // On the window: it hears of the event last, so the site's code may have sent or refused the form already.
  addEventListener('submit', (event) => {
    if (event.defaultPrevented || !leavesPage(event)) return
    const isPost = `${readFormAttribute(event, 'method')}`.toLowerCase() === 'post'
    if (isPost && isPending(event.target as Element)) return event.preventDefault()
    // Browsers send one form at a time: this one replaces the one before.
    isReplaced = !!unmark
    unmark?.()
    unmark = markPending(event)
  })
  // The visitor has gone back to this page, which the browser had kept.
  addEventListener('pageshow', ({ persisted }) => persisted && release())
  // The visitor has stopped loading, or follows a link instead. The error of a replaced form is not about the new one.
  window.navigation?.addEventListener('navigateerror', () => {
    if (!isReplaced) release()
    isReplaced = false
  })

  function release(): void {
    unmark?.()
    unmark = undefined
  }
}

/** Tells whether the response to a form replaces this page. It does not in another window, or in a dialog. */
function leavesPage(event: SubmitEvent): boolean {
  const { protocol } = new URL(readFormAttribute(event, 'action') ?? '', document.baseURI)
  const elements = [event.target as Element, event.submitter]
  return (
    /^https?:$/.test(protocol) &&
    `${readFormAttribute(event, 'method')}`.toLowerCase() !== 'dialog' &&
    !elements.some((element) => element?.matches(otherResponse))
  )
}

const otherResponse =
  '[target]:not([target=_self]),[formtarget]:not([formtarget=_self]),[data-no-pending],[data-no-pending] *'

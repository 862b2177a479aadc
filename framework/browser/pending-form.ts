// Marks a form while its request is on the way, so that styles can show it and it is not sent twice.

const pendingForms = new WeakSet<Element>()

/** Tells whether the request of a form is on the way. */
export function isPending(form: Element): boolean {
  return pendingForms.has(form)
}

/**
 * Marks a form with `aria-busy`, and its button with `aria-disabled`. Call the returned function to remove the marks.
 *
 * The button is not `disabled`: that would move the focus, and leave its name and value out of the request.
 */
export function markPending({ target, submitter }: SubmitEvent): () => void {
  const form = target as HTMLFormElement
  pendingForms.add(form)
  form.setAttribute('aria-busy', 'true')
  submitter?.setAttribute('aria-disabled', 'true')
  return () => {
    pendingForms.delete(form)
    form.removeAttribute('aria-busy')
    submitter?.removeAttribute('aria-disabled')
  }
}

// Sends changes of the cart to the server, one after the other.
let last: Promise<unknown> = Promise.resolve()

/**
 * Sends the same request as the form would.
 *
 * The cart is in the session cookie, so each change has to wait for the response to the previous one.
 *
 * @returns Whether the server has saved the change
 */
export function sendChange(form: HTMLFormElement): Promise<boolean> {
  const { action } = form
  const body = new FormData(form)
  const sent = last.then(async () => {
    try {
      const response = await fetch(action, { method: 'POST', body, headers: { accept: 'application/json' } })
      // Reading the whole body frees the connection for the next change.
      await response.text()
      return response.ok
    } catch {
      // A network error counts as a failed request.
      return false
    }
  })
  last = sent
  return sent
}

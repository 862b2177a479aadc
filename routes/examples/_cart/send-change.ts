// Tells the server about changes of the cart, in the order in which they were made.
let last: Promise<unknown> = Promise.resolve()

/**
 * Sends what a form would send.
 *
 * The session is a cookie, so each change needs the answer to the one before.
 *
 * @returns Whether the server keeps it
 */
export function sendChange(form: HTMLFormElement): Promise<boolean> {
  const { action } = form
  const body = new FormData(form)
  const sent = last.then(async () => {
    try {
      const response = await fetch(action, { method: 'POST', body, headers: { accept: 'application/json' } })
      // Read to its end, the answer leaves its connection to the next change.
      await response.text()
      return response.ok
    } catch {
      // No connection: the same as a server that says no.
      return false
    }
  })
  last = sent
  return sent
}

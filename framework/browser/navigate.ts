// navigate(): to another page, from the code of an island.

export interface NavigateOptions {
  /** Whether the page takes the place of this one in the history (default: false). */
  replace?: boolean
}

/** What `vial:visit` carries. */
export interface VisitRequest extends NavigateOptions {
  readonly url: string
}

/**
 * Goes to a page: without a reload where the site navigates by script, else as the browser does.
 *
 * @param url Relative to this page, or whole
 */
export function navigate(url: string | URL, options: NavigateOptions = {}): void {
  const { href } = new URL(url, document.baseURI)
  const detail: VisitRequest = { ...options, url: href }
  // Whoever takes it over says so; an event, because this and the script of the page share no module.
  if (!document.dispatchEvent(new CustomEvent('vial:visit', { detail, cancelable: true }))) return
  if (options.replace) location.replace(href)
  else location.assign(href)
}

// navigate(): goes to another page from the code of an island.

export interface NavigateOptions {
  /** Whether the page replaces the current entry of the history (default: false). */
  replace?: boolean
}

/** The detail of the event `vial:visit`. */
export interface VisitRequest extends NavigateOptions {
  readonly url: string
}

/**
 * Goes to a page. It does not reload if the site uses client navigation.
 *
 * @param url An absolute URL, or one relative to this page
 */
export function navigate(url: string | URL, options: NavigateOptions = {}): void {
  const { href } = new URL(url, document.baseURI)
  const detail: VisitRequest = { ...options, url: href }
  // An event, because this file and client navigation share no module. Client navigation cancels the event.
  if (!document.dispatchEvent(new CustomEvent('vial:visit', { detail, cancelable: true }))) return
  if (options.replace) location.replace(href)
  else location.assign(href)
}

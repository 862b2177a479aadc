// Fetches a page for client navigation, and marks the request for the server.

/**
 * Fetches a page. The header `x-vial-location` tells of redirects that `fetch()` hides: to another site as a URL, and to a
 * fragment as a path. With `x-vial-repeat`, the form is sent to that path again.
 */
export function fetchPage(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, accept: 'text/html', 'x-vial-navigation': '1' } })
}

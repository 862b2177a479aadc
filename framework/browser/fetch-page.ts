// Fetches a page for client navigation, and marks the request for the server.

/** Fetches a page. The server responds to redirects to other sites with the header `x-vial-location`. */
export function fetchPage(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, accept: 'text/html', 'x-vial-navigation': '1' } })
}

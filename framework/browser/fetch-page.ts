// Asks for a page as the script for navigation does, which the server has to know.

/** Fetches a page; a redirect away from the site comes as `x-vial-location`. */
export function fetchPage(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, accept: 'text/html', 'x-vial-navigation': '1' } })
}

// useRequest() in the browser: throws, because there is no request.

/**
 * Throws, because the request exists only on the server.
 *
 * @throws Error always
 */
export function useRequest(): never {
  throw new Error(
    'useRequest(): there is no request in the browser. Read the data in the page and pass it to the island as a prop.',
  )
}

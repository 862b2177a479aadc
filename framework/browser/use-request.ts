// useRequest() in the browser: a sentence, because there is no request.

/**
 * Throws: only the server has the request.
 *
 * @throws Error always
 */
export function useRequest(): never {
  throw new Error(
    'useRequest() works while the server renders. Read what this island needs in the page and pass it as a prop.',
  )
}

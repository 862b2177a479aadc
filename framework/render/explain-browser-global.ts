// Explains the errors of code that was written for browsers.

/**
 * Adds what to do to an error about a global that only browsers have, such as `window`. Returns other errors unchanged.
 *
 * @returns An error with the original one as its cause
 */
export function explainBrowserGlobal(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'ReferenceError') return error
  const [, name] = missing.exec(error.message) ?? []
  if (name === undefined) return error
  const [, ...frames] = (error.stack ?? '').split('\n    at ')
  const remedy = frames[0]?.includes('.island.')
    ? 'Islands are rendered on the server first. Use it in an effect or an event handler, or render the island with hydrate="only".'
    : 'Move it to an *.island.tsx file, and use it there in an effect or an event handler.'
  const explained = new Error(
    `${name} is not defined. It exists in browsers only, but this code runs on the server. ${remedy}`,
    { cause: error },
  )
  explained.name = error.name
  explained.stack = [`${error.name}: ${explained.message}`, ...frames].join('\n    at ')
  return explained
}

const missing =
  /^(window|document|localStorage|sessionStorage|location|history|alert|confirm|matchMedia|requestAnimationFrame|HTMLElement|IntersectionObserver|ResizeObserver|MutationObserver) is not defined$/

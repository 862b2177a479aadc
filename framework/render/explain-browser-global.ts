// Explains the errors of code that was written for browsers.
import { createExplainedError } from '../http/explained-error.ts'

/**
 * Adds what to do to an error about a global that only browsers have, such as `window`. Returns other errors unchanged.
 *
 * @returns An error with the original one as its cause
 */
export function explainBrowserGlobal(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'ReferenceError') return error
  const [, name] = missing.exec(error.message) ?? []
  if (name === undefined) return error
  const [, topFrame] = (error.stack ?? '').split('\n    at ', 2)
  const remedy = topFrame?.includes('.island.')
    ? 'Islands are rendered on the server first. Use it in an effect or an event handler, or render the island with hydrate="only".'
    : 'Move it to an *.island.tsx file, and use it there in an effect or an event handler.'
  return createExplainedError(
    error,
    `${name} is not defined. It exists in browsers only, but this code runs on the server. ${remedy}`,
    error.name,
  )
}

const missing =
  /^(window|document|localStorage|sessionStorage|location|history|alert|confirm|matchMedia|requestAnimationFrame|HTMLElement|IntersectionObserver|ResizeObserver|MutationObserver) is not defined$/

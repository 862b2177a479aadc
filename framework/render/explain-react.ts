// Explains the errors of components that were written for React.
import { createExplainedError } from '../http/explained-error.ts'

/**
 * Adds what to do to an error that React causes when Preact renders a component for it. Returns other errors unchanged.
 *
 * @returns An error with the original one as its cause
 */
export function explainReactError(error: unknown): unknown {
  if (!(error instanceof Error) || !signs.some((sign) => sign.test(error.message))) return error
  return createExplainedError(
    error,
    `A component uses React, but Preact renders this page: ${error.message}. Set vial({ compat: true }) in vite.config to run libraries for React.`,
  )
}

// React's hooks need its own renderer, and what forwardRef() and memo() return are objects.
const signs = [
  /^Cannot read properties of null \(reading 'use[A-Z]\w*'\)$/,
  /^\[object Object\] is not a valid HTML tag name/,
]

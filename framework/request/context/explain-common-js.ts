// Explains the errors of CommonJS files, which Vite runs as ES modules in development.
import { createExplainedError } from '../../http/explained-error.ts'

/**
 * Adds what to do to an error about `module`, `exports`, `require`, `__dirname` or `__filename`. Returns other errors
 * unchanged.
 *
 * @returns An error with the original one as its cause
 */
export function explainCommonJs(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'ReferenceError') return error
  const [, name] = missing.exec(error.message) ?? []
  if (name === undefined) return error
  return createExplainedError(
    error,
    `${error.message}. ES modules do not have it. ${remedies[name]}`,
    error.name,
  )
}

// Node.js adds an explanation of its own after the sentence of V8.
const missing = /^(module|exports|require|__dirname|__filename) is not defined/

const exported =
  'Write export in this file. If it belongs to a linked package in CommonJS, add the package to ssr.external in vite.config, so that Node.js loads it.'

const remedies: Readonly<Record<string, string>> = {
  module: exported,
  exports: exported,
  require: "Write import … from '…' at the top of the file.",
  __dirname: 'Write import.meta.dirname.',
  __filename: 'Write import.meta.filename.',
}

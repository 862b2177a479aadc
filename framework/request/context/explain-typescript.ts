// Explains why Node.js refuses a TypeScript file: it runs the file itself, without Vite.
import { createExplainedError } from '../../http/explained-error.ts'

/**
 * Adds what to do to an error of Node.js about a TypeScript file: the script of a worker, or a file of a package. Returns
 * other errors unchanged.
 *
 * @returns An error with the original one as its cause
 */
export function explainTypeScriptFile(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const [, extension, file] = unknown.exec(error.message) ?? []
  if (extension === undefined || file === undefined) return error
  const [, name] = ofPackage.exec(file) ?? []
  return createExplainedError(
    error,
    `${error.message}. ${name === undefined ? explainOwn(extension) : explainPackage(name)}`,
  )
}

// Node.js, "ERR_UNKNOWN_FILE_EXTENSION". The code does not survive the way from a worker in all versions.
const unknown = /^Unknown file extension "(\.[cm]?tsx?)" for (\S.*)$/
const ofPackage = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/

function explainOwn(extension: string): string {
  const remedy = extension.endsWith('x')
    ? 'Write it in JavaScript.'
    : 'Write it in JavaScript, or use Node.js 22.18 or newer, which runs .ts files.'
  return `In development, Vite does not compile what workers run. ${remedy}`
}

function explainPackage(name: string): string {
  return `Add ${name.replace('\\', '/')} to ssr.noExternal in vite.config, so that Vite compiles it.`
}

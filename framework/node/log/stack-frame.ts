// Parses the frames of a stack, whose paths may contain spaces, and parentheses such as those of `routes/(shop)/`.
import { fileURLToPath } from 'node:url'

/** A place in a file. */
export interface Position {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1. */
  readonly column: number
}

/** A place that a frame names. */
export interface StackFrame extends Position {
  /** An absolute path, without a query. */
  readonly file: string
}

/**
 * Parses one line of a stack.
 *
 * @returns `undefined` for other lines, and for frames of native functions and of Node's own modules
 */
export function parseFrame(text: string): StackFrame | undefined {
  const [, place, line, column] = frame.exec(text) ?? []
  if (place === undefined) return undefined
  const path = place.replace(/\?.*$/, '')
  const file = path.startsWith('file:') ? fileURLToPath(path) : path
  return { file, line: Number(line), column: Number(column) }
}

/** The path is all that follows the first parenthesis or `at` before a slash, a drive or `file:`. */
const frame = /^\s*at (?:.*? \(|async )?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/

// Finds and formats places in source files: routes/index.tsx:3:7.
import type { Position } from '../node/log/stack-frame.ts'

/** Converts an index into a text to a line and a column. */
export function toPosition(text: string, index: number): Position {
  const before = text.slice(0, index).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

/**
 * Formats a place such as `routes/index.tsx:3:7`, which terminals and editors open at a click.
 *
 * @param position `undefined` for the file as a whole
 */
export function formatPlace(file: string, position: Position | undefined): string {
  return position ? `${file}:${position.line}:${position.column}` : file
}

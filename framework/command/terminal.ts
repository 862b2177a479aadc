// The terminal of a command: the folder it was started in, and where its output goes.
import { stripVTControlCharacters, styleText } from 'node:util'

export interface Terminal {
  /** Absolute path. */
  readonly folder: string
  /** The arguments for a command of the site. */
  readonly words?: readonly string[]
  /** Prints a line of the result. */
  print(line: string): void
  /** Prints a line that is not part of the result, such as an error. */
  warn(line: string): void
  /** Adds colour to text where the output supports it. */
  paint(style: Style, text: string): string
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

/** Creates the terminal of this process; `NO_COLOR` and pipes get plain text. */
export function createTerminal(folder: string): Terminal {
  return {
    folder,
    print: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  }
}

/** Aligns rows in columns; the last column may have any width. */
export function formatColumns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, text] of row.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(text))
    }
  }
  return rows.map((row) =>
    row
      .map((text, index) =>
        index === row.length - 1 ? text : text + ' '.repeat(widths[index]! - widthOf(text) + gap),
      )
      .join('')
      .trimEnd(),
  )
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length
}

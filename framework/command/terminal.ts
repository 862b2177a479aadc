// What a command knows of its surroundings: the folder it was started in, and where its words go.
import { stripVTControlCharacters, styleText } from 'node:util'

export interface Terminal {
  /** Absolute path. */
  readonly folder: string
  /** The words that belong to a command of the site. */
  readonly words?: readonly string[]
  /** Prints a line of the result. */
  print(line: string): void
  /** Prints a line that is no part of the result: an error, or a remark. */
  warn(line: string): void
  /** Paints a text, where there is somebody to see it. */
  paint(style: Style, text: string): string
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

/** Makes the terminal of this process; `NO_COLOR` and pipes get plain text. */
export function createTerminal(folder: string): Terminal {
  return {
    folder,
    print: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  }
}

/** Sets out rows in columns; the last column may be as long as it wants. */
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

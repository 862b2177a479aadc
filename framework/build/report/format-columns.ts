// Aligns rows in columns, for the terminal.
import { stripVTControlCharacters } from 'node:util'

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

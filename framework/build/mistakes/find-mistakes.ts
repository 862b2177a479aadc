// Finds mistakes in the source of one file. The dev server, the build and `vial check` use it.
import { findActionMistakes } from './action-mistakes.ts'
import { findBrowserCode } from './browser-code.ts'
import { findDroppedResults } from './dropped-results.ts'
import { readExportedNodes } from './file-exports.ts'
import { findForeignImports } from './foreign-imports.ts'
import { findFormMistakes } from './form-mistakes.ts'
import { findLoaderMistakes } from './loader-mistakes.ts'
import { findMarkupMistakes } from './markup-mistakes.ts'
import { findModuleMistakes } from './module-mistakes.ts'
import { findReactComponents } from './react-components.ts'
import type { ParsedFile, SourceFile } from './source-file.ts'
import { type Language, parseTree } from './syntax-tree.ts'

/** A mistake and its line, counted from 1. */
export interface FoundMistake {
  /** An `error` ends the build. */
  readonly level: 'error' | 'warning'
  readonly line: number
  /** What is wrong, and what to do. */
  readonly message: string
  /** Whether it is right if an island uses the file too. */
  readonly isFineInBrowser: boolean
}

/**
 * Finds the mistakes in a file, in the order of their lines.
 *
 * @param code Its source, with types and JSX; code that does not parse has no mistakes, because Vite reports it
 */
export function findMistakes(code: string, lang: Language, file: SourceFile): FoundMistake[] {
  const tree = parseTree(code, lang)
  if (!tree) return []
  const parsed: ParsedFile = { ...file, tree, exports: readExportedNodes(tree.program) }
  const found = checks.flatMap((check) =>
    check(parsed).map(({ level, node, message, isFineInBrowser = false }) => ({
      level,
      line: tree.lineOf(node),
      message,
      isFineInBrowser,
    })),
  )
  const places = new Map(found.map((mistake) => [`${mistake.line} ${mistake.message}`, mistake]))
  return [...places.values()].sort((left, right) => left.line - right.line)
}

const checks = [
  findDroppedResults,
  findBrowserCode,
  findForeignImports,
  findReactComponents,
  findFormMistakes,
  findActionMistakes,
  findMarkupMistakes,
  findLoaderMistakes,
  findModuleMistakes,
] as const

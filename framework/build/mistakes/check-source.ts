// Checks the source of one file: what it exports, and its mistakes. The dev server, the build and `vial check` use it.
import { findActionMistakes } from './action-mistakes.ts'
import { findAnswerMistakes } from './answer-mistakes.ts'
import { findArgumentOrder } from './argument-order.ts'
import { findAssetPaths } from './asset-paths.ts'
import { findBlockedScripts } from './blocked-scripts.ts'
import { findBrowserCode } from './browser-code.ts'
import { findComponentMistakes } from './component-mistakes.ts'
import { findContextMistakes } from './context-mistakes.ts'
import { findDroppedResults } from './dropped-results.ts'
import { findElementNesting } from './element-nesting.ts'
import { readExportedNodes } from './file-exports.ts'
import { findForeignAttributes } from './foreign-attributes.ts'
import { findForeignImports } from './foreign-imports.ts'
import { findForeignResults } from './foreign-results.ts'
import { findFieldMistakes } from './field-mistakes.ts'
import { findFormMistakes } from './form-mistakes.ts'
import { findHandlerArguments } from './handler-arguments.ts'
import { findHeadElements } from './head-elements.ts'
import { findHeadMistakes } from './head-mistakes.ts'
import { findIslandMistakes } from './island-mistakes.ts'
import { findLinkMistakes } from './link-mistakes.ts'
import { findLoaderMistakes } from './loader-mistakes.ts'
import { findLostJsx } from './lost-jsx.ts'
import { findLostValues } from './lost-values.ts'
import { findMarkupMistakes } from './markup-mistakes.ts'
import { findMissingExports } from './missing-exports.ts'
import { findMissingGlobals } from './missing-globals.ts'
import { findModuleMistakes } from './module-mistakes.ts'
import { findNodeApps } from './node-apps.ts'
import { findOptionMistakes } from './option-mistakes.ts'
import { findHiddenVariables } from './public-values.ts'
import { findRelativeFetches } from './relative-fetches.ts'
import { findStylesheetImports } from './stylesheet-imports.ts'
import { findUnawaitedPromises } from './unawaited-promises.ts'
import { findReactComponents } from './react-components.ts'
import type { Position } from '../../node/log/stack-frame.ts'
import { type ModuleExports, readProgramExports } from '../routes/route-exports.ts'
import type { ParsedFile, SourceFile } from './source-file.ts'
import { type Language, type Node, type SyntaxTree, parseTree } from '../parse-tree.ts'

/** A mistake and its place. */
export interface FoundMistake extends Position {
  /** An `error` ends the build. */
  readonly level: 'error' | 'warning'
  /** What is wrong, and what to do. */
  readonly message: string
  /** Whether it is right if an island uses the file too. */
  readonly isFineInBrowser: boolean
  /** Whether it is right unless an island uses the file too. */
  readonly isFineOnServer: boolean
  /** Whether the file cannot be compiled. */
  readonly isSyntax?: boolean
  /** The line of the element in which a request would show the same mistake. */
  readonly elementLine?: number
}

/** What a source file exports, and its mistakes. */
export interface CheckedSource {
  /** In the order of their lines. */
  readonly mistakes: readonly FoundMistake[]
  readonly exports: ModuleExports
}

/**
 * Checks a source file.
 *
 * @param code Its source, with types and JSX
 * @param parse Parses it (default: without keeping the tree)
 * @returns `undefined` for code that does not parse, which Vite reports
 */
export function checkSource(
  code: string,
  lang: Language,
  file: SourceFile,
  parse: () => SyntaxTree | undefined = () => parseTree(code, lang),
): CheckedSource | undefined {
  const tree = parse()
  if (!tree) return lang === 'ts' ? checkMisnamed(code) : undefined
  const moduleExports = readProgramExports(tree.program.body as Node[], code)
  const parsed: ParsedFile = { ...file, tree, moduleExports, exports: readExportedNodes(tree.program) }
  const found = checks.flatMap((check) =>
    check(parsed).map(
      ({ level, node, message, element, isFineInBrowser = false, isFineOnServer = false }) => ({
        level,
        ...tree.positionOf(node),
        message,
        isFineInBrowser,
        isFineOnServer,
        ...(element && { elementLine: tree.positionOf(element).line }),
      }),
    ),
  )
  // One sentence is enough for a line.
  const places = new Map<string, FoundMistake>()
  for (const mistake of found.sort((left, right) => left.line - right.line || left.column - right.column)) {
    const place = `${mistake.line} ${mistake.message}`
    if (!places.has(place)) places.set(place, mistake)
  }
  return { mistakes: [...places.values()], exports: moduleExports }
}

/** Finds JSX in a file whose name says that there is none, so that its syntax is wrong. */
function checkMisnamed(code: string): CheckedSource | undefined {
  const tree = parseTree(code, 'tsx')
  const [element] = ['JSXElement', 'JSXFragment'].flatMap((type) => tree?.nodesOf(type) ?? [])
  if (!tree || !element) return undefined
  const message = 'a .ts file cannot contain JSX. Rename it to .tsx.'
  const mistake = { level: 'error', ...tree.positionOf(element), message, isSyntax: true } as const
  return {
    mistakes: [{ ...mistake, isFineInBrowser: false, isFineOnServer: false }],
    exports: readProgramExports(tree.program.body as Node[], code),
  }
}

const checks = [
  findDroppedResults,
  findBrowserCode,
  findForeignImports,
  findReactComponents,
  findFormMistakes,
  findFieldMistakes,
  findActionMistakes,
  findMarkupMistakes,
  findLinkMistakes,
  findArgumentOrder,
  findLoaderMistakes,
  findComponentMistakes,
  findAnswerMistakes,
  findHeadMistakes,
  findModuleMistakes,
  findBlockedScripts,
  findRelativeFetches,
  findIslandMistakes,
  findContextMistakes,
  findForeignAttributes,
  findUnawaitedPromises,
  findHandlerArguments,
  findHiddenVariables,
  findLostJsx,
  findAssetPaths,
  findMissingGlobals,
  findMissingExports,
  findOptionMistakes,
  findNodeApps,
  findHeadElements,
  findStylesheetImports,
  findLostValues,
  findForeignResults,
  findElementNesting,
] as const

// Finds errors and likely mistakes in a site from its files alone.
import { readFileSync } from 'node:fs'
import { createFileTable, toPattern } from '../build/routes/check-routes.ts'
import { whileKeepingTrees } from '../build/mistakes/parsed-files.ts'
import { type ReportedMistake, checkSourceFile } from '../build/mistakes/read-source.ts'
import {
  type SourceGraph,
  findServerImports,
  keepMistakes,
  readSourceGraph,
} from '../build/mistakes/source-graph.ts'
import { findDefaultProblem, findExportProblem, findPathsProblem } from '../routing/export-rules.ts'
import { describeMissingMatchers } from '../routing/matcher.ts'
import { parseFolderPattern } from '../routing/pattern.ts'
import type { RouteFile } from '../routing/route-file.ts'
import { findUnusedFiles } from './find-unused-files.ts'
import { formatPlace } from '../build/source-position.ts'
import type { Project } from '../build/project/project.ts'
import { type FileExports, type ReadFile, readExports } from '../build/project/read-exports.ts'

export interface CheckResult {
  /** An `error` breaks the site or one of its pages; a `warning` is probably a mistake. */
  readonly level: 'error' | 'warning'
  /** Where it is, what is wrong and what to do. */
  readonly message: string
}

/** Checks everything; errors come first. */
export function checkSite(project: Project): Promise<CheckResult[]> {
  return whileKeepingTrees(project.site, () => checkFiles(project))
}

async function checkFiles(project: Project): Promise<CheckResult[]> {
  const read = await Promise.all(
    project.files.map(async (file) => ({ file, exports: await readExports(project, file) })),
  )
  const errors = [
    ...project.problems,
    ...(project.problems.length === 0 ? findMissingMatchers(project, read) : []),
    ...read.flatMap(({ file, exports }) =>
      findFileProblem(file, exports, project).map((problem) => {
        const position = 'locate' in exports ? exports.locate(problem) : undefined
        return `${formatPlace(project.toShownPath(file), position)}: ${problem}`
      }),
    ),
  ]
  const graph = await readSourceGraph(project.site, project.files)
  const mistakes = await findAllMistakes(project, graph)
  // Whether a file is reachable cannot be told while its URL is unknown.
  const warnings = project.problems.length > 0 ? [] : await findUnusedFiles(project, read)
  return [
    ...[...errors, ...reportsOf(mistakes, 'error'), ...findServerImports(graph, project.site)].map(
      (message) => ({ level: 'error', message }) as const,
    ),
    ...[...project.warnings, ...reportsOf(mistakes, 'warning'), ...warnings].map(
      (message) => ({ level: 'warning', message }) as const,
    ),
  ]
}

/** Finds the mistakes that the dev server reports for the files that the routes import. */
async function findAllMistakes(
  { site, files, problems }: Project,
  graph: SourceGraph,
): Promise<ReportedMistake[]> {
  const table = problems.length > 0 ? undefined : createFileTable(files)
  const lists = await Promise.all(
    graph.files.map(async (path) => {
      const found = checkSourceFile(path, readFileSync(path, 'utf8'), site, table)?.mistakes ?? []
      return keepMistakes(found, path, graph)
    }),
  )
  return lists.flat()
}

function reportsOf(mistakes: readonly ReportedMistake[], level: ReportedMistake['level']): string[] {
  return mistakes.filter((mistake) => mistake.level === level).map(({ report }) => report)
}

/** Checks matchers by name only, because nothing of the site runs. */
function findMissingMatchers({ files, toShownPath }: Project, read: readonly ReadFile[]): string[] {
  const params = read.find(({ file }) => file.kind === 'params')
  if (!params || !('names' in params.exports) || params.exports.isOpen) return []
  const { names } = params.exports
  return files.flatMap((file) => {
    const pattern = file.kind === 'route' ? toPattern(file) : parseFolderPattern(file.folder)
    return describeMissingMatchers(toShownPath(file), pattern, names, toShownPath(params.file))
  })
}

function findFileProblem(file: RouteFile, exports: FileExports, { problems }: Project): string[] {
  if ('syntaxError' in exports) return [`this does not parse: ${exports.syntaxError}. Fix it first.`]
  // A name with a problem may have no pattern.
  const findPaths = (): string | undefined =>
    problems.length > 0 ? undefined : findPathsProblem(exports, toPattern(file))
  const problem =
    file.kind === 'route'
      ? (findExportProblem(exports) ?? findPaths())
      : findDefaultProblem(file.kind, exports)
  return problem === undefined ? [] : [problem]
}

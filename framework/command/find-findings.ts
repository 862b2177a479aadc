// Finds what is wrong with a site from its files alone.
import { toPattern } from '../build/check-routes.ts'
import { findDefaultProblem, findExportProblem } from '../routing/export-rules.ts'
import { describeMissingMatchers } from '../routing/matcher.ts'
import { parseFolderPattern } from '../routing/pattern.ts'
import type { RouteFile } from '../routing/route-file.ts'
import { findDeadFiles } from './find-dead-files.ts'
import type { Project } from './open-project.ts'
import { type FileExports, type ReadFile, readExports } from './read-exports.ts'

export interface Finding {
  /** An `error` stops the site or a page of it; a `warning` is probably not meant that way. */
  readonly level: 'error' | 'warning'
  /** Where it is, what is wrong and what to do. */
  readonly message: string
}

/** Finds everything, errors first. */
export async function findFindings(project: Project): Promise<Finding[]> {
  const read = await Promise.all(
    project.files.map(async (file) => ({ file, exports: await readExports(project, file) })),
  )
  const errors = [
    ...project.problems,
    ...(project.problems.length === 0 ? findMissingMatchers(project, read) : []),
    ...read.flatMap(({ file, exports }) =>
      findFileProblem(file, exports).map((problem) => `${project.toShownPath(file)}: ${problem}`),
    ),
  ]
  // Without knowing which URL a file answers nobody can tell whether it is reached.
  const warnings = project.problems.length > 0 ? [] : await findDeadFiles(project, read)
  return [
    ...errors.map((message) => ({ level: 'error', message }) as const),
    ...[...project.warnings, ...warnings].map((message) => ({ level: 'warning', message }) as const),
  ]
}

/** Names of matchers are checked by name only, as nothing of the site runs. */
function findMissingMatchers({ files, toShownPath }: Project, read: readonly ReadFile[]): string[] {
  const params = read.find(({ file }) => file.kind === 'params')
  if (!params || !('names' in params.exports) || params.exports.isOpen) return []
  const { names } = params.exports
  return files.flatMap((file) => {
    const pattern = file.kind === 'route' ? toPattern(file) : parseFolderPattern(file.folder)
    return describeMissingMatchers(toShownPath(file), pattern, names, toShownPath(params.file))
  })
}

function findFileProblem(file: RouteFile, exports: FileExports): string[] {
  if ('syntaxError' in exports) return [`this does not parse: ${exports.syntaxError}. Mend it first.`]
  const problem = file.kind === 'route' ? findExportProblem(exports) : findDefaultProblem(file.kind, exports)
  return problem === undefined ? [] : [problem]
}

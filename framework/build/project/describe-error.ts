// Describes the error page of a folder, as the server would choose it.
import type { RouteKind } from '../../routing/canonical-slash.ts'
import { ancestorFolders } from '../../routing/folder-table.ts'
import { type ErrorFolder, anyStatus, nearestErrorFile } from '../../routing/nearest-error-file.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import { listLayouts } from './describe-route.ts'
import type { Project } from './project.ts'

/** Where a request fails. */
export interface FailedRoute {
  /** Endpoints answer with problem documents (default: page) */
  readonly kind?: RouteKind
  /** The folder whose middleware has not let the request pass: its layouts are left out (default: none) */
  readonly closedFolder?: string | undefined
}

/** What answers a failed request. */
export interface DescribedError {
  readonly outcome: 'not-found'
  readonly status: number
  /** `null` for the built-in page and problem documents. */
  readonly file: string | null
  readonly layouts: readonly string[]
}

/**
 * Describes the error page for a status.
 *
 * @param folder Where the search for an error page starts
 */
export function describeError(
  project: Project,
  folder: string,
  status: number,
  { kind = 'page', closedFolder }: FailedRoute = {},
): DescribedError {
  const found = kind === 'page' ? nearestErrorFile(listErrorFolders(project, folder), status) : undefined
  return {
    outcome: 'not-found',
    status,
    file: found ? project.toShownPath(found.file) : null,
    layouts: found ? listOpenLayouts(project, found.file.folder, closedFolder) : [],
  }
}

/** Lists the nearest error file of each kind: by status, and `error` for any other status. */
export function listErrorFiles(project: Project, folder: string): Record<string, string> {
  const folders = listErrorFolders(project, folder)
  const statuses = [...new Set(folders.flatMap(({ errors }) => [...errors.keys()]))].sort()
  return Object.fromEntries(
    statuses.map((status) => [
      status === anyStatus ? 'error' : String(status),
      project.toShownPath(nearestErrorFile(folders, status)!.file),
    ]),
  )
}

function listErrorFolders({ files }: Project, folder: string): ErrorFolder<RouteFile>[] {
  const errorFiles = files.filter(({ kind }) => kind === 'error')
  return ancestorFolders(folder).map((path) => ({
    errors: new Map(
      errorFiles
        .filter((file) => file.folder === path)
        .map((file) => [file.status ?? anyStatus, file] as const),
    ),
  }))
}

/** Leaves out the layouts of the closed folder and of those inside it. */
function listOpenLayouts(project: Project, folder: string, closedFolder: string | undefined): string[] {
  const folders = ancestorFolders(folder)
  const end = closedFolder === undefined ? -1 : folders.indexOf(closedFolder)
  const innermost = (end < 0 ? folders : folders.slice(0, end)).at(-1)
  return innermost === undefined ? [] : listLayouts(project, innermost)
}

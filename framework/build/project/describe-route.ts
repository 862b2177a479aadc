// Describes a route: its kind, its methods and the files around it.
import { toPattern } from '../routes/check-routes.ts'
import type { ModuleExports } from '../routes/route-exports.ts'
import { listAllowedMethods } from '../../routing/allowed-methods.ts'
import type { RouteKind } from '../../routing/canonical-slash.ts'
import { ancestorFolders } from '../../routing/folder-table.ts'
import { type PatternParam, listParams } from '../../routing/pattern.ts'
import type { RouteFile, RouteFileKind } from '../../routing/route-file.ts'
import type { Project } from './project.ts'
import { type FileExports, readExports } from './read-exports.ts'

/** A route as `--json` prints it; file paths are relative to the project. */
export interface RouteDescription {
  readonly pattern: string
  readonly file: string
  /** The extension that the route comes from, if any. */
  readonly extension?: string
  readonly kind: RouteKind
  /** In the order of the `Allow` header; `null` when the file does not say (`export *`, or a syntax error). */
  readonly methods: readonly string[] | null
  /** The names of the page's actions, if it has any; `null` when the file does not show them all. */
  readonly actions?: readonly string[] | null
  readonly socket: boolean
  readonly params: readonly PatternParam[]
  /** Outermost first; the route's own `middleware` export is the route's file. */
  readonly middleware: readonly string[]
  /** The app document and the layouts, outermost first. */
  readonly layouts: readonly string[]
}

/** A route's description and the exports that it is based on. */
export interface DescribedRoute {
  readonly description: RouteDescription
  readonly exports: FileExports
}

/** Describes a route file of a project. */
export async function describeRoute(project: Project, file: RouteFile): Promise<DescribedRoute> {
  const exports = await readExports(project, file)
  const known: Partial<ModuleExports> = 'names' in exports ? exports : {}
  const isPage = known.names?.has('default') ?? false
  const isComplete = known.isOpen === false
  const { id, segments } = toPattern(file)
  const own = known.names?.has('middleware') ? [project.toShownPath(file)] : []
  const description: RouteDescription = {
    pattern: id,
    file: project.toShownPath(file),
    ...(file.from && { extension: file.from.extension }),
    kind: isPage ? 'page' : 'endpoint',
    methods: isComplete ? listAllowedMethods(known.names ?? new Set()) : null,
    ...(known.names?.has('actions') && { actions: known.actions?.map(({ name }) => name) ?? null }),
    socket: known.names?.has('socket') ?? false,
    params: listParams({ segments }),
    middleware: [...listAround(project, file.folder, 'middleware'), ...own],
    layouts: isPage ? listLayouts(project, known.config?.layout === false ? undefined : file.folder) : [],
  }
  return { description, exports }
}

/**
 * Lists the app document and the layouts of a page.
 *
 * @param folder The page's folder, or `undefined` for a page without layouts
 */
export function listLayouts(project: Project, folder: string | undefined): string[] {
  const shell = project.files.filter(({ kind }) => kind === 'app').map(project.toShownPath)
  return folder === undefined ? shell : [...shell, ...listAround(project, folder, 'layout')]
}

/** Lists the files of a kind in a folder and its parents, outermost first. */
export function listAround(project: Project, folder: string, kind: RouteFileKind): string[] {
  return ancestorFolders(folder).flatMap((path) =>
    project.files
      .filter((file) => file.kind === kind && file.folder === path)
      .map((file) => project.toShownPath(file)),
  )
}

// Scans all route files of a site: its own and those of its extensions.
import { type RouteFile, parseRouteFile } from '../../routing/route-file.ts'
import type { ExtensionRoutes } from '../output/read-extension-routes.ts'
import { type RouteLink, isServed, scanRoutes, toRealFile } from './scan-routes.ts'

export interface ScannedSite {
  /** The files that take part in requests, in a stable order. */
  readonly files: readonly RouteFile[]
  /** The links to files and folders of the site. */
  readonly links: readonly RouteLink[]
  /** One message for each name that is probably a mistake. */
  readonly warnings: readonly string[]
  readonly extensionRoutes: readonly ExtensionRoutes[]
  /** The files of `routes/_commands/`: absolute paths by the name of the command. */
  readonly commands: ReadonlyMap<string, string>
}

/**
 * Scans the files of a site.
 *
 * A file of the site replaces an extension's file at the same path, whatever their file extensions.
 *
 * @param folder Absolute path of the routes
 * @param extensions The file extensions of source files
 * @param readExtensionRoutes Finds the extension routes, from the absolute path of `_server`
 */
export async function scanSite(
  folder: string,
  extensions: readonly string[],
  readExtensionRoutes: (serverFile: string) => Promise<readonly ExtensionRoutes[]>,
): Promise<ScannedSite> {
  const own = await scanRoutes(folder, extensions)
  const server = own.files.find(({ kind }) => kind === 'server')
  const extensionRoutes = server ? await readExtensionRoutes(`${folder}/${server.path}`) : []
  const taken = new Set(own.files.filter(isServed).map(withoutExtension))
  const scanned = await Promise.all(extensionRoutes.map((routes) => scanExtensionRoutes(routes, extensions)))
  const files = [
    ...own.files.filter(isServed),
    ...scanned.flatMap(({ files }) => files.filter((file) => !taken.has(withoutExtension(file)))),
  ]
  return {
    files: files.toSorted(({ path: left }, { path: right }) => (left < right ? -1 : left > right ? 1 : 0)),
    links: own.links,
    warnings: [...own.warnings, ...scanned.flatMap(({ warnings }) => warnings)],
    extensionRoutes,
    commands: new Map(own.files.flatMap((file) => toCommand(file, folder))),
  }
}

async function scanExtensionRoutes(
  { name, folder, below }: ExtensionRoutes,
  extensions: readonly string[],
): Promise<{ files: RouteFile[]; warnings: string[] }> {
  const { files, links } = await scanRoutes(folder, extensions)
  const moved = files.flatMap((file) => {
    const parsed = parseRouteFile(below + file.path, extensions)
    return parsed
      ? [{ ...parsed, from: { extension: name, file: toRealFile(folder, file.path, links) } }]
      : []
  })
  // Even at the root, the app document, the matchers and the server definition belong to the site.
  const isRootOnly = ({ kind }: RouteFile): boolean =>
    kind === 'app' || kind === 'params' || kind === 'server'
  return {
    files: moved.filter((file) => isServed(file) && !isRootOnly(file)),
    warnings: moved.flatMap(({ path, warning }) =>
      warning === undefined ? [] : [warning.replace(`routes/${path}`, `${path} of the extension ${name}`)],
    ),
  }
}

function toCommand({ path }: RouteFile, folder: string): [string, string][] {
  const [, name] = /^_commands\/([\w-]+)\.[jt]sx?$/.exec(path) ?? []
  return name === undefined ? [] : [[name, `${folder}/${path}`]]
}

function withoutExtension({ path }: RouteFile): string {
  return path.slice(0, path.lastIndexOf('.'))
}

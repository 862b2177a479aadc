// Decides whether the site or Vite answers a request in dev.
import { lstatSync } from 'node:fs'
import { posix } from 'node:path'
import { type Connect, normalizePath, type ViteDevServer } from 'vite'
import { parsePathname } from '../../http/canonical-url.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import { matchRoute } from '../../routing/table.ts'
import { type ServedFiles, isFile, isHidden, listNamedFiles, toRealPath } from './served-files.ts'
import { isProxied } from './attach-sockets.ts'
import type { BuildSite } from '../site.ts'

/**
 * Tells whether Vite answers before the site does.
 *
 * Vite would serve any file of the project (`/package.json`), and a route like `[a]/[b]` would match the URLs of modules.
 * So Vite gets a file only when a page or a module uses it. Otherwise routes come first. A URL that is neither passes
 * through Vite and the other plugins, and returns to the site for its 404 page.
 */
export async function isForVite(
  req: Connect.IncomingMessage,
  site: BuildSite,
  server: ViteDevServer,
  served: ServedFiles,
): Promise<boolean> {
  const { base } = site.options
  const url = req.originalUrl ?? req.url ?? '/'
  if (isProxied(url, server.config.server.proxy)) return true
  const [pathname = '/'] = url.split('?', 1)
  const path = pathBelowBase(pathname, base)
  // The site redirects the base without its slash; it is not a URL of Vite.
  if (path === undefined || pathname.length < base.length) return false
  const decoded = tryDecode(path)
  if (decoded === undefined) return false
  // Browsers resolve dot segments. Vite would resolve them after this check, and name another file.
  if (/[\\/]\.\.?([\\/]|$)/.test(decoded)) return false
  const publicFile = findPublicFile(decoded, server)
  if (publicFile !== undefined) {
    const isRead = req.method === 'GET' || req.method === 'HEAD'
    const isNamed = publicFile === server.config.publicDir + decoded
    return isRead && isNamed && isServedPublicFile(publicFile, server)
  }
  // A link that leads out of the folder, a folder or a pipe: Vite would follow the link, and wait for the pipe.
  if (isInPublicFolder(decoded, server)) return false
  const files = listNamedFiles(decoded, server)
  if (files.length > 0) return files.every((file) => served.allows(file, server))
  if (/^\/(@|__|node_modules\/)/.test(path) || isInCache(path, server)) return true
  // Hidden files are never served, as in production.
  if (/\/\.(?!well-known\/)/.test(decoded)) return false
  return !(await hasRoute(path, site))
}

/** Tells whether a path is in the folder of Vite's optimized packages, whose name may begin with a dot. */
function isInCache(path: string, { config }: ViteDevServer): boolean {
  return normalizePath(posix.normalize(config.root + path)).startsWith(`${normalizePath(config.cacheDir)}/`)
}

/** Finds the file in `public/` that Vite would serve, also for a path with repeated slashes or one at its end. */
function findPublicFile(decoded: string, { config: { publicDir } }: ViteDevServer): string | undefined {
  const file = posix.normalize(publicDir + decoded).replace(/\/$/, '')
  return publicDir && file.startsWith(`${publicDir}/`) && isFile(file) ? file : undefined
}

/** Tells whether there is anything of that name in the folder of public files. */
function isInPublicFolder(decoded: string, { config: { publicDir } }: ViteDevServer): boolean {
  const path = posix.normalize(publicDir + decoded).replace(/\/+$/, '')
  return publicDir !== '' && path.startsWith(`${publicDir}/`) && exists(path)
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // A path with a null byte, or below a file, names nothing.
    return false
  }
}

/** Applies the rule of production: no hidden files, and no links that point outside of the folder. */
function isServedPublicFile(file: string, server: ViteDevServer): boolean {
  const real = toRealPath(file)
  const isInside = real.startsWith(`${toRealPath(server.config.publicDir)}/`)
  return isInside && !isHidden(file, server) && !isHidden(real, server)
}

async function hasRoute(path: string, site: BuildSite): Promise<boolean> {
  const segments = toSegments(path)
  if (!segments) return true
  return matchRoute(await site.table(), segments) !== undefined
}

function toSegments(path: string): readonly string[] | undefined {
  try {
    return parsePathname(path).segments
  } catch {
    // A malformed path: the site answers 400, as in production.
    return undefined
  }
}

function tryDecode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    // A malformed path: the site answers 400, as in production.
    return undefined
  }
}

// Decides whether the site or Vite answers a request in dev.
import { existsSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { type Connect, normalizePath, type ViteDevServer } from 'vite'
import { parsePathname } from '../http/canonical-url.ts'
import { pathBelowBase } from '../routing/base-path.ts'
import { matchRoute } from '../routing/table.ts'
import type { BuildSite } from './site.ts'

/**
 * Tells whether Vite answers before the site does.
 *
 * Vite would serve any file of the project (`/package.json`), and a route like `[a]/[b]` would match the URLs of modules.
 * So Vite gets a file only when a page or a module requests it. Otherwise routes come first. A URL that is neither passes
 * through Vite and the other plugins, and returns to the site for its 404 page.
 */
export async function isForVite(
  req: Connect.IncomingMessage,
  site: BuildSite,
  server: ViteDevServer,
): Promise<boolean> {
  const { base } = site.options
  const url = req.originalUrl ?? req.url ?? '/'
  const [pathname = '/', query = ''] = url.split('?', 2)
  const path = pathBelowBase(pathname, base)
  // The site redirects the base without its slash; it is not a URL of Vite.
  if (path === undefined || pathname.length < base.length) return false
  if (/^\/(@|__|node_modules\/)/.test(path) || isInCache(path, server)) return true
  const decoded = tryDecode(path)
  // Hidden files are never served, as in production.
  if (decoded === undefined || /\/\.(?!well-known\/)/.test(decoded)) return false
  const { publicDir, root } = server.config
  const isRead = req.method === 'GET' || req.method === 'HEAD'
  if (publicDir && isFile(publicDir + decoded))
    return isRead && decoded === normalizePath(posix.normalize(decoded))
  if (isFile(root + decoded)) return isSubresource(normalizePath(root + decoded), req, query, server)
  return !(await hasRoute(path, site))
}

/** Tells whether a path is in the folder of Vite's optimized packages, whose name may begin with a dot. */
function isInCache(path: string, { config }: ViteDevServer): boolean {
  return normalizePath(config.root + path).startsWith(`${normalizePath(config.cacheDir)}/`)
}

/** Tells whether a page or a module requests a file: a module imports it, or the browser says so in its headers. */
function isSubresource(
  file: string,
  req: Connect.IncomingMessage,
  query: string,
  server: ViteDevServer,
): boolean {
  const { client, ssr } = server.environments
  if (client.moduleGraph.getModulesByFile(file)?.size || ssr?.moduleGraph.getModulesByFile(file)?.size) {
    return true
  }
  const destination = req.headers['sec-fetch-dest'] ?? ''
  return (
    /^(script|style|image|font|worker|sharedworker|audio|video|track)$/.test(String(destination)) ||
    /(^|&)(import|direct|url|raw|inline|worker|t=|v=)/.test(query)
  )
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

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
